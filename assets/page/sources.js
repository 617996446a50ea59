// What is heard: one card for all sound together, and one for each source.

import { bands, beat, chroma, mel, share } from './paint.js';
import { fillWords, words } from './language.js';

const GLOW_MS = 350;
const FORETELLS_MS = 500;
const MIX = Symbol('mix');

export class Sources {
  // The card of all sound together goes into `mix`, the others into `list`.
  constructor(mix, list, template) {
    this.mix = mix;
    this.list = list;
    this.template = template;
    this.cards = new Map();
  }

  hear(status, now) {
    const mix = { name: words.mix, features: status.mix, onset: status.mix.is_onset };
    const whole = status.sources.filter((source) => !source.is_part);
    const heard = [[MIX, mix], ...whole.map((source) => [source.name, source])];
    const names = new Set(heard.map(([key]) => key));
    for (const [key, card] of this.cards) {
      if (!names.has(key)) {
        card.root.remove();
        this.cards.delete(key);
      }
    }
    for (const [key, source] of heard) {
      if (!this.cards.has(key)) {
        const card = new Card(this.template);
        this.cards.set(key, card);
        (key === MIX ? this.mix : this.list).append(card.root);
      }
      this.cards.get(key).hear(source, now);
    }
  }

  draw(now) {
    for (const card of this.cards.values()) card.draw(now);
  }
}

class Card {
  constructor(template) {
    this.root = template.content.firstElementChild.cloneNode(true);
    fillWords(this.root);
    this.part = (name) => this.root.querySelector(name);
    this.heardAt = 0;
    this.onsetAt = -Infinity;
    this.features = null;
  }

  hear(source, now) {
    const { features } = source;
    const isFirst = !this.features;
    this.features = features;
    this.heardAt = now;
    if (source.onset) this.onsetAt = now;
    if (isFirst) this.name(source);

    const place = source.azimuth_deg === undefined ? '' : words.place(source.azimuth_deg, source.elevation_deg);
    this.write('.place', place);
    this.write('.db', words.db(features.level_db ?? -120));
    this.write('.centroid', words.hertz(features.centroid_hz ?? 0));
    this.write('.key', words.key(features.key));
    this.write('.lufs', words.lufs(features.short_term_lufs ?? -120));
    const level = share(features.level);
    this.part('.level').setAttribute('aria-valuenow', Math.round(level * 100));
    this.fill('.level i', level);
    this.fill('.harmonic i', share(features.harmonic));
    this.fill('.percussive i', share(features.percussive));

    mel(this.part('.mel'), features.mel);
    bands(this.part('.bands'), features.bands);
    const loudest = Math.max(...features.chroma);
    const pitch = loudest > 0 ? words.pitches[features.chroma.indexOf(loudest)] : '';
    chroma(this.part('.chroma'), features.chroma, pitch);
    this.label('.chroma', words.chromaLabel(source.name, pitch));
    this.label('.beat', words.beatLabel(source.name, Math.round(features.tempo_bpm ?? 0)));
  }

  // Between two statuses the beat's hand goes on at its tempo and the lamp fades.
  draw(now) {
    const { beat_phase, beat_confidence, tempo_bpm } = this.features;
    const sinceMs = Math.min(now - this.heardAt, FORETELLS_MS);
    const beats = (sinceMs / 60000) * (tempo_bpm ?? 0);
    const phase = ((beat_phase ?? 0) + beats) % 1;
    beat(this.part('.beat'), phase, beat_confidence, Math.round(tempo_bpm ?? 0), words.bpm);
    const glow = Math.max(0.12, 1 - (now - this.onsetAt) / GLOW_MS);
    this.part('.lamp').style.setProperty('--glow', glow.toFixed(2));
  }

  name({ name }) {
    this.write('h3', name);
    this.label('.level', words.meterLabel(name));
    this.label('.mel', words.melLabel(name));
    this.label('.bands', words.bandsLabel(name));
  }

  write(part, text) {
    const element = this.part(part);
    if (element.textContent !== text) element.textContent = text;
  }

  label(part, text) {
    const element = this.part(part);
    if (element.getAttribute('aria-label') !== text) element.setAttribute('aria-label', text);
  }

  fill(part, value) {
    this.part(part).style.transform = `scaleX(${value.toFixed(3)})`;
  }
}
