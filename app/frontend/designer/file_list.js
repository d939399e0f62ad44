// The files of the draft at the left: diagrams, tables, forms and papers by process, who is at which, and which is open.
import { make } from './fields.js';
import { t, told } from './words.js';

const KINDS = [['bpmn', ['流程图', 'Diagrams']], ['dmn', ['决策表', 'Decision tables']], ['form', ['表单', 'Forms']], ['paper', ['文书模板', 'Templates of papers']]];

export class FileList {
  constructor(container, page) {
    this.container = container;
    this.page = page;
    this.draw();
  }

  draw() {
    const parts = [];
    for (const [kind, words] of KINDS) {
      const files = this.page.files.filter((each) => each.kind === kind);
      if (!files.length) continue;
      const groups = ['form', 'paper'].includes(kind) ? this.byProcess(files) : [make('ul', {}, ...files.map((file) => this.entry(file)))];
      parts.push(make('h2', { text: t(...words) }), ...groups);
    }
    this.container.replaceChildren(...parts);
  }

  /** Forms and papers of called pieces are folded away. */
  byProcess(files) {
    const keys = [...new Set(files.map((file) => file.path.split('/')[1]))];
    return keys.map((key, index) => {
      const entries = files.filter((file) => file.path.split('/')[1] === key).map((file) => this.entry(file));
      const list = make('ul', {}, ...entries);
      if (keys.length === 1) return list;
      const diagram = this.page.files.find((file) => file.path === `processes/${key}/${key}.bpmn`);
      const group = make('details', {}, make('summary', { text: diagram ? diagram.name : key }), list);
      group.open = index === 0;
      return group;
    });
  }

  entry(file) {
    const link = make('a', { href: `#${file.path}`, title: file.path, 'data-path': file.path }, make('span', { text: file.name }));
    if (file.note) link.append(make('small', { text: file.note }));
    link.append(make('span', { class: 'designer-who' }));
    return make('li', {}, link);
  }

  mark(path) {
    for (const link of this.container.querySelectorAll('a[data-path]')) {
      if (link.dataset.path === path) {
        link.setAttribute('aria-current', 'page');
        const fold = link.closest('details');
        if (fold) fold.open = true;
      } else link.removeAttribute('aria-current');
    }
  }

  people(found) {
    for (const link of this.container.querySelectorAll('a[data-path]')) {
      const names = found.filter((one) => one.path === link.dataset.path).map((one) => one.name).join('、');
      link.querySelector('.designer-who').textContent = names ? told('editing', names) : '';
    }
  }
}
