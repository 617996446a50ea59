// Which language the page speaks: the one chosen here before, else the first of the browser's that is there.

import { languages } from './words.js';

const REMEMBERED = 'welkin-language';
const given = new URLSearchParams(location.search).get('lang');

export const language = [given, remembered(REMEMBERED), ...navigator.languages.map(known), 'en'].find((name) => Object.hasOwn(languages, name));
export const words = languages[language];

// A browser that keeps nothing gives nothing back.
export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
    return localStorage.getItem(name) === value;
  } catch {
    return false;
  }
}

// Speaks another language from now on: the page is read anew with it.
export function speak(name) {
  const isKept = remember(REMEMBERED, name);
  location.search = isKept ? '' : `?lang=${name}`;
  if (isKept && !location.search) location.reload();
}

// One button for each language but this one.
export function languageButtons() {
  return Object.keys(languages).filter((name) => name !== language).map((name) => {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'plain', textContent: languages[name].ownName, lang: languages[name].tag });
    button.dataset.language = name;
    button.onclick = () => speak(name);
    return button;
  });
}

// Fills every element that names its words, or the words that name it.
export function fillWords(root) {
  for (const element of root.querySelectorAll('[data-words]')) element.textContent = words[element.dataset.words];
  for (const element of root.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', words[element.dataset.label]);
    if (element.tagName === 'BUTTON') element.title = words[element.dataset.label];
  }
}

function known(tag) {
  return tag.toLowerCase().split('-')[0];
}
