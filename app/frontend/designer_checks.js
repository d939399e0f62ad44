// Findings of a draft: beside the editor they are fetched anew after each save and lead to their element; on their own
// page they are marked on the diagram, and a way to a finding is walked step by step. It judges nothing.
import './designer_checks.css';
import { Diagram } from './diagram.js';

const MARKS = { error: 'found-error', warning: 'found-warning', info: 'found-info' };
const WAIT = 800; // of saves that follow each other closely only the last is judged

const AGAIN = 1500; // while the server has not finished

const findingsIn = (root) => [...root.querySelectorAll('[data-finding]')];

/** Return the marker of each element of a file, the gravest of its findings. */
function marksOf(root, path) {
  const marks = {};
  const order = Object.keys(MARKS);
  for (const { dataset } of findingsIn(root)) {
    if (dataset.path !== path || !dataset.element) continue;
    const known = marks[dataset.element];
    if (!known || order.indexOf(dataset.severity) < order.indexOf(known)) marks[dataset.element] = dataset.severity;
  }
  return Object.fromEntries(Object.entries(marks).map(([id, severity]) => [id, MARKS[severity]]));
}

class Panel {
  constructor(root) {
    this.root = root;
    this.asked = 0;
    document.addEventListener('qx:saved', () => this.later());
    document.addEventListener('qx:at', () => this.paint());
    root.addEventListener('click', (event) => this.locate(event));
    this.refresh();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), WAIT);
  }

  async refresh() {
    const asked = ++this.asked;
    this.root.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(`${this.root.dataset.checks}?part`, { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      if (asked !== this.asked) return;
      if (text.includes('data-checks-running')) {
        this.running(text);
        return;
      }
      const open = this.root.querySelector('[data-checks-open]');
      const wasOpen = open && open.open;
      this.root.innerHTML = text;
      if (wasOpen) this.root.querySelector('[data-checks-open]').open = true;
      this.root.dataset.checksDone = String(asked);
      this.paint();
    } catch {
      if (asked === this.asked) this.root.textContent = this.root.dataset.failed; // or the page is being left
    } finally {
      if (asked === this.asked) this.root.removeAttribute('aria-busy');
    }
  }

  /** The server still judges: what was found before stays on the canvas, and it is asked again in a moment. */
  running(text) {
    this.root.innerHTML = text;
    this.timer = setTimeout(() => this.refresh(), AGAIN);
  }

  paint() {
    const editor = document.querySelector('[data-designer]');
    const path = editor && editor.dataset.designerFile;
    if (!path) return;
    const marks = marksOf(this.root, path);
    document.dispatchEvent(new CustomEvent('qx:paint', { detail: { path, marks } }));
  }

  /** Show the element in the editor that is open on this page, instead of following the link to it. */
  locate(event) {
    const link = event.target.closest('[data-locate]');
    if (!link) return;
    event.preventDefault();
    const { path, element } = link.closest('[data-finding]').dataset;
    document.dispatchEvent(new CustomEvent('qx:locate', { detail: { path, element } }));
  }
}

class Page {
  constructor(panel) {
    this.panel = panel;
    this.canvas = panel.querySelector('[data-checks-canvas]');
    this.choice = panel.querySelector('[data-checks-file]');
    this.words = panel.querySelector('[data-way-words]');
    this.bar = panel.querySelector('[data-checks-way]');
    this.way = [];
    this.choice.addEventListener('change', () => this.open(this.choice.value));
    panel.querySelector('[data-way-back]').addEventListener('click', () => this.step(this.at - 1));
    panel.querySelector('[data-way-on]').addEventListener('click', () => this.step(this.at + 1));
    for (const line of findingsIn(document)) this.button(line);
    this.open(this.choice.value);
  }

  /** Give a finding whose place is on a diagram a button that shows it there. */
  button(line) {
    const { path, element } = line.dataset;
    if (!element || ![...this.choice.options].some((each) => each.value === path)) return;
    const text = line.querySelector('.finding-text p');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'finding-show';
    button.dataset.show = '';
    button.append(...text.childNodes);
    text.append(button);
    button.addEventListener('click', () => this.show(line));
  }

  async open(path) {
    this.choice.value = path;
    this.path = path;
    this.canvas.replaceChildren();
    delete this.canvas.dataset.drawn;
    try {
      const answer = await fetch(this.panel.dataset.files + path, { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(String(answer.status));
      this.diagram = await Diagram.open(this.canvas, await answer.text());
    } catch {
      this.diagram = null;
      this.canvas.textContent = this.panel.dataset.missing;
      return;
    }
    for (const [id, marker] of Object.entries(marksOf(document, path))) this.diagram.addMarker(id, marker);
    this.diagram.readable();
    this.canvas.dataset.drawn = path;
  }

  async show(line) {
    const { path, element, way } = line.dataset;
    if (path !== this.path) await this.open(path);
    if (!this.diagram) return;
    this.clear();
    for (const other of findingsIn(document)) other.classList.toggle('is-shown', other === line);
    this.way = way ? way.split(' ') : [];
    this.bar.hidden = this.way.length < 2;
    this.canvas.dataset.shown = element;
    if (this.bar.hidden) this.bring(element);
    else this.step(this.way.length - 1);
  }

  /** Mark the way up to a step, and bring that into view. */
  step(number) {
    this.clear();
    this.at = Math.max(0, Math.min(number, this.way.length - 1));
    for (const id of this.way.slice(0, this.at + 1)) this.mark(id, 'way-passed');
    const id = this.way[this.at];
    this.mark(id, 'way-here');
    this.bring(id);
    const shape = this.diagram.elements.get(id);
    const name = (shape && shape.businessObject && shape.businessObject.name) || id;
    const put = { step: this.at + 1, count: this.way.length, name };
    this.words.textContent = this.panel.dataset.stepWords.replace(/\{(\w+)\}/g, (_, key) => put[key]);
    this.canvas.dataset.step = String(this.at + 1);
  }

  bring(id) {
    this.mark(id, 'way-here');
    this.diagram.focus = id;
    this.diagram.centre();
  }

  mark(id, marker) {
    if (!this.diagram.elements.get(id)) return;
    this.diagram.canvas.addMarker(id, marker);
    this.marked = [...(this.marked || []), [id, marker]];
  }

  clear() {
    for (const [id, marker] of this.marked || []) {
      if (this.diagram.elements.get(id)) this.diagram.canvas.removeMarker(id, marker);
    }
    this.marked = [];
  }
}

const beside = document.querySelector('[data-checks]');
const own = document.querySelector('[data-checks-diagram]');
if (beside) new Panel(beside);
if (own) new Page(own);
