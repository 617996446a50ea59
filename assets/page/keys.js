// The keyboard: single keys that go somewhere or do something, listed on `?`; they can be switched off for those whose
// keyboard or voice presses keys by chance.

import { remember, remembered, words } from './language.js';
import { make, mark } from './make.js';

const REMEMBERED = 'welkin-keys';
const at = (id) => document.getElementById(id);

// Goes to a part of the page: opens it if it is closed, and focuses the first thing in it that can be pressed.
function goTo(id) {
  const place = at(id);
  if (!place) return;
  if (place instanceof HTMLDetailsElement) place.open = true;
  const first = [...place.querySelectorAll('button, input, summary, [tabindex]')].find((e) => !e.disabled && e.offsetParent);
  (first ?? place).focus();
  place.scrollIntoView({ block: 'nearest' });
}

const press = (id) => () => at(id).click();
const pressControl = (name) => () => document.querySelector(`[data-control="${name}"] button`)?.click();

// Key, what it does in `words.keys`, how.
const KEYS = [
  ['p', 'play', press('play')],
  ['b', 'before', press('before')],
  ['n', 'after', press('after')],
  ['1 – 9', 'scene', null],
  ['m', 'masters', () => goTo('masters-box')],
  ['l', 'library', () => goTo('library')],
  ['c', 'controls', () => goTo('controls-box')],
  ['o', 'outputs', () => goTo('outputs-box')],
  ['a', 'align', () => goTo('align')],
  ['g', 'log', () => goTo('log')],
  ['D', 'blackout', pressControl('blackout')],
  ['H', 'house', pressControl('house-lights')],
  ['G', 'giveBack', press('give-all-back')],
  ['?', 'help', () => help()],
];

function help() {
  const dialog = at('help');
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

export function keyboard() {
  const dialog = at('help');
  const rows = [...KEYS.map(([key, name]) => [key, words.keys[name]]), ...words.moreKeys];
  at('keys').replaceChildren(...rows.flatMap(([key, text]) => [make('dt', '', {}, make('kbd', key)), make('dd', text)]));
  let isOn = remembered(REMEMBERED) !== 'off';
  const show = () => mark(at('keys-on'), 'aria-checked', isOn);
  show();
  at('keys-on').onclick = () => {
    isOn = !isOn;
    remember(REMEMBERED, isOn ? 'on' : 'off');
    show();
  };
  at('show-help').onclick = help;
  at('close-help').onclick = () => dialog.close();
  // A press beside it closes it too.
  dialog.onclick = ({ target }) => target === dialog && dialog.close();

  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.closest?.('input:not([type=range]), textarea, select, [contenteditable]');
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping || event.defaultPrevented || event.repeat) return;
    if (event.key !== '?' && (!isOn || dialog.open)) return;
    if (/^[1-9]$/.test(event.key)) {
      at('scenes').querySelectorAll('button')[event.key - 1]?.click();
      return;
    }
    const found = KEYS.find(([key]) => key === event.key);
    if (!found?.[2]) return;
    event.preventDefault();
    found[2]();
  });
}
