// The library: every installation with its still and whether it can be shown. A card is dragged onto what plays or what
// follows, or its buttons are pressed.

import { words } from './language.js';
import { draggable } from './drag.js';
import { button, make } from './make.js';

// Each still is fetched once: an address of it, or none.
const stills = new Map();

async function fetched(folder) {
  try {
    const answer = await fetch(`/still/${encodeURIComponent(folder)}`);
    return answer.status === 200 ? URL.createObjectURL(await answer.blob()) : null;
  } catch {
    stills.delete(folder);
    return null;
  }
}

// The still of an installation, or the first letter of its title where there is none.
export function still(folder, title) {
  const box = make('span', [...(title || folder)][0] ?? '', { class: 'still', 'aria-hidden': 'true' });
  if (!stills.has(folder)) stills.set(folder, fetched(folder));
  stills.get(folder).then((src) => {
    if (!src) return;
    const image = make('img', '', { alt: '', src, draggable: 'false' });
    image.onload = () => box.replaceChildren(image);
  });
  return box;
}

export function libraryItems({ library, switching, next }, ask) {
  if (!library.length) return [make('li', words.emptyLibrary)];
  return library.map((entry) => card(entry, { warms: entry.folder === switching, follows: entry.folder === next }, ask));
}

function card({ folder, title, problems, running }, { warms, follows }, ask) {
  const name = title || folder;
  const now = () => ask({ kind: 'switch', installation: folder });
  const next = () => ask({ kind: 'next', installation: follows ? null : folder });
  const state = running ? words.running : warms ? words.warming : problems.length ? words.problems(problems.length) : words.checked;
  const kind = running || warms ? 'running' : problems.length ? 'failed' : 'good';

  const grip = make('span', '', { class: 'grip', 'aria-hidden': 'true', title: words.dragHint });
  const said = make('p', '', { class: `state ${kind}` }, make('i', '', { 'aria-hidden': 'true' }), make('span', state));
  const about = make('div', '', { class: 'about' }, make('b', name, { title: name }), make('small', folder, { class: 'quiet' }), said);
  const doing = running
    ? button(words.reload, () => ask({ kind: 'reload' }), { 'data-id': `${folder} now`, 'aria-label': words.reloadLabel(name) })
    : button(problems.length ? words.chooseAgain : words.choose, now, { 'data-id': `${folder} now`, class: 'choose', 'aria-label': words.chooseLabel(name) });
  doing.disabled = warms;
  const following = button(words.chooseNext, next, { 'data-id': `${folder} next`, 'aria-pressed': follows, 'aria-label': words.nextLabel(name) });
  const item = make('li', '', { class: `card ${kind}`, 'data-folder': folder }, still(folder, name), about, grip, make('div', '', { class: 'deeds' }, doing, following));
  if (problems.length) item.append(problemList(problems));
  draggable(item, grip, name, { now, next: () => ask({ kind: 'next', installation: folder }) });
  return item;
}

function problemList(problems) {
  return make('ul', '', { class: 'problems' }, ...problemItems(problems));
}

export function problemItems(problems) {
  return problems.map((problem) => make('li', problem));
}
