// A live picture of each output of the venue.

import { words } from './language.js';
import { make, write } from './make.js';

export class Outputs {
  // `changed` is called when other outputs may be in sight.
  constructor({ box, list }, changed) {
    Object.assign(this, { box, list });
    this.seen = new Set();
    this.figures = new Map();
    this.painters = new Map();
    this.watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.seen.add(target.dataset.output);
        else this.seen.delete(target.dataset.output);
      }
      changed();
    });
  }

  follow({ outputs = [] }) {
    const ids = outputs.map(({ id }) => id);
    this.box.hidden = !ids.length;
    if (ids.join('\n') !== [...this.figures.keys()].join('\n')) this.place(ids);
    for (const { id, unsaved } of outputs) write(this.figures.get(id).note, unsaved ? words.unsaved : '');
  }

  place(ids) {
    this.watcher.disconnect();
    this.seen.clear();
    this.figures = new Map(ids.map((id) => {
      const canvas = make('canvas', '', { role: 'img', 'aria-label': words.outputLabel(id), width: 16, height: 9 });
      const note = make('small', '', { class: 'quiet' });
      const figure = make('figure', '', { 'data-output': id }, canvas, make('figcaption', '', {}, make('b', id), note));
      // Large and small again.
      figure.onclick = () => figure.classList.toggle('large');
      this.watcher.observe(figure);
      return [id, { figure, canvas, note }];
    }));
    this.list.replaceChildren(...[...this.figures.values()].map(({ figure }) => figure));
  }

  // The names of those in sight, here or where they are aligned.
  looksAt() {
    const elsewhere = [...this.painters].filter(([, { isInSight }]) => isInSight()).map(([id]) => id);
    return new Set([...this.seen, ...elsewhere]);
  }

  async take(blob, id) {
    const picture = await createImageBitmap(blob);
    const canvases = [this.figures.get(id)?.canvas, this.painters.get(id)?.canvas];
    for (const canvas of canvases.filter(Boolean)) {
      if (canvas.width !== picture.width || canvas.height !== picture.height) Object.assign(canvas, { width: picture.width, height: picture.height });
      canvas.getContext('2d').drawImage(picture, 0, 0);
    }
    picture.close();
  }
}
