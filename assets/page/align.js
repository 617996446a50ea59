// Alignment: a test pattern instead of the show, and for every output its grid of nodes, which are dragged or moved pixel
// by pixel.

import { words } from './language.js';
import { button, make, write } from './make.js';
import { Nodes } from './nodes.js';

// Returns what to call with each new status. Pictures of outputs are drawn behind their nodes by `outputs`.
export function alignment({ box, patterns, nudges, hint, save }, outputs, renew, ask) {
  patterns.setAttribute('aria-label', words.patterns);
  save.onclick = () => ask({ kind: 'save-nudges' });
  let built = [];
  let shown = null;
  return (status) => {
    const { pattern = null, outputs: aligned = [] } = status;
    const names = status.patterns ?? [];
    box.hidden = !names.length && !aligned.length;
    // Whoever comes to a dome that shows a pattern sees at once where it is ended.
    if (pattern !== shown && pattern) box.open = true;
    shown = pattern;
    renew(patterns, [names, pattern], () => patternButtons(names, pattern, ask));
    // Only built anew when other outputs are there: a node must not vanish under a hand.
    const shape = aligned.map(({ id, nudge: { columns, rows } }) => [id, columns, rows]);
    renew(nudges, shape, () => {
      built = aligned.map((output) => outputBox(output, aligned.length === 1, ask));
      outputs.painters = new Map(built.map(({ id, element, nodes }) => {
        return [id, { canvas: nodes.picture, isInSight: () => box.open && element.open }];
      }));
      return built.map(({ element }) => element);
    });
    aligned.forEach((output, index) => {
      write(built[index].note, output.unsaved ? words.unsaved : '');
      if (box.open && built[index].element.open) built[index].nodes.follow(output.nudge);
    });
    const unsaved = aligned.some((output) => output.unsaved);
    hint.hidden = save.hidden = !aligned.length;
    save.disabled = !unsaved;
    write(save, unsaved ? words.saveNudges : words.savedNudges);
  };
}

function patternButtons(names, current, ask) {
  if (!names.length) return [];
  return [null, ...names].map((pattern) => {
    const name = pattern === null ? words.noPattern : (words.patternNames[pattern] ?? pattern);
    return button(name, () => ask({ kind: 'pattern', pattern }), { 'data-id': pattern ?? '', 'aria-pressed': pattern === current });
  });
}

function outputBox({ id, nudge: { columns, rows } }, isOnly, ask) {
  const note = make('small', '', { class: 'quiet' });
  const nodes = new Nodes(id, columns, rows, ask);
  const element = make('details', '', { class: 'corners', 'data-aligns': id }, make('summary', '', {}, make('b', id), note), nodes.element);
  element.open = isOnly;
  return { id, element, note, nodes };
}
