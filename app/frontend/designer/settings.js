// Reads and changes what a diagram says of its elements: settings, timers, messages; it knows no page.
const PROPERTIES = 'spiffworkflow:Properties';

/** The business object that carries the settings of an element: of a pool its process. */
export function ownerOf(element) {
  const bo = element.businessObject;
  return bo.$instanceOf('bpmn:Participant') ? bo.processRef || bo : bo;
}

/** The process in which an element stands. */
export function processOf(bo) {
  let found = bo.$instanceOf('bpmn:Participant') ? bo.processRef : bo;
  while (found && !found.$instanceOf('bpmn:Process')) found = found.$parent;
  return found;
}

/** The settings of a business object as [name, value] pairs. */
export function settingsOf(bo) {
  return entriesOf(bo).map((each) => [each.name, each.value || '']);
}

export function settingOf(bo, name) {
  const found = entriesOf(bo).find((each) => each.name === name);
  return found ? found.value || '' : '';
}

function holderOf(bo) {
  const extension = bo && bo.extensionElements;
  return extension && (extension.values || []).find((each) => each.$type === PROPERTIES);
}

function entriesOf(bo) {
  const holder = holderOf(bo);
  return (holder && holder.properties) || [];
}

/** Changes settings and parts of one modeler's diagram; each call is one step that can be undone. */
export class Changes {
  constructor(modeler) {
    this.modeling = modeler.get('modeling');
    this.factory = modeler.get('bpmnFactory');
    this.modeler = modeler;
  }

  /** Extension elements as they will be with some settings changed; what we do not understand stays. */
  extensionWith(bo, told) {
    const old = holderOf(bo);
    const kept = entriesOf(bo).filter((each) => told[each.name] !== '');
    const made = kept.map((each) => {
      if (!(each.name in told)) return each;
      return this.factory.create('spiffworkflow:Property', { name: each.name, value: told[each.name] });
    });
    for (const [name, value] of Object.entries(told)) {
      if (value === '' || kept.some((each) => each.name === name)) continue;
      made.push(this.factory.create('spiffworkflow:Property', { name, value }));
    }
    const before = (bo.extensionElements && bo.extensionElements.values) || [];
    const values = before.filter((each) => each !== old);
    if (made.length) {
      const holder = this.factory.create(PROPERTIES, { properties: made });
      for (const each of made) each.$parent = holder;
      values.splice(Math.max(0, before.indexOf(old)), 0, holder);
    }
    if (!values.length) return undefined;
    const extension = this.factory.create('bpmn:ExtensionElements', { values });
    for (const each of values) each.$parent = extension;
    extension.$parent = bo;
    return extension;
  }

  /** Set settings, name to text, of an element or of another business object that belongs to it. */
  set(element, told, bo = ownerOf(element)) {
    const wanted = {};
    for (const [name, value] of Object.entries(told)) {
      if (settingOf(bo, name) !== value) wanted[name] = value;
    }
    if (!Object.keys(wanted).length) return;
    this.modeling.updateModdleProperties(element, bo, { extensionElements: this.extensionWith(bo, wanted) });
  }

  /** Set attributes and children of a business object that belongs to an element. */
  update(element, bo, told) {
    this.modeling.updateModdleProperties(element, bo, told);
  }

  /** An expression of a business object, or nothing for an empty text. */
  expression(parent, body) {
    if (!body) return undefined;
    const made = this.factory.create('bpmn:FormalExpression', { body });
    made.$parent = parent;
    return made;
  }

  /** The message, error, escalation or signal of a name, made if the diagram has none; undefined without a name. */
  named(type, name) {
    if (!name) return undefined;
    const definitions = this.modeler.getDefinitions();
    const known = definitions.rootElements.find((each) => each.$type === type && each.name === name);
    if (known) return known;
    const made = this.factory.create(type, { name });
    made.$parent = definitions;
    definitions.rootElements.push(made);
    return made;
  }
}

/** The first event definition of a type on an event, or nothing. */
export function definitionOf(bo, type) {
  return (bo.eventDefinitions || []).find((each) => each.$type === type);
}
