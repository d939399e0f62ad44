// Puts a pattern into a diagram as one step that can be undone: room is made, flows are led through it.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { Changes, processOf, settingOf } from './settings.js';

const SIZES = { 'bpmn:ExclusiveGateway': [50, 50], 'bpmn:UserTask': [100, 80], 'bpmn:CallActivity': [100, 80] };
const GAP = 50;
const ROW = 110;

/** Command: everything below happens within it, so that undoing takes the whole group away. */
export class InsertPattern {
  static $inject = ['modeling', 'spaceTool', 'elementRegistry', 'bpmnFactory', 'elementFactory', 'injector'];

  constructor(modeling, spaceTool, elementRegistry, bpmnFactory, elementFactory, injector) {
    Object.assign(this, { modeling, spaceTool, elementRegistry, bpmnFactory, elementFactory });
    this.changes = new Changes({ get: (name) => injector.get(name) });
  }

  preExecute(context) {
    const place = placeOf(context.pattern, context.target);
    const words = this.words(context, place);
    const left = this.room(context.pattern, place);
    const made = new Map();
    let x = left;
    for (const step of context.pattern.steps) {
      const [width, height] = SIZES[step.type];
      const below = step.row ? made.get(step.under) : null;
      const centre = below ? { x: below.x + below.width / 2, y: place.y + ROW } : { x: x + width / 2, y: place.y };
      const shape = this.step(step, words, centre, place.parent, { width, height });
      made.set(step.key, shape);
      if (!below) x += width + GAP;
    }
    this.connect(context.pattern, place, made, words);
    context.made = made;
    context.forms = this.forms(context.pattern, made);
    this.declare(context, made);
  }

  execute() {
    return [];
  }

  revert() {
    return [];
  }

  /** What stands for the blanks of the pattern. */
  words({ pattern, rule, paper, approver }, place) {
    const ids = { host: place.task ? place.task.businessObject.id : '', before: place.before, rule, paper, approver };
    let number = 1;
    while (this.elementRegistry.get(`${pattern.id}_${number}_${pattern.steps[0].key}`)) number += 1;
    for (const step of pattern.steps) ids[step.key] = `${pattern.id}_${number}_${step.key}`;
    for (const { timer } of pattern.steps) if (timer) ids[timer.key] = `${pattern.id}_${number}_${timer.key}`;
    return (text) => text.replace(/\{(\w+)\}/g, (whole, name) => (ids[name] === undefined ? whole : ids[name]));
  }

  /** Push everything to the right, and below if the pattern has a second row; return where the group begins. */
  room(pattern, place) {
    const upper = pattern.steps.filter((step) => !step.row);
    const width = upper.reduce((sum, step) => sum + SIZES[step.type][0] + GAP, 0);
    this.space('x', width, place.x);
    if (pattern.steps.some((step) => step.row)) this.space('y', ROW, place.y + 45);
    return place.x;
  }

  space(axis, delta, start) {
    const all = this.elementRegistry.filter((each) => each.parent && !each.labelTarget);
    const { movingShapes, resizingShapes } = this.spaceTool.calculateAdjustments(all, axis, delta, start);
    const distance = axis === 'x' ? { x: delta, y: 0 } : { x: 0, y: delta };
    this.spaceTool.makeSpace(movingShapes, resizingShapes, distance, axis === 'x' ? 'e' : 's', start);
  }

  step(step, words, centre, parent, size) {
    const businessObject = this.bpmnFactory.create(step.type, { id: words(`{${step.key}}`), name: step.names && step.names[0] });
    if (step.called) businessObject.calledElement = step.called;
    const told = step.names ? { name_en: step.names[1] } : {};
    for (const [name, value] of Object.entries(step.settings || {})) told[name] = words(value);
    businessObject.extensionElements = this.changes.extensionWith(businessObject, emptyOut(told));
    const shape = this.elementFactory.createShape({ type: step.type, businessObject });
    const made = this.modeling.createShape(Object.assign(shape, size), centre, parent);
    if (step.timer) this.timer(step.timer, made, words);
    return made;
  }

  timer(timer, host, words) {
    const businessObject = this.bpmnFactory.create('bpmn:BoundaryEvent', { id: words(`{${timer.key}}`), name: timer.names[0] });
    const definition = this.bpmnFactory.create('bpmn:TimerEventDefinition');
    definition.timeDate = this.changes.expression(definition, words('due("{rule}")'));
    definition.$parent = businessObject;
    businessObject.eventDefinitions = [definition];
    businessObject.extensionElements = this.changes.extensionWith(businessObject, emptyOut({ name_en: timer.names[1], rule: words('{rule}') }));
    const shape = this.elementFactory.createShape({ type: 'bpmn:BoundaryEvent', businessObject });
    const at = { x: host.x + host.width / 2, y: host.y + host.height };
    host.qingxinTimer = this.modeling.createShape(shape, at, host, { attach: true });
  }

  connect(pattern, place, made, words) {
    const entry = made.get(pattern.entry);
    const exit = made.get(pattern.exit);
    const last = place.lead(this.modeling, entry, exit);
    if (last && pattern.out) this.describe(last, pattern.out, words);
    for (const [from, to, told] of pattern.flows) {
      const target = made.get(to) || place.task;
      const flow = this.modeling.connect(made.get(from), target);
      if (told) this.describe(flow, told, words);
    }
    for (const step of pattern.steps.filter((each) => each.timer)) {
      const host = made.get(step.key);
      this.modeling.connect(host.qingxinTimer, made.get(step.timer.to));
      delete host.qingxinTimer;
    }
  }

  describe(flow, told, words) {
    const bo = flow.businessObject;
    if (told.name) this.modeling.updateLabel(flow, told.name);
    if (told.en) this.changes.set(flow, { label_en: told.en }, bo);
    if (told.condition) this.changes.update(flow, bo, { conditionExpression: this.changes.expression(bo, words(told.condition)) });
    if (told.isDefault) this.changes.update(flow, bo.sourceRef, { default: bo });
  }

  forms(pattern, made) {
    return pattern.steps.filter((step) => step.form).map((step) => {
      const bo = made.get(step.key).businessObject;
      return { bo, components: step.form(bo.id) };
    });
  }

  /** Say in the process which variables the new forms fill. */
  declare({ pattern, forms, target }, made) {
    const shape = made.get(pattern.entry);
    const process = processOf(shape.businessObject);
    let variables;
    try {
      variables = JSON.parse(settingOf(process, 'variables') || '{}');
    } catch {
      return;
    }
    for (const { components } of forms) {
      for (const each of components.filter((one) => one.properties.keep.startsWith('var.'))) {
        variables[each.key] = (each.values || []).map(({ value }) => JSON.stringify(value)).join(' | ') || 'string';
      }
    }
    if (pattern.id === 'service') variables.served_on = variables.served_on || 'date';
    if (Object.keys(variables).length) this.changes.set(target, { variables: spaced(variables) }, process);
  }
}

function emptyOut(told) {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value));
}

/** JSON as the product's own files have it, on one line. */
function spaced(value) {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ').replace(/^\{ /, '{').replace(/ \}$/, '}');
}

/** Whether a pattern can be put where something is chosen. */
export function fits(pattern, element) {
  if (!element || !element.businessObject) return false;
  if (is(element, 'bpmn:SequenceFlow')) return !pattern.needsTask;
  if (!is(element, 'bpmn:Activity') || (pattern.needsTask && !is(element, 'bpmn:UserTask'))) return false;
  const flows = pattern.near === 'before' ? element.incoming : element.outgoing;
  return flows.filter((each) => is(each, 'bpmn:SequenceFlow')).length > 0;
}

/** Where the group goes, and how the flows that are there are led through it. */
function placeOf(pattern, target) {
  if (is(target, 'bpmn:SequenceFlow')) return onFlow(target);
  return pattern.near === 'before' ? beforeTask(target) : afterTask(target);
}

const middle = (shape) => shape.y + shape.height / 2;

function onFlow(flow) {
  const { source, target } = flow;
  return {
    task: is(source, 'bpmn:UserTask') ? source : null,
    before: is(source, 'bpmn:UserTask') ? source.businessObject.id : '',
    parent: target.parent,
    x: target.x > source.x ? target.x - 10 : source.x + source.width + 20,
    y: middle(target.x > source.x ? target : source),
    lead: (modeling, entry, exit) => {
      modeling.reconnectEnd(flow, entry, { x: entry.x, y: middle(entry) });
      return modeling.connect(exit, target);
    },
  };
}

function beforeTask(task) {
  const flows = task.incoming.filter((each) => is(each, 'bpmn:SequenceFlow'));
  const drafters = flows.map((each) => each.source).filter((each) => is(each, 'bpmn:UserTask'));
  return {
    task: null, before: drafters.map((each) => each.businessObject.id).join(','), parent: task.parent, x: task.x - 10, y: middle(task),
    lead: (modeling, entry, exit) => {
      for (const flow of flows) modeling.reconnectEnd(flow, entry, { x: entry.x, y: middle(entry) });
      return modeling.connect(exit, task);
    },
  };
}

function afterTask(task) {
  const [flow, ...others] = task.outgoing.filter((each) => is(each, 'bpmn:SequenceFlow'));
  return {
    task: is(task, 'bpmn:UserTask') ? task : null, before: '', parent: task.parent, x: task.x + task.width + 20, y: middle(task),
    lead: (modeling, entry, exit) => {
      for (const each of others) modeling.reconnectStart(each, exit, { x: exit.x + exit.width, y: middle(exit) });
      const next = flow.target;
      modeling.reconnectEnd(flow, entry, { x: entry.x, y: middle(entry) });
      return modeling.connect(exit, next);
    },
  };
}
