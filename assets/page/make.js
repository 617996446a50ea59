// Elements: made with words and attributes, and changed only where they differ.

export function make(tag, text, attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function button(text, press, attributes = {}) {
  const element = make('button', text, { type: 'button', ...attributes });
  element.onclick = press;
  return element;
}

export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function mark(element, attribute, value) {
  const text = String(value);
  if (element.getAttribute(attribute) !== text) element.setAttribute(attribute, text);
}

// Draws a list anew only when its values differ, and gives the focus back to what has the same name, so that nobody who
// uses the keyboard is thrown out fifteen times a second.
export function lists() {
  const before = new Map();
  return (list, values, draw) => {
    const now = JSON.stringify(values);
    if (before.get(list) === now) return;
    before.set(list, now);
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    list.replaceChildren(...draw(values));
    if (focused !== undefined) [...list.querySelectorAll('[data-id]')].find((e) => e.dataset.id === focused)?.focus();
  };
}

// Calls at most once in `everyMs`, at last with the newest.
export function paced(everyMs, call) {
  let timer = 0;
  let newest;
  return (...values) => {
    newest = values;
    timer ||= setTimeout(() => {
      timer = 0;
      call(...newest);
    }, everyMs);
  };
}

export function clock(secs) {
  const whole = Math.floor(Math.abs(secs));
  const two = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const text = hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  return secs <= -1 ? `−${text}` : text;
}
