// Pictures of latents: asked for one request after the other, shown as tiles that can be chosen.

import { button, make, mark } from './make.js';

let last = Promise.resolve();

// The pictures of points (at most 25) as addresses of images, or an error that says why.
export function paint(model, points) {
  const painted = last.then(() => painting(model, points));
  last = painted.catch(() => {});
  return painted;
}

async function painting(model, points) {
  const answer = await fetch('/explore/paint', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model, points }) });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  const bytes = await answer.arrayBuffer();
  const view = new DataView(bytes);
  const pictures = [];
  for (let at = 0; at < bytes.byteLength;) {
    const length = view.getUint32(at, true);
    pictures.push(URL.createObjectURL(new Blob([bytes.slice(at + 4, at + 4 + length)], { type: 'image/jpeg' })));
    at += 4 + length;
  }
  return pictures;
}

// The name of a point: its seed, or its two seeds and how much of the second.
export function nameOf({ seeds }) {
  const there = seeds.filter(([, share]) => share > 0);
  return there.map(([seed, share]) => (there.length > 1 ? `${seed} · ${Math.round(share * 100)} %` : `${seed}`)).join(' + ');
}

// The seed that a file can hold: the one that has the most of it.
export function seedOf({ seeds }) {
  return seeds.reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

export class Sheet {
  constructor(box, choose) {
    Object.assign(this, { box, choose, number: 0 });
  }

  // Shows points as soon as they are painted; what is asked for later wins.
  async show(model, points) {
    const number = (this.number += 1);
    this.box.setAttribute('aria-busy', 'true');
    const pictures = await paint(model, points);
    if (number !== this.number) return;
    for (const image of this.box.querySelectorAll('img')) URL.revokeObjectURL(image.src);
    this.box.replaceChildren(...points.map((point, index) => {
      const name = nameOf(point);
      const tile = button('', () => this.choose(point, tile), { class: 'tile', 'aria-pressed': 'false', 'data-point': name });
      tile.append(make('img', '', { src: pictures[index], alt: '' }), make('span', name));
      return tile;
    }));
    this.box.removeAttribute('aria-busy');
  }

  mark(chosen) {
    const names = chosen.map(nameOf);
    for (const tile of this.box.children) mark(tile, 'aria-pressed', names.includes(tile.dataset.point));
  }
}
