// The diagrams of a story, one visible at a time, painted as the story stands. It knows neither log nor slider.
import { Diagram } from './diagram.js';
import { say } from './words.js';

const STATES = { current: 'is-current', done: 'is-done', cancelled: 'is-cancelled', taken: 'is-taken' };

export class Stage {
  /** `frames` are {name, address}; `picked(frame, element)` hears of clicks on elements. */
  constructor(box, frames, picked) {
    this.box = box;
    this.frames = frames;
    this.picked = picked;
    this.opened = new Map(); // frame number → promise of {canvas, diagram, painted, focus}
    this.shown = null;
    this.following = true;
    this.wanted = 0;
  }

  /** Show a diagram with these marks (a Map from element to [state, times]) and one element in focus; tell whether
   *  it was still wanted when it was there. */
  async show(number, marks, focus) {
    const turn = ++this.wanted;
    const place = await this.place(number);
    if (turn !== this.wanted) return false; // the story has gone on meanwhile
    if (this.shown !== place) {
      if (this.shown) this.shown.canvas.hidden = true;
      place.canvas.hidden = false;
      this.shown = place;
      if (place.diagram && !place.seen) {
        place.diagram.readable();
        place.seen = true;
      }
    }
    if (place.diagram) this.paint(place, marks, focus);
    return true;
  }

  place(number) {
    if (!this.opened.has(number)) this.opened.set(number, this.open(number));
    return this.opened.get(number);
  }

  async open(number) {
    const canvas = document.createElement('div');
    const { name, address } = this.frames[number];
    canvas.className = 'diagram';
    canvas.setAttribute('role', 'group');
    canvas.setAttribute('aria-label', name);
    this.box.append(canvas);
    const place = { canvas, diagram: null, painted: new Map(), badges: new Map(), focus: null };
    try {
      if (!address) throw new Error('this version has no drawing');
      const answer = await fetch(address, { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(`the diagram was answered with ${answer.status}`);
      place.diagram = await Diagram.open(canvas, await answer.text());
      place.diagram.viewer.on('element.click', ({ element }) => this.picked(number, element.id));
    } catch (problem) {
      canvas.textContent = say('noDrawing');
      canvas.classList.add('diagram-missing');
    }
    canvas.hidden = true;
    return place;
  }

  /** Change what differs from what is painted, and nothing else. */
  paint(place, marks, focus) {
    const { diagram, painted } = place;
    for (const [id, [state]] of painted) {
      if (!marks.has(id) || marks.get(id)[0] !== state) this.remove(diagram, id, state);
    }
    for (const [id, mark] of marks) {
      const was = painted.get(id);
      if (mark[0] && (!was || was[0] !== mark[0])) diagram.addMarker(id, STATES[mark[0]]);
    }
    for (const id of new Set([...painted.keys(), ...marks.keys()])) this.count(place, id, marks.get(id));
    place.painted = new Map(marks);
    if (place.focus !== focus) {
      this.remove(diagram, place.focus, 'focus', 'is-focus');
      if (focus) diagram.addMarker(focus, 'is-focus');
      place.focus = focus;
    }
    diagram.focus = focus && diagram.elements.get(focus) ? focus : null;
    if (this.following && diagram.focus) diagram.bring();
  }

  remove(diagram, id, state, marker = STATES[state]) {
    if (id && marker && diagram.elements.get(id)) diagram.canvas.removeMarker(id, marker);
  }

  /** Say at an element how often it was come to, once it is more than once. */
  count(place, id, mark) {
    const times = mark && mark[0] !== 'taken' && mark[1] > 1 ? mark[1] : 0;
    const badge = place.badges.get(id);
    if ((badge ? badge.times : 0) === times) return;
    if (badge) place.diagram.viewer.get('overlays').remove(badge.overlay);
    place.badges.delete(id);
    const overlay = times ? place.diagram.addBadge({ element: id, text: say('times', times), tone: '' }) : null;
    if (overlay) place.badges.set(id, { times, overlay });
  }

  /** Show all of the diagram. */
  fit() {
    if (this.shown && this.shown.diagram) this.shown.diagram.fit();
  }

  /** Follow the story from now on, or leave the view where it is. */
  follow(on) {
    this.following = on;
    if (on && this.shown && this.shown.diagram) this.shown.diagram.bring();
  }
}
