// Alignment: a test pattern instead of the show, and for every output four corners that are moved pixel by pixel.

import { make } from './desk.js';
import { words } from './words.js';

const STEP_PX = 1;
const LONG_STEP_PX = 10;
const WAYS = { up: [0, -1], left: [-1, 0], right: [1, 0], down: [0, 1] };
const SIGNS = { up: '↑', left: '←', right: '→', down: '↓' };
const KEYS = { ArrowUp: 'up', ArrowLeft: 'left', ArrowRight: 'right', ArrowDown: 'down' };

// Returns what to call with each new status.
export function alignment({ box, patterns, nudges, hint, save }, renew, ask) {
  patterns.setAttribute('aria-label', words.patterns);
  save.onclick = () => ask({ kind: 'save-nudges' });
  let follow = [];
  let shown = null;
  return (status) => {
    const { pattern = null, outputs = [] } = status;
    const names = status.patterns ?? [];
    box.hidden = !names.length && !outputs.length;
    // Whoever comes to a dome that shows a pattern sees at once where it is ended.
    if (pattern !== shown && pattern) box.open = true;
    shown = pattern;
    renew(patterns, [names, pattern], () => patternButtons(names, pattern, ask));
    // Only built anew when other outputs are there: a button must not vanish between press and release.
    const shape = outputs.map(({ id, nudge: { columns, rows } }) => [id, columns, rows]);
    renew(nudges, shape, () => {
      const built = outputs.map((output) => outputCorners(output, outputs.length === 1, ask));
      follow = built.map(({ follow }) => follow);
      return built.map(({ element }) => element);
    });
    outputs.forEach((output, index) => follow[index]?.(output));
    const unsaved = outputs.some((output) => output.unsaved);
    hint.hidden = save.hidden = !outputs.length;
    save.disabled = !unsaved;
    write(save, unsaved ? words.saveNudges : words.savedNudges);
  };
}

function patternButtons(names, current, ask) {
  if (!names.length) return [];
  return [null, ...names].map((pattern) => {
    const name = pattern === null ? words.noPattern : (words.patternNames[pattern] ?? pattern);
    const button = make('button', name, { type: 'button', 'data-id': pattern ?? '', 'aria-pressed': pattern === current });
    button.onclick = () => ask({ kind: 'pattern', pattern });
    return button;
  });
}

function outputCorners({ id, nudge: { columns, rows } }, isOnly, ask) {
  const element = make('details', '', { class: 'corners' });
  element.open = isOnly;
  const summary = make('summary', '');
  const mark = make('small', '', { class: 'quiet' });
  summary.append(make('b', id), mark);
  const nodes = [0, columns - 1, columns * (rows - 1), columns * rows - 1];
  const pads = nodes.map((node, corner) => pad(id, node, corner, ask));
  const frame = make('div', '', { class: 'pads' });
  frame.append(...pads.map(({ element }) => element));
  element.append(summary, frame);
  return {
    element,
    follow({ nudge, unsaved }) {
      write(mark, unsaved ? words.unsaved : '');
      pads.forEach(({ said }, corner) => write(said, words.offset(...nudge.offsets[nodes[corner]])));
    },
  };
}

function pad(output, node, corner, ask) {
  const name = words.corners[corner];
  const element = make('div', '', { class: `pad corner-${corner}`, role: 'group', 'aria-label': `${output}, ${name}` });
  const move = (way, isLong) => {
    const pixels = isLong ? LONG_STEP_PX : STEP_PX;
    ask({ kind: 'nudge', output, node, by: WAYS[way].map((share) => share * pixels) });
  };
  for (const way of Object.keys(WAYS)) {
    const button = make('button', SIGNS[way], { type: 'button', class: way, 'aria-label': words.nudgeLabel(output, name, words.arrows[way]) });
    button.onclick = ({ shiftKey }) => move(way, shiftKey);
    element.append(button);
  }
  element.onkeydown = (event) => {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    move(way, event.shiftKey);
  };
  const said = make('small', '', { class: 'quiet' });
  element.append(make('i', '', { 'aria-hidden': 'true' }), said);
  return { element, said };
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
