// The settings panel beside the canvas: draws the groups of what is chosen and keeps them up to date.
import { fieldOf, make } from './fields.js';
import { groupsOf } from './groups.js';
import { t, told } from './words.js';

const KINDS = {
  'bpmn:UserTask': ['人工任务', 'User task'], 'bpmn:ServiceTask': ['系统办理', 'Service task'], 'bpmn:ScriptTask': ['系统计算', 'Script'],
  'bpmn:BusinessRuleTask': ['决策', 'Decision'], 'bpmn:CallActivity': ['调用流程', 'Call'], 'bpmn:SendTask': ['发送消息', 'Send'],
  'bpmn:ReceiveTask': ['等待消息', 'Receive'], 'bpmn:SubProcess': ['子流程', 'Sub-process'], 'bpmn:StartEvent': ['开始', 'Start'],
  'bpmn:EndEvent': ['结束', 'End'], 'bpmn:BoundaryEvent': ['边界事件', 'Boundary event'], 'bpmn:IntermediateCatchEvent': ['等待', 'Wait'],
  'bpmn:IntermediateThrowEvent': ['发出', 'Throw'], 'bpmn:ExclusiveGateway': ['排他网关', 'Exclusive gateway'],
  'bpmn:ParallelGateway': ['并行网关', 'Parallel gateway'], 'bpmn:InclusiveGateway': ['包容网关', 'Inclusive gateway'],
  'bpmn:EventBasedGateway': ['事件网关', 'Event gateway'], 'bpmn:SequenceFlow': ['连线', 'Flow'], 'bpmn:Lane': ['泳道', 'Lane'],
  'bpmn:Participant': ['流程', 'Process'], 'bpmn:Process': ['流程', 'Process'], 'bpmn:Collaboration': ['流程', 'Process'],
  'bpmn:Task': ['任务（请选定类型）', 'Task (choose its kind)'],
};

/** What kind of thing an element is, in words. */
export function kindOf(bo) {
  return t(...(KINDS[bo.$type] || [bo.$type.replace('bpmn:', ''), bo.$type.replace('bpmn:', '')]));
}

export class Panel {
  constructor(container, desk) {
    this.container = container;
    this.desk = desk;
    this.element = null;
    this.fields = [];
    this.opened = new Map();
    const bus = desk.modeler.get('eventBus');
    bus.on('selection.changed', ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : null));
    bus.on('commandStack.changed', () => this.refresh());
    bus.on('shape.replace', 1, () => window.setTimeout(() => this.refresh()));
    this.show(null);
  }

  /** Draw the settings of an element; of the whole process when nothing is chosen. */
  show(element) {
    const wanted = (element && (element.labelTarget || element)) || this.desk.rootElement();
    this.element = wanted;
    this.fields = [];
    this.container.replaceChildren();
    if (!wanted || !wanted.businessObject) return;
    this.type = wanted.businessObject.$type;
    const groups = groupsOf(wanted, this.desk);
    this.title = make('p', { class: 'designer-panel-name' });
    this.container.append(make('div', { class: 'designer-panel-head' },
      make('p', { class: 'designer-panel-kind', text: kindOf(wanted.businessObject) }), this.title));
    if (!groups.length) this.container.append(make('p', { class: 'designer-hint', text: told('noSettings') }));
    for (const group of groups) this.container.append(this.group(group));
    this.refresh();
    this.container.toggleAttribute('inert', false);
    if (this.desk.readOnly) for (const each of this.container.querySelectorAll('input, textarea, select, .designer-picks button')) each.disabled = true;
  }

  group({ id, label, open, fields }) {
    const body = make('div', { class: 'designer-group-body' });
    for (const field of fields) {
      const made = fieldOf(field);
      this.fields.push(made);
      body.append(made.node);
    }
    const node = make('details', { class: 'designer-group', 'data-group': id }, make('summary', { text: label }), body);
    node.open = this.opened.has(id) ? this.opened.get(id) : Boolean(open);
    node.addEventListener('toggle', () => this.opened.set(id, node.open));
    return node;
  }

  /** Show what the settings are now, without taking the focus away. */
  refresh() {
    if (!this.element) return;
    const bo = this.element.businessObject;
    if (!this.desk.modeler.get('elementRegistry').get(this.element.id)) return this.show(null);
    if (bo.$type !== this.type) return this.show(this.element);
    this.title.textContent = bo.name || (bo.processRef && bo.processRef.name) || bo.id;
    for (const field of this.fields) field.refresh();
    return undefined;
  }
}
