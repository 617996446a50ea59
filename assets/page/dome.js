// The dome from below, front at the bottom and left at the left, with every source where it sounds from.

import { ACCENT, FAINT, FONT, INK, SOFT, fresh, share } from './paint.js';
import { words } from './language.js';

const RIM = 24;

export class Dome {
  constructor(canvas, waits) {
    this.canvas = canvas;
    this.waits = waits;
    this.picture = null;
    this.sources = [];
    this.flash = new Map();
  }

  // Takes a JPEG file as a blob; settles once it can be drawn.
  async take(blob) {
    const picture = await createImageBitmap(blob);
    this.picture?.close();
    this.picture = picture;
    this.waits.hidden = true;
  }

  hear(sources, now) {
    // What is all around has no point of its own: its parts are drawn.
    const beds = new Set(sources.filter(({ is_part }) => is_part).map(({ name }) => name.slice(0, name.lastIndexOf('/'))));
    this.sources = sources.filter(({ name }) => !beds.has(name));
    for (const source of sources) if (source.onset) this.flash.set(source.name, now);
    const names = sources.filter(({ is_part }) => !is_part).map(({ name, azimuth_deg, elevation_deg }) => `${name} ${words.place(azimuth_deg, elevation_deg)}`);
    const label = words.domeLabel(names.join('; '));
    if (this.canvas.getAttribute('aria-label') !== label) this.canvas.setAttribute('aria-label', label);
  }

  draw(now) {
    const { pen, width, height } = fresh(this.canvas);
    const isDome = !this.picture || this.picture.width === this.picture.height;
    pen.translate(width / 2, height / 2);
    if (isDome) this.drawDome(pen, Math.min(width, height) / 2 - RIM, now);
    else this.drawFlat(pen, width, height);
  }

  drawFlat(pen, width, height) {
    const scale = Math.min(width / this.picture.width, height / this.picture.height);
    const [wide, tall] = [this.picture.width * scale, this.picture.height * scale];
    pen.drawImage(this.picture, -wide / 2, -tall / 2, wide, tall);
  }

  drawDome(pen, radius, now) {
    pen.save();
    pen.beginPath();
    pen.arc(0, 0, radius, 0, 2 * Math.PI);
    pen.clip();
    pen.fillStyle = '#000';
    pen.fillRect(-radius, -radius, 2 * radius, 2 * radius);
    if (this.picture) pen.drawImage(this.picture, -radius, -radius, 2 * radius, 2 * radius);
    pen.restore();
    compass(pen, radius);
    for (const source of this.sources) this.drawSource(pen, source, radius, now);
  }

  drawSource(pen, source, radius, now) {
    const azimuth = (Number(source.azimuth_deg) * Math.PI) / 180;
    const fromZenith = Math.min(1, Math.max(0, (90 - Number(source.elevation_deg)) / 90));
    const x = -Math.sin(azimuth) * fromZenith * radius;
    const y = Math.cos(azimuth) * fromZenith * radius;
    const level = share(source.features.level);
    if (source.is_part) {
      drawPart(pen, x, y, level);
      return;
    }
    const since = (now - (this.flash.get(source.name) ?? -Infinity)) / 500;

    pen.save();
    pen.translate(x, y);
    pen.shadowColor = 'rgba(0, 0, 0, 0.9)';
    pen.shadowBlur = 5;
    pen.strokeStyle = INK;
    if (since < 1) {
      pen.globalAlpha = 1 - since;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(0, 0, 7 + since * 20, 0, 2 * Math.PI);
      pen.stroke();
      pen.globalAlpha = 1;
    }
    pen.fillStyle = ACCENT;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(0, 0, 4 + level * 4, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
    label(pen, source.name, x, y);
    pen.restore();
  }
}

// What comes from one direction of a bed: a soft spot that swells.
function drawPart(pen, x, y, level) {
  if (level < 0.02) return;
  const radius = 6 + level * 26;
  const glow = pen.createRadialGradient(x, y, 0, x, y, radius);
  glow.addColorStop(0, `rgba(255, 255, 255, ${(0.55 * level).toFixed(3)})`);
  glow.addColorStop(1, 'rgba(255, 255, 255, 0)');
  pen.fillStyle = glow;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

// The name beside its point, towards the middle of the dome so that it never leaves the picture.
function label(pen, name, x, y) {
  pen.font = `600 14px ${FONT}`;
  pen.textBaseline = 'middle';
  pen.textAlign = Math.abs(x) < 12 ? 'center' : x < 0 ? 'left' : 'right';
  const aside = Math.abs(x) < 12 ? 0 : x < 0 ? 15 : -15;
  const above = Math.abs(x) < 12 ? (y > 0 ? -20 : 20) : 0;
  pen.fillStyle = INK;
  pen.fillText(name, aside, above);
  pen.fillText(name, aside, above);
}

function compass(pen, radius) {
  pen.strokeStyle = FAINT;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.arc(0, 0, radius + 0.5, 0, 2 * Math.PI);
  for (let turn = 0; turn < 24; turn += 1) {
    const angle = (turn / 24) * 2 * Math.PI;
    const length = turn % 6 ? 4 : 0;
    pen.moveTo(Math.cos(angle) * (radius + 3), Math.sin(angle) * (radius + 3));
    pen.lineTo(Math.cos(angle) * (radius + 3 + length), Math.sin(angle) * (radius + 3 + length));
  }
  pen.stroke();
  const { front, left, right, back } = words.sides;
  pen.fillStyle = SOFT;
  pen.font = `12px ${FONT}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const [text, x, y, turn] of [[front, 0, 1, 0], [back, 0, -1, 0], [left, -1, 0, -1], [right, 1, 0, 1]]) {
    pen.save();
    pen.translate(x * (radius + 13), y * (radius + 13));
    pen.rotate((turn * Math.PI) / 2);
    pen.fillText(text, 0, 0);
    pen.restore();
  }
}
