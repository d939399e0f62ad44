// The editor of decision tables: dmn-js with FEEL as language; it saves through the page.
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn-embedded.css';
import DmnModeler from 'dmn-js/lib/Modeler';
import DmnViewer from 'dmn-js/lib/NavigatedViewer';
import { make } from './fields.js';
import { dmnTranslation } from './translating.js';
import { t } from './words.js';

/** A list of choices closes when the focus leaves it, before the choice is taken: the canvas around it can have the focus. */
function keepOpen(event) {
  if (event.target.closest('.dms-select-options')) event.preventDefault();
}

export class DmnDesk {
  static async open(container, content, page) {
    const desk = new DmnDesk(container, page);
    await desk.load(content);
    return desk;
  }

  constructor(container, page) {
    this.page = page;
    const shared = { additionalModules: [dmnTranslation] };
    const Kind = page.readOnly ? DmnViewer : DmnModeler;
    this.modeler = new Kind({
      container,
      common: { expressionLanguages: { options: [{ value: 'feel', label: 'FEEL' }], defaults: { editor: 'feel' } } },
      drd: shared, decisionTable: shared, literalExpression: shared, boxedExpression: shared,
    });
    this.watched = new WeakSet();
    document.addEventListener('mousedown', keepOpen, true);
    this.modeler.on('views.changed', () => this.viewsChanged());
  }

  async load(content) {
    await this.modeler.importXML(new TextDecoder().decode(content));
    const table = this.modeler.getViews().find((view) => view.type === 'decisionTable');
    if (table) await this.modeler.open(table);
    this.viewsChanged();
  }

  viewsChanged() {
    const viewer = this.modeler.getActiveViewer();
    if (viewer && !this.watched.has(viewer)) {
      this.watched.add(viewer);
      viewer.on('commandStack.changed', ({ trigger }) => trigger !== 'clear' && this.page.changed());
    }
    const active = this.modeler.getActiveView();
    const views = this.modeler.getViews();
    const entries = views.map((view) => {
      const button = make('button', { type: 'button', class: 'plain', 'data-element': view.element.id, text: view.element.name || view.element.id });
      if (view === active) button.setAttribute('aria-current', 'true');
      button.addEventListener('click', () => this.modeler.open(view));
      return make('li', {}, button);
    });
    this.page.list.replaceChildren(...entries);
    this.page.panel.replaceChildren(make('div', { class: 'designer-panel-head' },
      make('p', { class: 'designer-panel-kind', text: t('决策表', 'Decision table') }),
      make('p', { class: 'designer-panel-name', text: (active && active.element.name) || '' })),
    make('p', { class: 'designer-hint', text: t('单元格用 FEEL 填写：如 > 10、"天津"、[1..5]、date("2025-10-09")。右键可增删行列。', 'Cells are FEEL: > 10, "text", [1..5], date("2025-10-09"). Right-click adds and removes rows and columns.') }),
    this.names());
  }

  names() {
    const list = make('dl', { class: 'designer-facts' });
    for (const [name, label] of this.page.vocabulary.names.slice(0, 400)) list.append(make('dt', { text: name }), make('dd', { text: label }));
    return make('details', { class: 'designer-group' }, make('summary', { text: t('可用的名称', 'Names that can be used') }), list);
  }

  async content() {
    const { xml } = await this.modeler.saveXML({ format: true });
    return new TextEncoder().encode(xml);
  }

  close() {
    document.removeEventListener('mousedown', keepOpen, true);
    this.modeler.destroy();
    this.page.panel.replaceChildren();
    this.page.list.replaceChildren();
  }

  stack() {
    const viewer = this.modeler.getActiveViewer();
    return viewer && !this.page.readOnly ? viewer.get('commandStack', false) : null;
  }

  undo() {
    if (this.stack()) this.stack().undo();
  }

  redo() {
    if (this.stack()) this.stack().redo();
  }

  canUndo() {
    return Boolean(this.stack() && this.stack().canUndo());
  }

  canRedo() {
    return Boolean(this.stack() && this.stack().canRedo());
  }

  locate(id) {
    const view = this.modeler.getViews().find((each) => each.element.id === id);
    if (view) this.modeler.open(view);
    return Boolean(view);
  }

  paint() {}

  fit() {
    const viewer = this.modeler.getActiveViewer();
    const canvas = viewer && viewer.get('canvas', false);
    if (canvas && canvas.zoom) canvas.zoom('fit-viewport');
  }

  find() {}
}
