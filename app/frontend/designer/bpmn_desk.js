// The diagram editor: bpmn-js with our settings panel, list of elements and patterns; it saves through the page.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import BpmnModeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import minimap from 'diagram-js-minimap';
import { allowedModule } from './allowed.js';
import { Changes, settingOf } from './settings.js';
import { ElementList } from './element_list.js';
import { Panel } from './panel.js';
import { patternsModule } from './patterns_menu.js';
import { t, told } from './words.js';
import { bpmnTranslation } from './translating.js';
import spiffworkflow from './spiffworkflow.json';

const FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
const LEGIBLE = 0.7;

/** One diagram in the editor. */
export class BpmnDesk {
  static async open(container, content, page) {
    const desk = new BpmnDesk(container, page);
    await desk.load(content);
    return desk;
  }

  constructor(container, page) {
    this.page = page;
    this.readOnly = page.readOnly;
    this.vocabulary = page.vocabulary;
    const Kind = this.readOnly ? NavigatedViewer : BpmnModeler;
    this.modeler = new Kind({
      container,
      moddleExtensions: { spiffworkflow },
      textRenderer: { defaultStyle: { fontFamily: FONTS } },
      additionalModules: [bpmnTranslation, ...(this.readOnly ? [] : [minimap, allowedModule, patternsModule(this)])],
    });
    // The search listens to keys alone: text that was pasted or composed tells of itself as one.
    this.modeler.get('canvas').getContainer().addEventListener('input', ({ target }) => {
      if (target.closest('.djs-search-input')) target.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true, key: 'Process' }));
    });
    this.changes = this.readOnly ? null : new Changes(this.modeler);
    this.modeler.get('eventBus').on('commandStack.changed', ({ trigger }) => trigger !== 'clear' && page.changed());
  }

  async load(content) {
    await this.modeler.importXML(new TextDecoder().decode(content));
    this.panel = new Panel(this.page.panel, this);
    this.list = new ElementList(this.page.list, this);
    this.show();
  }

  /** The bytes as they would be saved now. */
  async content() {
    const { xml } = await this.modeler.saveXML({ format: true });
    return new TextEncoder().encode(xml);
  }

  close() {
    this.modeler.destroy();
    this.page.panel.replaceChildren();
    this.page.list.replaceChildren();
  }

  undo() {
    this.modeler.get('commandStack').undo();
  }

  redo() {
    this.modeler.get('commandStack').redo();
  }

  canUndo() {
    return !this.readOnly && this.modeler.get('commandStack').canUndo();
  }

  canRedo() {
    return !this.readOnly && this.modeler.get('commandStack').canRedo();
  }

  announce(sentence) {
    this.page.announce(sentence);
  }

  hasFile(path) {
    return this.page.hasFile(path);
  }

  openFile(path) {
    return this.page.open(path);
  }

  /** Make the form of a task: one line to fill in, kept as a variable until the designer says more. */
  async makeForm(path, bo, components) {
    const key = `${bo.id}_note`;
    const fields = components || [{
      id: `${bo.id}_1`, type: 'textfield', key, label: told('newForm'), validate: { required: true },
      properties: { keep: `var.${key}`, kind: 'text', label_en: 'What was done' },
    }];
    const form = { type: 'default', id: bo.id, schemaVersion: 18, show: [], components: fields };
    await this.page.addFile(path, new TextEncoder().encode(`${JSON.stringify(form, null, 2)}\n`), bo.name);
    this.panel.refresh();
  }

  /** Make the template of a paper: heading, number, addressee, signature and date; the body is the designer's. */
  async makePaper(path, name) {
    const lines = [`# ${name}`, '> {paper.number}', '= {case.employer.name}：', '（正文）', '> {paper.unit}', '> {paper.day}', ''];
    await this.page.addFile(path, new TextEncoder().encode(lines.join('\n')), name);
    this.panel.refresh();
  }

  /** Decisions of the files of this draft, as options. */
  decisions() {
    return this.page.files.filter((each) => each.path.endsWith('.dmn')).map((each) => [each.key, each.name]);
  }

  /** The key of the process that is drawn. */
  get process() {
    return this.rootProcess().id;
  }

  rootProcess() {
    return this.modeler.getDefinitions().rootElements.find((each) => each.$type === 'bpmn:Process');
  }

  /** The deadline rules that the diagram names anywhere. */
  usedRules() {
    const lists = ['starts', 'starts_on_entry', 'meets', 'extends'];
    const shapes = this.modeler.get('elementRegistry').filter((each) => each.businessObject && each.businessObject.extensionElements);
    return shapes.flatMap((each) => lists.flatMap((name) => settingOf(each.businessObject, name).split(',')));
  }

  pathOfDecision(name) {
    const found = this.page.files.find((each) => each.path.endsWith('.dmn') && each.key === name);
    return found && found.path;
  }

  rootElement() {
    const canvas = this.modeler.get('canvas');
    const root = canvas.getRootElement();
    const pools = (root.children || []).filter((each) => each.businessObject.$type === 'bpmn:Participant');
    return pools.length === 1 ? pools[0] : root;
  }

  laneOf(element) {
    const bo = element.businessObject;
    const lanes = this.modeler.get('elementRegistry').filter((each) => each.businessObject.$type === 'bpmn:Lane');
    const found = lanes.find((each) => (each.businessObject.flowNodeRef || []).includes(bo));
    return found && found.businessObject;
  }

  /** In which lane a task stands, and who fills it in each district. */
  laneFacts(element) {
    let place = element;
    while (place && !this.laneOf(place)) place = place.parent && place.parent.businessObject ? place.parent : null;
    const lane = place && this.laneOf(place);
    const name = lane ? lane.name || lane.id : told('none');
    return [[t('泳道', 'Lane'), name], ...(lane ? this.bindingFacts(lane.id) : [])];
  }

  bindingFacts(key) {
    const lane = this.vocabulary.lanes.find((each) => each.key === key);
    return lane ? lane.bound : [[told('unbound'), key]];
  }

  /** Choose an element and bring it into view. */
  locate(id) {
    const element = this.modeler.get('elementRegistry').get(id);
    if (!element) return false;
    const canvas = this.modeler.get('canvas');
    const root = canvas.findRoot(element);
    if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
    if (this.readOnly) this.panel.show(element);
    else this.modeler.get('selection').select(element);
    if (element !== root) canvas.scrollToElement(element, { top: 80, bottom: 80, left: 120, right: 80 });
    return true;
  }

  /** Put style classes on elements, taking away those that were painted before. */
  paint(marks) {
    const canvas = this.modeler.get('canvas');
    const registry = this.modeler.get('elementRegistry');
    for (const [id, mark] of Object.entries(this.painted || {})) if (registry.get(id)) canvas.removeMarker(id, mark);
    this.painted = marks;
    for (const [id, mark] of Object.entries(marks)) if (registry.get(id)) canvas.addMarker(id, mark);
  }

  /** The view to begin with: everything if it can be read, else the beginning. */
  show() {
    const canvas = this.modeler.get('canvas');
    canvas.zoom('fit-viewport', 'auto');
    if (canvas.zoom() >= LEGIBLE) return;
    const { inner } = canvas.viewbox();
    const size = canvas.getSize();
    canvas.viewbox({ x: inner.x - (this.readOnly ? 20 : 140), y: inner.y - 20, width: size.width / LEGIBLE, height: size.height / LEGIBLE });
  }

  fit() {
    this.modeler.get('canvas').zoom('fit-viewport', 'auto');
  }

  find() {
    // The click that asks for it would close it again.
    window.setTimeout(() => this.modeler.get('searchPad').open());
  }
}
