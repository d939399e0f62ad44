// The editor's page of a draft: opens files in the editor of their kind, keeps them saved, talks with its neighbours.
import './designer.css';
import { Conflict } from './conflict.js';
import { FileList } from './file_list.js';
import { Saving } from './saving.js';
import { told } from './words.js';

const EDITORS = {
  bpmn: () => import('./bpmn_desk.js').then((found) => found.BpmnDesk),
  dmn: () => import('./dmn_desk.js').then((found) => found.DmnDesk),
  form: () => import('./form_desk.js').then((found) => found.FormDesk),
  paper: () => import('./paper_desk.js').then((found) => found.PaperDesk),
};
const NARROW = window.matchMedia('(max-width: 900px)');
const root = document.querySelector('[data-designer]');
const data = JSON.parse(document.querySelector('script[data-designer-data]').textContent);
const part = (name) => root.querySelector(`[data-designer-${name}]`);

class Page {
  constructor() {
    this.files = data.files;
    this.readOnly = data.readOnly || NARROW.matches;
    this.panel = part('panel');
    this.list = part('elements');
    this.canvas = part('canvas');
    this.historyAddress = data.urls.history;
    this.path = null;
    this.desk = null;
    this.fileList = new FileList(part('files'), this);
    this.conflict = new Conflict(part('conflict'), this);
    this.saving = new Saving({
      address: (path) => this.address(path), token: data.token,
      status: (kind, sentence) => this.status(kind, sentence),
      conflict: (path, answer) => this.conflict.ask(path, answer),
      saved: (path, revision) => this.saved(path, revision),
    });
  }

  async begin() {
    this.vocabulary = await fetch(data.urls.vocabulary, { credentials: 'same-origin' }).then((answer) => answer.json());
    this.buttons();
    this.neighbours();
    window.addEventListener('hashchange', () => this.fromAddress());
    await this.fromAddress();
    if (this.readOnly) part('state').textContent = told('readOnly');
    if (NARROW.matches && !data.readOnly) this.announce(told('narrow'));
    root.dataset.designerState = 'ready';
  }

  /** The address names a file and an element: #<path>/<element>, or the path alone. */
  async fromAddress() {
    const wanted = decodeURIComponent(window.location.hash.slice(1));
    const file = this.files.find((each) => wanted === each.path || wanted.startsWith(`${each.path}/`));
    await this.open(file ? file.path : this.path || data.first);
    if (file && wanted.length > file.path.length) this.desk.locate(wanted.slice(file.path.length + 1));
  }

  address(path) {
    return data.urls.files + path.split('/').map(encodeURIComponent).join('/');
  }

  hasFile(path) {
    return this.files.some((each) => each.path === path);
  }

  /** Open a file in the editor of its kind; what was changed in the one before is sent first. */
  async open(path, again = false) {
    if (!path || (path === this.path && !again)) return;
    if (this.desk) {
      this.settle();
      await this.saving.flush();
      this.desk.close();
      this.desk = null;
    }
    this.path = path;
    this.fileList.mark(path);
    root.dataset.designerFile = '';
    this.canvas.textContent = told('loading');
    try {
      const answer = await fetch(this.address(path), { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(String(answer.status));
      this.saving.loaded(path, Number(answer.headers.get('X-Revision')));
      const content = new Uint8Array(await answer.arrayBuffer());
      const Editor = await EDITORS[path.split('.').pop()]();
      if (this.path !== path) return;
      this.canvas.replaceChildren();
      this.desk = await Editor.open(this.canvas, content, this);
    } catch (problem) {
      this.canvas.textContent = told('unreadable', problem.message);
      this.desk = null;
    }
    root.dataset.designerFile = path;
    root.dataset.designerKind = path.split('.').pop();
    this.state();
    document.dispatchEvent(new CustomEvent('qx:at', { detail: { path } }));
    if (window.location.hash && !decodeURIComponent(window.location.hash.slice(1)).startsWith(path)) history.replaceState(null, '', `#${path}`);
  }

  /** Let a field that is being typed into tell what it holds. */
  settle() {
    if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
  }

  changed() {
    const { desk, path } = this;
    if (!desk) {
      return;
    }
    this.saving.changed(path, () => this.contentOf(desk, path));
    this.state();
  }

  async contentOf(desk, path) {
    if (desk === this.desk) this.kept = { path, content: await desk.content() };
    return this.kept.content;
  }

  saved(path, revision) {
    root.dataset.designerRevision = String(revision);
    this.state();
    document.dispatchEvent(new CustomEvent('qx:saved', { detail: { path, revision } }));
  }

  async addFile(path, content, name) {
    if (!(await this.saving.add(path, content))) return;
    if (!this.hasFile(path)) {
      const key = path.split('/').pop().split('.')[0];
      this.files.push({ path, key, name: name || key, kind: path.split('.').pop() });
      this.fileList.draw();
      this.fileList.mark(this.path);
    }
  }

  state() {
    part('undo').disabled = this.readOnly || !this.desk || !(this.desk.canUndo() || this.saving.file(this.path).base > 1);
    part('redo').disabled = !(this.desk && this.desk.canRedo());
  }

  status(kind, sentence) {
    const shown = part('state');
    shown.textContent = sentence;
    shown.dataset.state = kind;
    root.dataset.designerSaving = kind;
  }

  announce(sentence) {
    const shown = part('notice');
    shown.hidden = false;
    shown.textContent = sentence;
  }

  buttons() {
    const act = { undo: () => (this.desk.canUndo() ? this.desk.undo() : this.undoSaved()), redo: () => this.desk.redo(), fit: () => this.desk.fit(), find: () => this.desk.find() };
    for (const [name, does] of Object.entries(act)) {
      part(name).addEventListener('click', () => {
        if (this.desk) does();
        this.state();
      });
    }
    document.addEventListener('click', (event) => this.leaving(event));
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      this.settle();
      this.saving.flush();
    });
  }

  /** Who goes to another page while something is not saved yet waits until it is. */
  async leaving(event) {
    const link = event.target.closest('a[href]');
    const plain = link && !link.target && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!plain || event.defaultPrevented || link.getAttribute('href').startsWith('#') || !this.saving.pending()) return;
    event.preventDefault();
    await this.saving.flush();
    window.location.assign(link.href);
  }

  /** Nothing to undo in the browser: take back the last saved change of the file. */
  async undoSaved() {
    const { path } = this;
    await this.saving.flush();
    if (await this.saving.undo(path, this.address(path).replace('/files/', '/undo/'))) await this.open(path, true);
  }

  /** The events by which the parts of the page talk with each other. */
  neighbours() {
    document.addEventListener('qx:locate', async ({ detail }) => {
      await this.open(detail.path || this.path);
      if (this.desk && detail.element) this.desk.locate(detail.element);
    });
    document.addEventListener('qx:paint', ({ detail }) => detail.path === this.path && this.desk && this.desk.paint(detail.marks));
    document.addEventListener('qx:save', ({ detail }) => {
      this.settle();
      if (detail && detail.again) this.changed();
      this.saving.flush();
    });
    document.addEventListener('qx:presence', ({ detail }) => {
      this.fileList.people(detail.people);
      this.newer(detail.revisions || {});
    });
  }

  /** Somebody else saved the file that is open here (one that is still being loaded comes as they left it). */
  newer(revisions) {
    const file = this.path && this.saving.file(this.path);
    if (!this.desk || !file || !revisions[this.path] || revisions[this.path] <= file.base || !this.saving.isSaved(this.path)) return;
    this.conflict.tell(this.path, revisions[this.path]);
  }
}

const page = new Page();
page.begin().catch((problem) => page.announce(told('unreadable', problem.message)));
