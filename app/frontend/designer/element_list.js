// The text alternative of the canvas: every element with what is set, each entry chooses it in the canvas.
import { make } from './fields.js';
import { kindOf } from './panel.js';
import { settingsOf } from './settings.js';

const SHOWN = ['role', 'starts', 'starts_on_entry', 'meets', 'extends', 'documents', 'four_eyes_not', 'decision', 'operation', 'rule'];

export class ElementList {
  constructor(container, desk) {
    this.container = container;
    this.desk = desk;
    this.draw();
    const bus = desk.modeler.get('eventBus');
    let waiting = 0;
    bus.on('commandStack.changed', () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(() => this.draw(), 200);
    });
  }

  draw() {
    const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.element : null;
    const registry = this.desk.modeler.get('elementRegistry');
    const shapes = registry.filter((each) => !each.labelTarget && each.businessObject && each.businessObject.$instanceOf('bpmn:FlowNode'));
    shapes.sort((one, other) => one.x - other.x || one.y - other.y);
    this.container.replaceChildren(...shapes.map((shape) => this.entry(shape)));
    if (focused) {
      const again = this.container.querySelector(`[data-element="${CSS.escape(focused)}"]`);
      if (again) again.focus();
    }
  }

  entry(shape) {
    const bo = shape.businessObject;
    const button = make('button', { type: 'button', class: 'plain', 'data-element': bo.id },
      make('span', { class: 'designer-list-kind', text: kindOf(bo) }), make('span', { text: bo.name || bo.id }));
    button.addEventListener('click', () => this.desk.locate(bo.id));
    const told = settingsOf(bo).filter(([name]) => SHOWN.includes(name)).map(([name, value]) => `${this.desk.vocabulary.settings[name] || name}：${value}`);
    const lane = this.desk.laneOf(shape);
    if (lane) told.unshift(lane.name || lane.id);
    return make('li', {}, button, ...(told.length ? [make('p', { class: 'designer-hint', text: told.join('；') })] : []));
  }
}
