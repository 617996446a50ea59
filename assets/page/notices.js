// What must be read now: the line is cut, the show stands still, light is out, a choice was refused. Each is said once and
// goes when it is over, so that whoever comes in the morning finds what is so, not what was.

import { words } from './language.js';
import { button, make, write } from './make.js';
import { problemItems } from './library.js';
import { titleOf } from './now.js';

const ANSWER_FOR_MS = 8000;
const at = (id) => document.getElementById(id);

export function say(id, text) {
  write(at(id), text);
  at(id).hidden = !text;
}

// Shows why the program did not take a wish, for a while.
let answerTimer = 0;
export function answer(text) {
  clearTimeout(answerTimer);
  say('answer', text);
  if (text) answerTimer = setTimeout(() => say('answer', ''), ANSWER_FOR_MS);
}

// How the program is, in a word.
export function overall(state) {
  const looks = { good: 'good', reduced: 'reduced', failed: 'failed', still: 'failed', lost: 'failed' };
  at('overall').className = `state ${looks[state] ?? ''}`;
  write(at('overall').querySelector('span'), words.overall[state]);
}

// What is not as it is in a show, with the button that ends it.
export function conditions(status, renew, ask) {
  const isOn = (name) => status.controls.some((control) => control.name === name && control.value >= 0.5);
  const now = [
    isOn('blackout') && ['blackout', { kind: 'give-back', control: 'blackout' }],
    isOn('house-lights') && ['house-lights', { kind: 'give-back', control: 'house-lights' }],
    status.pattern && ['pattern', { kind: 'pattern', pattern: null }],
    status.playing === false && ['held', { kind: 'play', on: true }],
  ].filter(Boolean);
  renew(at('conditions'), now, () => now.map(([name, wish]) => {
    const [text, end] = words.conditions[name];
    return make('li', '', { class: 'notice reduced', 'data-condition': name }, make('span', text), button(end, () => ask(wish), { 'data-id': name }));
  }));
}

// The refusal stays until it is understood, another follows, or the same is asked for again.
export function refusal({ refused, library, show }) {
  const box = at('refused');
  box.hidden = !refused;
  const [title, goesOn, problems, understood] = box.children;
  if (refused) {
    title.textContent = words.refused(titleOf(library, refused.installation));
    goesOn.textContent = words.goesOn(show);
    problems.replaceChildren(...problemItems(refused.problems));
    understood.onclick = () => {
      box.hidden = true;
    };
  }
  return [title, goesOn, problems, understood];
}
