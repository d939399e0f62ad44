// Heat on a diagram: the server says level and words for each element, here they are only drawn.
import { Diagram } from './diagram.js';
import { say } from './words.js';

export async function showHeat(box) {
  const values = JSON.parse(document.querySelector('script[data-heat-values]').textContent);
  const canvas = document.createElement('div');
  canvas.className = 'diagram';
  box.replaceChildren(canvas);
  try {
    const answer = await fetch(box.dataset.address, { credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`the diagram was answered with ${answer.status}`);
    const diagram = await Diagram.open(canvas, await answer.text());
    for (const [id, [level, text]] of Object.entries(values)) {
      diagram.addMarker(id, `heat-${level}`);
      diagram.addBadge({ element: id, text, tone: '' });
    }
    diagram.fit();
    const button = document.querySelector('[data-heat-fit]');
    button.hidden = false;
    button.addEventListener('click', () => diagram.fit());
    box.dataset.heat = 'shown';
  } catch (problem) {
    canvas.textContent = say('noDrawing');
    canvas.classList.add('diagram-missing');
    box.dataset.heat = 'missing';
  }
}
