// Every control: the masters above, those of the show below, each held or left to the music.

import { words } from './language.js';
import { make, write } from './make.js';
import { slider } from './slider.js';

const MASTERS = ['master-brightness', 'master-volume', 'blackout', 'house-lights'];
const GROUPS = {
  light: /^(brightness|hue|saturation|zoom|rotation|glow)$/,
  walk: /^(walk-speed|push|sway|scene-mix)$/,
  network: /^(truncation|noise|second|blend|class|centre)$/,
  directions: /^along\d+$/,
  layers: /^(truncation|noise)-/,
  view: /^view-/,
  bends: /^bend\d+$/,
  sound: /^(source-|sound|gain)/,
};
const AT_REST = 1e-4;

export class Controls {
  // Masters go into `masters`, groups into `groups`; `more` shows those at rest, `back` gives all back.
  constructor({ masters, groups, more, back, none }, ask) {
    Object.assign(this, { masters, groups, more, back, none, ask });
    this.specs = [];
    this.rows = [];
    this.names = '';
    this.asked = '';
    this.showsAll = false;
    back.onclick = () => ask({ kind: 'give-back', control: null });
    more.onclick = () => {
      this.showsAll = !this.showsAll;
      more.setAttribute('aria-expanded', this.showsAll);
      this.fold();
    };
  }

  // Where everything stands, from the status.
  follow({ controls, limits = [], installation }) {
    const names = JSON.stringify([installation, controls.map(({ name }) => name)]);
    if (names !== this.names) {
      this.learn(names);
      return;
    }
    controls.forEach((stands, index) => {
      const row = this.rows[index];
      row.slider.follow(stands, limits.find(({ control }) => control === stands.name));
      row.isHeld = stands.held;
      // What the music has moved once stays in sight.
      row.moved ||= stands.held || Math.abs(stands.value - row.spec.default) > AT_REST;
    });
    this.fold();
  }

  async learn(names) {
    if (this.asked === names) return;
    this.asked = names;
    try {
      const answer = await fetch('/controls');
      if (!answer.ok) throw new Error(await answer.text());
      const specs = await answer.json();
      // The show may have changed while the answer was on its way: the next status asks again.
      const isOf = JSON.stringify(specs.map(({ name }) => name)) === JSON.stringify(JSON.parse(names)[1]);
      if (!isOf) throw new Error('these are the controls of another show');
      this.build(specs);
      this.names = names;
    } catch {
      setTimeout(() => {
        this.asked = '';
      }, 500);
    }
  }

  build(specs) {
    // The same controls keep their rows, so that a hand that is on one stays on it when the show changes.
    if (JSON.stringify(specs) === JSON.stringify(this.specs)) {
      for (const row of this.rows) row.moved = false;
      return;
    }
    this.specs = specs;
    this.rows = specs.map((spec) => ({ spec, slider: slider(spec, this.ask), isMaster: MASTERS.includes(spec.name), moved: false }));
    this.masters.replaceChildren(...this.rows.filter(({ isMaster }) => isMaster).map((row) => row.slider.root));
    this.boxes = [...Object.keys(GROUPS), 'other'].map((group) => {
      const rows = this.rows.filter(({ spec, isMaster }) => !isMaster && groupOf(spec.name) === group);
      const title = make('h3', words.groups[group], { id: `group-${group}` });
      const box = make('div', '', { class: 'group', role: 'group', 'aria-labelledby': title.id }, title, ...rows.map((row) => row.slider.root));
      return { box, rows };
    });
    this.groups.replaceChildren(...this.boxes.filter(({ rows }) => rows.length).map(({ box }) => box));
  }

  // Folds away what is at rest and nobody holds.
  fold() {
    const shown = this.rows.filter(({ isMaster }) => !isMaster);
    const atRest = shown.filter(({ moved }) => !moved);
    for (const { moved, slider: { root } } of shown) {
      const isFolded = !moved && !this.showsAll && !root.contains(document.activeElement);
      if (root.hidden !== isFolded) root.hidden = isFolded;
    }
    for (const { box, rows } of this.boxes ?? []) box.hidden = rows.every((row) => row.slider.root.hidden);
    const held = shown.filter(({ isHeld }) => isHeld).length;
    this.back.disabled = !held;
    write(this.back, words.giveAllBack(held));
    this.more.hidden = !atRest.length;
    write(this.more, this.showsAll ? words.less : words.more(atRest.length));
    this.none.hidden = this.showsAll || atRest.length < shown.length;
  }
}

function groupOf(name) {
  return Object.keys(GROUPS).find((group) => GROUPS[group].test(name)) ?? 'other';
}
