// Diagrams on the case page: drawn when they come into view, coloured by the state of the run.
import './diagram.css';
import { Diagram } from './diagram.js';
import { say } from './words.js';

function dataOf(panel, kind) {
  const block = panel.querySelector(`script[data-diagram-${kind}]`);
  return block && block.textContent.trim();
}

async function drawingOf(panel) {
  const inside = dataOf(panel, 'xml');
  if (inside) return inside;
  const answer = await fetch(panel.dataset.diagramUrl, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`the diagram was answered with ${answer.status}`);
  return answer.text();
}

async function show(panel) {
  const canvas = panel.querySelector('[data-diagram-canvas]');
  try {
    const diagram = await Diagram.open(canvas, await drawingOf(panel));
    diagram.mark(JSON.parse(dataOf(panel, 'states') || '{}'));
    diagram.readable();
    for (const [name, act] of [['fit', () => diagram.fit()], ['current', () => diagram.centre()]]) {
      const button = panel.querySelector(`[data-diagram-${name}]`);
      if (!button) continue;
      button.hidden = name === 'current' && !diagram.focus;
      button.addEventListener('click', act);
    }
    picking(panel, diagram);
    panel.dataset.diagramState = 'shown';
  } catch (problem) {
    canvas.textContent = say('noDiagram');
    canvas.classList.add('diagram-missing');
    const list = panel.querySelector('details');
    if (list) list.open = true;
    panel.dataset.diagramState = 'missing';
  }
}

/** Where a page asks for an element, a click on the diagram answers: the list named by the page takes the choice. */
function picking(panel, diagram) {
  const around = panel.closest('[data-picks]');
  const list = around && document.getElementById(around.dataset.picks);
  if (!list) return;
  let marked = null;
  const show = () => {
    if (marked) diagram.canvas.removeMarker(marked, 'is-picked');
    marked = diagram.elements.get(list.value) ? list.value : null;
    if (marked) diagram.canvas.addMarker(marked, 'is-picked');
  };
  list.addEventListener('change', show);
  diagram.viewer.on('element.click', ({ element }) => {
    if (![...list.options].some((each) => each.value === element.id)) return;
    list.value = element.id;
    list.dispatchEvent(new Event('change', { bubbles: true }));
  });
  show();
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((each) => each.isIntersecting)) {
    seen.unobserve(entry.target);
    show(entry.target);
  }
});

function look() {
  for (const panel of document.querySelectorAll('[data-diagram]:not([data-diagram-state])')) {
    panel.dataset.diagramState = 'waiting';
    seen.observe(panel);
  }
}
document.addEventListener('htmx:after:process', look);
look();
