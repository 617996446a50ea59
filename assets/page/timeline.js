// The show's time from left to right: what it sounds like, its beats, and the keyframes of each scene, which can be dragged.

import { words } from './language.js';
import { button, clock, make } from './make.js';

const FEWEST_SECS = 60;

export class Timeline {
  constructor(box, deeds) {
    Object.assign(this, { box, deeds, secs: FEWEST_SECS, drags: false });
    this.canvas = make('canvas');
    this.lanes = make('div');
    this.head = make('i', '', { class: 'head' });
    box.append(this.canvas, this.lanes, this.head);
    box.addEventListener('click', (event) => event.target.closest('.key') || deeds.seek(this.timeAt(event.clientX)));
  }

  timeAt(x) {
    const { left, width } = this.box.getBoundingClientRect();
    return Math.min(this.secs, Math.max(0, ((x - left) / width) * this.secs));
  }

  put(element, secs) {
    element.style.left = `${(100 * Math.min(secs, this.secs)) / this.secs}%`;
  }

  follow({ moment_secs, length_secs }) {
    if (this.length !== length_secs) {
      this.length = length_secs;
      this.lay();
    }
    this.put(this.head, moment_secs);
  }

  show(scenes, waveform = this.waveform) {
    Object.assign(this, { scenes, waveform });
    if (!this.drags) this.lay();
  }

  lay() {
    const latest = (this.scenes ?? []).flatMap(({ keyframes }) => keyframes.map((it) => it.at_secs));
    this.secs = this.length ?? Math.max(FEWEST_SECS, this.waveform?.secs ?? 0, ...latest.map((secs) => secs * 1.1));
    this.lanes.replaceChildren(...(this.scenes ?? []).map((scene) => {
      const lane = make('div', '', { class: 'lane', 'data-scene': scene.scene }, make('span', scene.scene));
      lane.append(...scene.keyframes.map((keyframe) => this.key(scene.scene, keyframe)));
      return lane;
    }));
    this.drawSound();
  }

  key(scene, keyframe) {
    const secs = keyframe.at_secs;
    const label = words.exploreKey(scene, clock(secs), keyframe.seed ?? null);
    const key = button('', () => {}, { class: keyframe.seed === null ? 'key controls-only' : 'key', 'aria-label': label, title: label, 'data-at': secs });
    this.put(key, secs);
    const goes = (to) => to !== secs && this.deeds.change(scene, { kind: 'move', from_secs: secs, to_secs: Math.round(to * 100) / 100 });
    key.onpointerdown = (event) => {
      key.setPointerCapture(event.pointerId);
      this.drags = true;
      const began = event.clientX;
      let to = secs;
      key.onpointermove = (move) => {
        to = Math.abs(move.clientX - began) < 3 ? secs : this.timeAt(move.clientX);
        this.put(key, to);
      };
      key.onpointerup = key.onpointercancel = ({ type }) => {
        key.onpointermove = key.onpointerup = key.onpointercancel = null;
        this.drags = false;
        if (type === 'pointerup') goes(to);
        else this.lay();
      };
    };
    key.onkeydown = (event) => {
      const by = { ArrowLeft: -0.1, ArrowRight: 0.1 }[event.key];
      if (by) goes(Math.max(0, secs + by));
      if (event.key === 'Delete') this.deeds.change(scene, { kind: 'remove', at_secs: secs });
    };
    return key;
  }

  drawSound() {
    const { canvas, waveform, secs } = this;
    canvas.hidden = !waveform;
    if (!waveform) return;
    const [width, height] = [canvas.width = canvas.clientWidth * devicePixelRatio, canvas.height = canvas.clientHeight * devicePixelRatio];
    const pen = canvas.getContext('2d');
    const x = (at) => (at / secs) * width;
    pen.fillStyle = '#252b36';
    for (const beat of waveform.beats) pen.fillRect(x(beat), 0, 1, height);
    pen.fillStyle = '#8fb8ff';
    const step = waveform.secs / waveform.peaks.length;
    waveform.peaks.forEach((peak, index) => pen.fillRect(x(index * step), (height / 2) * (1 - peak), Math.max(1, x(step)), Math.max(1, height * peak)));
  }
}
