// What plays, what follows, how long it goes on; and what moves it: transport, scenes, cues.

import { words } from './language.js';
import { button, clock, make, mark, write } from './make.js';
import { still } from './library.js';

const FOLLOWS_AFTER_MS = 1500;
const SEEK_SECS = 5;

const at = (id) => document.getElementById(id);

export class Now {
  constructor(renew, ask) {
    Object.assign(this, { renew, ask, touchedAt: -Infinity, playing: true });
    at('scenes').setAttribute('aria-label', words.scenes);
    at('cues').setAttribute('aria-label', words.cues);
    at('begin').onclick = () => ask({ kind: 'seek', secs: 0 });
    at('before').onclick = () => ask({ kind: 'step-scene', by: -1 });
    at('after').onclick = () => ask({ kind: 'step-scene', by: 1 });
    at('play').onclick = () => ask({ kind: 'play', on: !this.playing });
    at('forget').onclick = () => ask({ kind: 'next', installation: null });
    const seek = at('seek');
    seek.setAttribute('aria-label', words.seek);
    seek.oninput = () => {
      this.touchedAt = performance.now();
      this.showTime(Number(seek.value), this.length);
    };
    seek.onchange = () => ask({ kind: 'seek', secs: Number(seek.value) });
    seek.onkeydown = (event) => this.press(event);
  }

  press(event) {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -6, PageUp: 6 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.touchedAt = performance.now();
    const seek = at('seek');
    seek.value = Number(seek.value) + by * SEEK_SECS;
    this.showTime(Number(seek.value), this.length);
    this.ask({ kind: 'seek', secs: Number(seek.value) });
  }

  follow(status) {
    const { show, installation, scene, scenes, cues = [], library, next } = status;
    write(at('show'), show);
    write(at('scene'), scene || words.noScene);
    this.renew(at('now-still'), [installation, 'now'], () => [still(installation, show)]);
    const title = next && titleOf(library, next);
    const follows = title ?? (status.length_secs ? words.again : words.goesOnAndOn);
    write(at('follows'), follows);
    this.renew(at('next-still'), [next, 'next'], () => (next ? [still(next, title)] : []));
    at('forget').hidden = !next;

    this.playing = status.playing ?? true;
    at('play').classList.toggle('held', !this.playing);
    mark(at('play'), 'aria-label', this.playing ? words.hold : words.goOn);
    mark(at('play'), 'title', this.playing ? words.hold : words.goOn);
    at('before').disabled = at('after').disabled = scenes.length < 2;

    this.length = status.length_secs;
    if (performance.now() - this.touchedAt > FOLLOWS_AFTER_MS) this.showTime(status.moment_secs ?? 0, this.length);
    this.renew(at('scenes'), [scenes, scene], () => scenes.map((id) => {
      return button(id, () => this.ask({ kind: 'scene', scene: id }), { 'data-id': id, 'aria-pressed': id === scene });
    }));
    this.renew(at('cues'), cues, () => cues.map(({ at_secs, scene: goesTo }) => {
      const label = words.cueLabel(clock(at_secs), goesTo);
      const cue = button('', () => this.ask({ kind: 'seek', secs: at_secs }), { 'data-id': at_secs, class: 'cue', 'aria-label': label });
      cue.append(make('b', clock(at_secs)), make('span', goesTo));
      return cue;
    }));
    at('cues').hidden = !cues.length;
  }

  showTime(secs, lengthSecs) {
    write(at('time'), clock(secs));
    write(at('length'), lengthSecs ? words.of(clock(lengthSecs)) : '');
    write(at('left'), lengthSecs ? words.left(clock(Math.max(0, lengthSecs - secs))) : '');
    const seek = at('seek');
    seek.hidden = !lengthSecs;
    if (!lengthSecs) return;
    mark(seek, 'max', Math.ceil(lengthSecs));
    const value = secs.toFixed(1);
    if (Number(seek.value).toFixed(1) !== value) seek.value = value;
    seek.style.setProperty('--share', Math.min(1, Math.max(0, secs / lengthSecs)).toFixed(4));
    mark(seek, 'aria-valuetext', words.progress(clock(secs), clock(lengthSecs)));
  }
}

export function titleOf(library, folder) {
  return library.find((entry) => entry.folder === folder)?.title || folder;
}
