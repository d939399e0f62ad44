// Offers in palette and menus only what is executed: user tasks instead of plain ones, nothing that the gate refuses.
import { t } from './words.js';

const REFUSED = /(^|-)(task$|manual-task|complex-gateway|transaction|ad-hoc|conditional|compensation|cancel|multiple|data-store|event-based-instantiating|instantiating)/;
const KEPT = new Set(['replace-with-user-task', 'replace-with-service-task', 'replace-with-script-task', 'replace-with-rule-task', 'replace-with-send-task', 'replace-with-receive-task']);

class Allowed {
  static $inject = ['palette', 'contextPad', 'popupMenu', 'elementFactory', 'create', 'autoPlace'];

  constructor(palette, contextPad, popupMenu, elementFactory, create, autoPlace) {
    Object.assign(this, { elementFactory, create, autoPlace });
    palette.registerProvider(300, this);
    contextPad.registerProvider(300, this);
    popupMenu.registerProvider('bpmn-replace', 300, { getPopupMenuEntries: () => (entries) => this.without(entries), getPopupMenuHeaderEntries: () => (entries) => this.without(entries) });
  }

  without(entries) {
    return Object.fromEntries(Object.entries(entries).filter(([name]) => KEPT.has(name) || !REFUSED.test(name)));
  }

  task() {
    return this.elementFactory.createShape({ type: 'bpmn:UserTask' });
  }

  getPaletteEntries() {
    return (entries) => {
      const kept = { ...entries };
      delete kept['create.data-store'];
      const begin = (event) => this.create.start(event, this.task());
      kept['create.task'] = { ...kept['create.task'], className: 'bpmn-icon-user-task', title: t('新建人工任务', 'Create user task'), action: { dragstart: begin, click: begin } };
      return kept;
    };
  }

  getContextPadEntries() {
    return (entries) => {
      if (!entries['append.append-task']) return entries;
      const append = (event, element) => this.autoPlace.append(element, this.task());
      const begin = (event, element) => this.create.start(event, this.task(), { source: element });
      const task = { ...entries['append.append-task'], className: 'bpmn-icon-user-task', title: t('追加人工任务', 'Append user task'), action: { click: append, dragstart: begin } };
      return { ...entries, 'append.append-task': task };
    };
  }
}

export const allowedModule = { __init__: ['qingxinAllowed'], qingxinAllowed: ['type', Allowed] };
