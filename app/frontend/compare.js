// Two diagrams side by side that move together, with what differs marked on both; the list says the same without it.
import './diagram.css';
import './compare.css';
import { Diagram } from './diagram.js';
import { announce } from './words.js';

const SIGNS = { added: '+', removed: '−', changed: '≠', moved: '↔' };
const WHERE = { left: ['removed', 'changed', 'moved'], right: ['added', 'changed', 'moved'] };
const root = document.querySelector('[data-compare]');

class Desk {
  constructor(box) {
    this.box = box;
    this.drawings = JSON.parse(box.querySelector('[data-drawings]').textContent);
    this.links = [...document.querySelectorAll('[data-locate]')];
    this.pieces = box.querySelector('[data-pieces]');
    this.sides = {};
    this.shown = -1;
    this.at = -1;
    this.listen();
  }

  listen() {
    for (const part of document.querySelectorAll('.only-script')) part.hidden = false;
    this.pieces.addEventListener('change', () => this.show(Number(this.pieces.value)));
    this.box.querySelector('[data-fit]').addEventListener('click', () => this.fit());
    for (const button of this.box.querySelectorAll('[data-step]')) {
      button.addEventListener('click', () => this.step(Number(button.dataset.step)));
    }
    this.links.forEach((link, number) => link.addEventListener('click', (event) => {
      event.preventDefault();
      this.go(number);
    }));
    // Letters count only within the desk and its list, never while something is being typed or chosen.
    for (const place of [this.box, document.querySelector('[data-changes]')]) {
      place.addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
        const by = { n: 1, p: -1 }[event.key.toLowerCase()];
        if (by) {
          event.preventDefault();
          this.step(by);
        }
      });
    }
  }

  /** Draw one pair of diagrams, unless it is drawn already. */
  async show(number) {
    if (this.shown === number) return this.drawn;
    this.shown = number;
    this.pieces.value = String(number);
    this.drawn = this.draw(this.drawings[number]);
    return this.drawn;
  }

  async draw(drawing) {
    this.box.removeAttribute('data-shown');
    const found = await Promise.all(['left', 'right'].map((side) => this.open(side, drawing)));
    [this.sides.left, this.sides.right] = found;
    this.fit();
    this.begin(drawing);
    for (const [mine, other] of [found, [...found].reverse()]) this.follow(mine, other);
    this.box.dataset.shown = drawing.path;
  }

  async open(side, drawing) {
    const place = this.box.querySelector(`[data-side="${side}"]`);
    const canvas = document.createElement('div');
    canvas.className = 'diagram';
    place.replaceChildren(canvas);
    if (!drawing[side]) return null;
    try {
      const answer = await fetch(drawing[side], { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(`the diagram was answered with ${answer.status}`);
      const diagram = await Diagram.open(canvas, await answer.text(), { canvas: { deferUpdate: false } });
      this.mark(diagram, side, drawing.marks);
      return diagram;
    } catch (problem) {
      canvas.textContent = this.box.dataset.opens;
      canvas.classList.add('diagram-missing');
      return null;
    }
  }

  mark(diagram, side, marks) {
    for (const [id, what] of Object.entries(marks)) {
      const shape = diagram.elements.get(id);
      if (!shape || !WHERE[side].includes(what)) continue;
      diagram.addMarker(id, `diff-${what}`);
      const html = document.createElement('div');
      html.className = `diff-sign diff-sign-${what}`;
      html.textContent = SIGNS[what];
      const position = shape.width === undefined ? { top: -10, left: -10 } : { top: -10, right: 10 };
      diagram.viewer.get('overlays').add(id, 'difference', { position, html, scale: { min: 0.7, max: 1.2 } });
    }
  }

  /** Let one diagram show what the other shows; it answers a move once, not its own echo. */
  follow(mine, other) {
    if (!mine || !other) return;
    mine.viewer.on('canvas.viewbox.changed', () => {
      if (this.leading && this.leading !== mine) return;
      this.leading = mine;
      const { x, y, width, height } = mine.canvas.viewbox();
      other.canvas.viewbox({ x, y, width, height });
      this.leading = null;
    });
  }

  both() {
    return [this.sides.right, this.sides.left].filter(Boolean);
  }

  fit() {
    const [first] = this.both();
    if (first) first.fit();
    if (this.both().length === 2) {
      const { x, y, width, height } = first.canvas.viewbox();
      this.both()[1].canvas.viewbox({ x, y, width, height });
    }
  }

  /** Where everything at once cannot be read, begin at the first difference. */
  begin(drawing) {
    const [first] = this.both();
    const other = this.both()[1];
    const link = this.links.find((each) => each.dataset.path === drawing.path);
    const marked = link && link.dataset.locate;
    if (!marked || !first || first.canvas.zoom() > 0.6) return;
    const holder = this.both().find((each) => each.elements.get(marked));
    if (!holder) return;
    holder.focus = marked;
    holder.centre();
    const { x, y, width, height } = holder.canvas.viewbox();
    for (const each of [first, other].filter((one) => one && one !== holder)) each.canvas.viewbox({ x, y, width, height });
  }

  step(by) {
    if (!this.links.length) return;
    this.go((this.at + by + this.links.length) % this.links.length);
  }

  /** Show a difference on both diagrams and in the list. */
  async go(number) {
    const link = this.links[number];
    this.at = number;
    for (const each of this.links) each.closest('li').classList.toggle('is-here', each === link);
    const index = this.drawings.findIndex((each) => each.path === link.dataset.path);
    if (index >= 0) await this.show(index);
    const id = link.dataset.locate;
    for (const diagram of this.both()) {
      if (this.here && diagram.elements.get(this.here)) diagram.canvas.removeMarker(this.here, 'is-here');
    }
    this.here = null;
    const holder = this.both().find((diagram) => diagram.elements.get(id));
    for (const diagram of this.both()) {
      if (diagram.elements.get(id)) diagram.canvas.addMarker(id, 'is-here');
    }
    if (holder) {
      this.here = id;
      holder.focus = id;
      holder.centre();
    }
    const says = link.closest('li').textContent.replace(/\s+/g, ' ').trim();
    this.box.querySelector('[data-place]').textContent = `${number + 1} / ${this.links.length}`;
    this.box.dataset.at = String(number);
    announce(says);
  }
}

if (root) {
  const desk = new Desk(root);
  if (desk.drawings.length) desk.show(0);
}
