// The editor of forms: the form-js editor with the case fields to choose from; it saves through the page.
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import '@bpmn-io/form-js-editor/dist/assets/properties-panel.css';
import { FormEditor } from '@bpmn-io/form-js-editor';
import { make } from './fields.js';
import { OwnGroups } from './form_panel.js';
import { FormText } from './form_text.js';
import { formWord } from './words_form.js';

const own = { __init__: ['qingxinGroups'], qingxinGroups: ['type', OwnGroups] };

export class FormDesk {
  static async open(container, content, page) {
    const desk = new FormDesk(container, page);
    await desk.load(content);
    return desk;
  }

  constructor(container, page) {
    this.page = page;
    this.panel = make('div', { class: 'designer-form-panel' });
    page.panel.replaceChildren(this.panel);
    this.editor = new FormEditor({
      container, additionalModules: [own], qingxin: { vocabulary: page.vocabulary }, propertiesPanel: { parent: this.panel },
    });
    container.toggleAttribute('inert', page.readOnly);
    this.panel.toggleAttribute('inert', page.readOnly);
  }

  async load(content) {
    const text = new TextDecoder().decode(content);
    await this.editor.importSchema(JSON.parse(text));
    this.text = new FormText(JSON.parse(text), this.editor.getSchema());
    this.editor.on('commandStack.changed', ({ trigger }) => {
      if (trigger === 'clear') return;
      this.drawList();
      this.page.changed();
    });
    this.drawList();
  }

  drawList() {
    const walk = (components = []) => components.flatMap((each) => [each, ...walk(each.components)]);
    const fields = walk(this.editor.getSchema().components);
    this.page.list.replaceChildren(...fields.map((field) => {
      const button = make('button', { type: 'button', class: 'plain', 'data-element': field.id },
        make('span', { class: 'designer-list-kind', text: formWord(KINDS[field.type] || field.type) }),
        make('span', { text: field.label || field.text || field.id }));
      button.addEventListener('click', () => this.locate(field.id));
      const keep = (field.properties && field.properties.keep) || '';
      return make('li', {}, button, ...(keep ? [make('p', { class: 'designer-hint', text: keep })] : []));
    }));
  }

  async content() {
    return new TextEncoder().encode(this.text.of(this.editor.getSchema()));
  }

  close() {
    this.editor.destroy();
    this.page.panel.replaceChildren();
    this.page.list.replaceChildren();
  }

  undo() {
    this.editor.get('commandStack').undo();
  }

  redo() {
    this.editor.get('commandStack').redo();
  }

  canUndo() {
    return !this.page.readOnly && this.editor.get('commandStack').canUndo();
  }

  canRedo() {
    return !this.page.readOnly && this.editor.get('commandStack').canRedo();
  }

  locate(id) {
    const registry = this.editor.get('formFieldRegistry');
    const field = registry.get(id) || registry.getAll().find((each) => each.key === id || (each.properties && each.properties.keep === id));
    if (!field) return false;
    this.editor.get('selection').set(field);
    const drawn = document.querySelector(`.fjs-element[data-id="${CSS.escape(field.id)}"]`);
    if (drawn) drawn.scrollIntoView({ block: 'center' });
    return true;
  }

  paint() {}

  fit() {}

  find() {}
}

const KINDS = {
  textfield: 'Text field', textarea: 'Text area', number: 'Number', select: 'Select', radio: 'Radio group', checklist: 'Checkbox group',
  checkbox: 'Checkbox', datetime: 'Date time', group: 'Group', dynamiclist: 'Dynamic list', filepicker: 'File picker', text: 'Text view',
  separator: 'Separator', spacer: 'Spacer',
};
