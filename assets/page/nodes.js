// The grid of one output: a small picture with its nodes, each dragged, or moved by arrows while it is chosen.

import { words } from './language.js';
import { button, make, mark, write } from './make.js';
import { ACCENT, fresh } from './paint.js';

const WAYS = { ArrowUp: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, 1] };
const SIGNS = { ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', ArrowDown: '↓' };
const STEPS_PX = [0.1, 1, 10];
const FARTHEST_PX = 200;
// Nudges are drawn as large as they are on the page, and less and less so beyond this.
const DRAWN_PX = 60;
const FOLLOWS_AFTER_MS = 600;
// So many nodes are each reached by Tab; more by Page up and Page down.
const MOST_BY_TAB = 9;

export class Nodes {
  constructor(output, columns, rows, ask) {
    Object.assign(this, { output, columns, rows, ask, chosen: 0, step: 1, drag: null, waiting: new Map(), isSending: false });
    this.offsets = Array.from({ length: columns * rows }, () => [0, 0]);
    this.picture = make('canvas', '', { class: 'picture', 'aria-hidden': 'true', width: 16, height: 9 });
    this.lines = make('canvas', '', { class: 'lines', 'aria-hidden': 'true' });
    this.nodes = this.offsets.map((_, node) => this.node(node));
    const field = make('div', '', { class: 'field' }, this.picture, this.lines, ...this.nodes);
    this.said = make('p', '', { class: 'said', role: 'status' });
    this.element = make('div', '', { class: 'nodes' }, field, this.said, this.pad());
    this.choose(0);
  }

  // What the program says; a node under a hand stays under it.
  follow({ offsets }) {
    const isHeld = this.drag && performance.now() - this.drag.at < FOLLOWS_AFTER_MS;
    this.offsets = offsets.map((offset, node) => (isHeld && node === this.drag.node ? this.offsets[node] : offset));
    this.draw();
  }

  node(node) {
    const name = words.node(node % this.columns, Math.floor(node / this.columns), this.columns, this.rows);
    const element = button('', () => {}, { class: 'node', 'data-node': node, 'aria-label': `${this.output}, ${name}` });
    element.onfocus = () => this.choose(node);
    element.onkeydown = (event) => this.press(event, node);
    element.onpointerdown = (event) => this.take(event, node);
    return element;
  }

  // Arrows for fingers, and how far each goes.
  pad() {
    const arrows = Object.entries(WAYS).map(([key, way]) => {
      const label = words.nudgeLabel(this.output, words.arrows[key]);
      return button(SIGNS[key], ({ shiftKey }) => this.move(this.chosen, way, this.step * (shiftKey ? 10 : 1)), { class: key, 'aria-label': label });
    });
    const steps = STEPS_PX.map((px) => {
      const element = button(words.pixels(px), () => this.stride(px), { class: 'step', 'aria-pressed': px === this.step });
      return [px, element];
    });
    this.steps = new Map(steps);
    const frame = make('div', '', { class: 'arrows' }, ...arrows);
    return make('div', '', { class: 'pad' }, frame, make('div', '', { class: 'steps', role: 'group', 'aria-label': words.stepLabel }, ...this.steps.values()));
  }

  stride(px) {
    this.step = px;
    for (const [size, element] of this.steps) mark(element, 'aria-pressed', size === px);
  }

  choose(node) {
    this.chosen = node;
    const isFew = this.nodes.length <= MOST_BY_TAB;
    this.nodes.forEach((element, index) => {
      element.classList.toggle('chosen', index === node);
      element.tabIndex = isFew || index === node ? 0 : -1;
    });
    this.draw();
  }

  press(event, node) {
    const turn = { PageDown: 1, PageUp: -1 }[event.key];
    if (turn) {
      event.preventDefault();
      this.nodes[(node + turn + this.nodes.length) % this.nodes.length].focus();
      return;
    }
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.move(node, way, event.shiftKey ? 10 : event.altKey ? 0.1 : 1);
  }

  take(event, node) {
    if (event.button !== 0) return;
    event.preventDefault();
    const element = this.nodes[node];
    element.focus();
    element.setPointerCapture(event.pointerId);
    let [x, y] = [event.clientX, event.clientY];
    element.onpointermove = (moved) => {
      const share = moved.shiftKey || moved.altKey ? 0.1 : 1;
      const by = [(moved.clientX - x) * share, (moved.clientY - y) * share];
      [x, y] = [moved.clientX, moved.clientY];
      this.drag = { node, at: performance.now() };
      this.offsets[node] = this.offsets[node].map((px, axis) => Math.min(FARTHEST_PX, Math.max(-FARTHEST_PX, px + by[axis])));
      this.draw();
      this.push(node, by);
    };
    element.onpointerup = element.onpointercancel = () => {
      element.onpointermove = element.onpointerup = element.onpointercancel = null;
    };
  }

  move(node, way, pixels) {
    this.push(node, way.map((share) => share * pixels));
  }

  // One nudge is on its way at a time; what comes meanwhile is added up.
  async push(node, by) {
    const before = this.waiting.get(node) ?? [0, 0];
    this.waiting.set(node, before.map((px, axis) => px + by[axis]));
    if (this.isSending) return;
    this.isSending = true;
    while (this.waiting.size) {
      const [[next, sum]] = this.waiting;
      this.waiting.delete(next);
      const sent = sum.map((px) => Number(Math.min(FARTHEST_PX, Math.max(-FARTHEST_PX, px)).toFixed(2)));
      if (sent.some((px) => px)) await this.ask({ kind: 'nudge', output: this.output, node: next, by: sent });
    }
    this.isSending = false;
  }

  draw() {
    const drawn = (px) => px / (1 + Math.abs(px) / DRAWN_PX);
    const places = this.offsets.map(([right, down], node) => {
      const x = (node % this.columns) / (this.columns - 1);
      const y = Math.floor(node / this.columns) / (this.rows - 1);
      return { x, y, right: drawn(right), down: drawn(down) };
    });
    places.forEach(({ x, y, right, down }, node) => {
      const { style } = this.nodes[node];
      style.left = `calc(${x * 100}% + ${right.toFixed(1)}px)`;
      style.top = `calc(${y * 100}% + ${down.toFixed(1)}px)`;
    });
    const name = words.node(this.chosen % this.columns, Math.floor(this.chosen / this.columns), this.columns, this.rows);
    if (this.said) write(this.said, words.nodeAt(name, words.offset(...this.offsets[this.chosen])));
    this.drawLines(places);
  }

  drawLines(places) {
    if (!this.lines.clientWidth) return;
    const { pen, width, height } = fresh(this.lines);
    // The canvas is larger than the picture on all sides, for nodes that were moved out of it.
    const margin = (width - this.picture.clientWidth) / 2;
    const at = ({ x, y, right, down }) => [margin + x * (width - 2 * margin) + right, margin + y * (height - 2 * margin) + down];
    pen.strokeStyle = ACCENT;
    pen.globalAlpha = 0.7;
    pen.beginPath();
    places.forEach((place, node) => {
      const isLastColumn = node % this.columns === this.columns - 1;
      const neighbours = [isLastColumn ? null : places[node + 1], places[node + this.columns]];
      for (const neighbour of neighbours.filter(Boolean)) {
        pen.moveTo(...at(place));
        pen.lineTo(...at(neighbour));
      }
    });
    pen.stroke();
  }
}
