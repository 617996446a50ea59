// How the parts of the program are, what it said, and its end.

import { words } from './language.js';
import { make } from './make.js';

const SURE_FOR_MS = 4000;
const WORST_FIRST = ['failed', 'reduced', 'good'];

export function worst(parts) {
  return WORST_FIRST.find((state) => parts.some((part) => part.state === state)) ?? 'good';
}

export function healthItems(parts) {
  const sorted = [...parts].sort((one, other) => WORST_FIRST.indexOf(one.state) - WORST_FIRST.indexOf(other.state));
  return sorted.map(({ part, state, words: said }) => {
    const name = make('b', words.parts[part] ?? part, {}, make('span', ` (${words.states[state]})`, { class: 'unseen' }));
    return make('li', '', { class: state, 'data-part': part }, make('i', '', { 'aria-hidden': 'true' }), name, make('span', said));
  });
}

export function logItems(messages) {
  if (!messages.length) return [make('li', words.emptyLog)];
  return [...messages].reverse().map((message) => make('li', message));
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
