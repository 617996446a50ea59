// What is asked of the show: scenes, library, masters, the end; and what it says of itself.

import { words } from './words.js';

const FOLLOWS_AFTER_MS = 1000;
const SEND_EVERY_MS = 70;
const SURE_FOR_MS = 4000;

// An element with words and attributes.
export function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// Draws a list anew only when its values differ, so that nobody's focus is lost fifteen times a second.
export function lists() {
  const before = new Map();
  return (list, values, draw) => {
    const now = JSON.stringify(values);
    if (before.get(list) === now) return;
    before.set(list, now);
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    list.replaceChildren(...draw(values));
    if (focused !== null) [...list.querySelectorAll('[data-id]')].find((e) => e.dataset.id === focused)?.focus();
  };
}

export function sceneButtons(scenes, current, ask) {
  return scenes.map((scene) => {
    const button = make('button', scene, { type: 'button', 'data-id': scene, 'aria-pressed': scene === current });
    button.onclick = () => ask({ kind: 'scene', scene });
    return button;
  });
}

export function healthItems(parts) {
  return parts.map(({ part, state, words: said }) => {
    const item = make('li', '', { class: state });
    const name = make('b', part);
    name.append(make('span', ` (${words.states[state]})`, { class: 'unseen' }));
    item.append(make('i', '', { 'aria-hidden': 'true' }), name, make('span', said));
    return item;
  });
}

export function logItems(messages) {
  if (!messages.length) return [make('li', words.emptyLog)];
  return [...messages].reverse().map((message) => make('li', message));
}

export function libraryItems({ library, switching }, ask) {
  if (!library.length) return [make('li', words.emptyLibrary)];
  return library.map((entry) => {
    const { folder, title, problems, running } = entry;
    const warms = folder === switching;
    const item = make('li', '', { class: running ? 'running' : '' });
    const doing = running ? words.running : warms ? words.warming : '';
    const notes = [folder, doing, problems.length ? words.problems(problems.length) : ''];
    item.append(make('b', title || folder), make('small', notes.filter(Boolean).join(' · '), { class: 'quiet' }));
    const choice = running ? words.reload : problems.length ? words.chooseAgain : words.choose;
    const button = make('button', choice, { type: 'button', 'data-id': folder });
    if (!running) button.setAttribute('aria-label', words.chooseLabel(title || folder));
    button.disabled = warms;
    button.onclick = () => ask(running ? { kind: 'reload' } : { kind: 'switch', installation: folder });
    item.append(button);
    if (problems.length) item.append(problemList(problems));
    return item;
  });
}

function problemList(problems) {
  const list = make('ul', '', { class: 'problems' });
  list.append(...problemItems(problems));
  return list;
}

export function problemItems(problems) {
  return problems.map((problem) => make('li', problem));
}

// A slider that follows the show, but not while a hand is on it. Returns what to call with each new value.
export function fader(input, kind, ask) {
  const output = input.parentElement.querySelector('output');
  let touchedAt = -Infinity;
  let timer = 0;
  const write = () => {
    output.textContent = words.percent(input.value / 100);
  };
  input.oninput = () => {
    touchedAt = performance.now();
    write();
    timer ||= setTimeout(() => {
      timer = 0;
      ask({ kind, value: input.value / 100 });
    }, SEND_EVERY_MS);
  };
  write();
  return (value) => {
    if (performance.now() - touchedAt < FOLLOWS_AFTER_MS) return;
    const percent = String(Math.round((value ?? 0) * 100));
    if (input.value === percent) return;
    input.value = percent;
    write();
  };
}

// A button that ends the program only when it is pressed twice.
export function quitButton(button, ask) {
  let timer = 0;
  const calm = () => {
    timer = 0;
    button.textContent = words.quit;
    button.classList.remove('sure');
  };
  button.onclick = () => {
    if (timer) {
      clearTimeout(timer);
      calm();
      ask({ kind: 'quit' });
      return;
    }
    button.textContent = words.quitSure;
    button.classList.add('sure');
    timer = setTimeout(calm, SURE_FOR_MS);
  };
}
