// The text alternative of the canvas: every element with what is set, each entry chooses it in the canvas.
import { make } from './fields.js';
import { kindOf } from './panel.js';
import { settingOf } from './settings.js';
import { t } from './words.js';

const SHOWN = ['role', 'starts', 'starts_on_entry', 'meets', 'extends', 'documents', 'four_eyes_not', 'decision', 'operation', 'topic', 'rule'];

export class ElementList {
  constructor(container, desk) {
    this.container = container;
    this.desk = desk;
    const { rules, documents, roles } = desk.vocabulary;
    this.known = new Map([...rules, ...documents, ...roles]);
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
      make('span', { class: 'designer-list-kind', text: kindOf(bo) }),
      make('span', { text: t(bo.name, settingOf(bo, 'name_en')) || bo.id }));
    button.addEventListener('click', () => this.desk.locate(bo.id));
    const lane = this.desk.laneOf(shape);
    const words = lane ? [lane.name || lane.id] : [];
    for (const name of SHOWN) {
      const value = settingOf(bo, name);
      if (value) words.push(t(`${this.desk.vocabulary.settings[name]}：${this.inWords(value)}`, `${this.desk.vocabulary.settings[name]}: ${this.inWords(value)}`));
    }
    return make('li', {}, button, ...(words.length ? [make('p', { class: 'designer-hint', text: words.join(t('；', '; ')) })] : []));
  }

  /** What a list of codes stands for: rules, papers, roles, other elements. */
  inWords(value) {
    return value.split(',').map((code) => this.known.get(code) || this.nameOf(code)).join(t('、', ', '));
  }

  nameOf(id) {
    const shape = this.desk.modeler.get('elementRegistry').get(id);
    return shape ? t(shape.businessObject.name, settingOf(shape.businessObject, 'name_en')) || id : id;
  }
}
