// One control as a person moves it: follows the show, but not while a hand is on it.

import { words } from './language.js';
import { button, make, mark, paced, write } from './make.js';
import { scaleOf } from './scale.js';

const FOLLOWS_AFTER_MS = 1000;
const SEND_EVERY_MS = 70;
const KEYS = { ArrowRight: 10, ArrowUp: 10, ArrowLeft: -10, ArrowDown: -10, PageUp: 100, PageDown: -100 };

// An element `root` and what to call with each new status of the control, `follow({ value, held }, limit)`.
export function slider(spec, ask, name = words.controls[spec.name] ?? spec.name) {
  return spec.kind === 'switch' ? toggle(spec, ask, name) : amount(spec, ask, name);
}

function amount(spec, ask, name) {
  const scale = scaleOf(spec);
  const id = `control-${spec.name}`;
  const said = make('output', '', { for: id });
  const input = make('input', '', { id, type: 'range', min: 0, max: 1000, step: 1, 'data-id': spec.name });
  const back = button(words.giveBack, () => ask({ kind: 'give-back', control: spec.name }), { class: 'back', 'aria-label': words.giveBackLabel(name) });
  const rest = make('i', '', { class: 'rest', 'aria-hidden': 'true' });
  const stop = make('i', '', { class: 'stop', 'aria-hidden': 'true' });
  const beyond = make('p', '', { class: 'beyond quiet' });
  const track = make('div', '', { class: 'track' }, rest, stop, input);
  const root = make('div', '', { class: 'control', 'data-control': spec.name }, make('label', name, { for: id }), said, back, track, beyond);
  put(rest, scale.position(spec.default));
  back.hidden = stop.hidden = beyond.hidden = true;

  let touchedAt = -Infinity;
  let limit = null;
  let goesBeyond = false;
  const send = paced(SEND_EVERY_MS, (value) => ask({ kind: 'set', control: spec.name, value }));
  const say = (value) => {
    const text = words.value(spec.unit, value);
    write(said, text);
    mark(input, 'aria-valuetext', text);
  };
  const move = () => {
    touchedAt = performance.now();
    const most = limit && !goesBeyond ? Math.max(limit.most, held) : Infinity;
    const wished = scale.value(Number(input.value));
    const value = Math.min(wished, most);
    if (value < wished) input.value = scale.position(value);
    say(value);
    send(value);
  };
  input.oninput = move;
  input.onkeydown = (event) => {
    const by = KEYS[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey) {
      if (event.key === 'Delete' && !back.hidden) back.click();
      return;
    }
    event.preventDefault();
    const step = spec.unit === 'steps' ? (Math.sign(by) * 1000) / (spec.range[1] - spec.range[0]) : event.shiftKey ? by / 10 : by;
    input.value = Math.round(Number(input.value) + step);
    move();
  };

  // Where it stood before a hand came: whoever is beyond a limit already is not thrown back.
  let held = -Infinity;
  const shown = { limit: undefined };
  function showLimit(next) {
    limit = next;
    const key = JSON.stringify(next);
    if (shown.limit === key) return;
    shown.limit = key;
    goesBeyond = false;
    stop.hidden = beyond.hidden = !next;
    if (!next) return;
    put(stop, scale.position(next.most));
    const more = button(words.goBeyond, () => {
      goesBeyond = !goesBeyond;
      mark(more, 'aria-pressed', goesBeyond);
    }, { class: 'plain', 'aria-pressed': 'false' });
    beyond.replaceChildren(make('span', words.limit(words.value(spec.unit, next.most), next.words)), more);
  }

  return {
    root,
    follow(stands, next = null) {
      showLimit(next);
      root.classList.toggle('held', stands.held);
      root.classList.toggle('over', Boolean(next) && stands.value > next.most + 1e-6);
      if (back.hidden === stands.held) {
        if (!stands.held && document.activeElement === back) input.focus();
        back.hidden = !stands.held;
      }
      if (performance.now() - touchedAt < FOLLOWS_AFTER_MS) return;
      held = stands.value ?? spec.default;
      const position = String(scale.position(held));
      if (input.value !== position) input.value = position;
      say(held);
    },
  };
}

function toggle(spec, ask, name) {
  const press = () => {
    const isOn = control.getAttribute('aria-checked') === 'true';
    ask(isOn ? { kind: 'give-back', control: spec.name } : { kind: 'set', control: spec.name, value: 1 });
  };
  const control = button('', press, { class: 'switch', role: 'switch', 'aria-checked': 'false', 'data-id': spec.name });
  control.append(make('i', '', { 'aria-hidden': 'true' }), make('span', name));
  const root = make('div', '', { class: 'control switching', 'data-control': spec.name }, control);
  return {
    root,
    follow(stands) {
      mark(control, 'aria-checked', stands.value >= 0.5);
      root.classList.toggle('on', stands.value >= 0.5);
    },
  };
}

// The middle of a slider's thumb goes from one thumb's half to the other.
function put(element, position) {
  element.style.left = `calc(var(--thumb) / 2 + (100% - var(--thumb)) * ${position / 1000})`;
}
