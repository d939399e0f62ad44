// One diagram in one container: draws it, marks its elements, moves the view. It knows neither page nor run.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

const LEGIBLE = 0.75; // below some 0.7 the names in the boxes cannot be read
const FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
const MARKERS = ['done', 'current', 'late', 'cancelled', 'missed'];

export class Diagram {
  /** Draw BPMN text into a container that has a size; resolves when it is drawn. */
  static async open(container, xml, settings = {}) {
    const viewer = new NavigatedViewer({ ...settings, container, textRenderer: { defaultStyle: { fontFamily: FONTS } } });
    await viewer.importXML(xml);
    return new Diagram(viewer);
  }

  constructor(viewer) {
    this.viewer = viewer;
    this.canvas = viewer.get('canvas');
    this.elements = viewer.get('elementRegistry');
    this.focus = null;
    this.wheelOnlyAfterClick();
  }

  /** Keep the wheel for the page until somebody clicks into the diagram, and give it back afterwards. */
  wheelOnlyAfterClick() {
    const wheel = this.viewer.get('zoomScroll');
    const box = this.canvas.getContainer();
    wheel.toggle(false);
    box.addEventListener('pointerdown', () => wheel.toggle(true));
    document.addEventListener('pointerdown', (event) => {
      if (!box.contains(event.target)) wheel.toggle(false);
    });
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') wheel.toggle(false);
    });
  }

  /**
   * Mark elements: {done, current, late, cancelled, missed, flows: [id…], badges: [{element, text, tone}], focus: id}.
   * Ids that this diagram does not draw are passed over: they belong to a piece that it calls.
   */
  mark(states) {
    for (const name of MARKERS) {
      for (const id of states[name] || []) this.addMarker(id, `is-${name}`);
    }
    for (const id of states.flows || []) this.addMarker(id, 'is-taken');
    for (const badge of states.badges || []) this.addBadge(badge);
    const wanted = [states.focus, ...(states.late || []), ...(states.current || [])];
    this.focus = wanted.find((id) => id && this.elements.get(id)) || null;
  }

  addMarker(id, marker) {
    if (this.elements.get(id)) this.canvas.addMarker(id, marker);
  }

  addBadge({ element, text, tone }) {
    const shape = this.elements.get(element);
    if (!shape || shape.width === undefined) return null;
    const html = document.createElement('div');
    html.className = `diagram-badge diagram-badge-${tone === 'late' ? 'late' : 'plain'}`;
    html.textContent = text;
    return this.viewer.get('overlays').add(element, 'state', {
      position: { top: -12, left: shape.width / 2 },
      scale: { min: 0.8, max: 1.1 },
      html,
    });
  }

  /** Show everything. */
  fit() {
    this.canvas.zoom('fit-viewport', 'auto');
  }

  /** Show the present place if it is not in view; the view stays as it is otherwise. */
  bring() {
    const shape = this.focus && this.elements.get(this.focus);
    if (!shape || shape.x === undefined) return;
    const view = this.canvas.viewbox();
    const inside = shape.x >= view.x && shape.x + shape.width <= view.x + view.width;
    if (!inside || shape.y < view.y || shape.y + shape.height > view.y + view.height) this.centre();
  }

  /** Show the present place, legibly. */
  centre() {
    const shape = this.focus && this.elements.get(this.focus);
    if (!shape) return;
    this.canvas.zoom(Math.max(this.canvas.zoom(), LEGIBLE));
    const view = this.canvas.viewbox();
    const bend = shape.waypoints && shape.waypoints[Math.floor((shape.waypoints.length - 1) / 2)];
    const { x, y, width = 0, height = 0 } = bend || shape;
    const middle = { x: x + width / 2, y: y + height / 2 };
    this.canvas.viewbox({
      x: middle.x - view.width / 2,
      y: middle.y - view.height / 2,
      width: view.width,
      height: view.height,
    });
  }

  /** The view to begin with: everything if it can be read, else the present place, else the beginning. */
  readable() {
    this.fit();
    if (this.canvas.zoom() >= LEGIBLE) return;
    if (this.focus) {
      this.canvas.zoom(LEGIBLE);
      this.centre();
      return;
    }
    const whole = this.canvas.viewbox().inner;
    const size = this.canvas.getSize();
    const shown = { width: size.width / LEGIBLE, height: size.height / LEGIBLE };
    this.canvas.viewbox({ x: whole.x - 20, y: whole.y - 20, ...shown });
  }
}
