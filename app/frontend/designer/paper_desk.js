// The editor of templates of official papers: their text, beside it how they will look; it saves through the page.
import { make } from './fields.js';
import { t } from './words.js';

const APART = 700; // keystrokes closer than this, in milliseconds, are undone together

export class PaperDesk {
  static async open(container, content, page) {
    const desk = new PaperDesk(container, page);
    desk.load(new TextDecoder().decode(content));
    return desk;
  }

  constructor(container, page) {
    this.page = page;
    this.text = make('textarea', { class: 'designer-paper-text', spellcheck: 'false', 'aria-label': t('文书模板', 'Template of the paper') });
    this.text.readOnly = page.readOnly;
    this.shown = make('div', { class: 'designer-paper-shown', role: 'region', tabindex: '0', 'aria-label': t('预览', 'Preview') });
    container.replaceChildren(make('div', { class: 'designer-paper' }, this.text, this.shown));
    page.panel.replaceChildren(...help(page.vocabulary.names));
    this.text.addEventListener('input', () => this.typed());
    this.saved = ({ detail }) => detail.path === this.page.path && this.preview();
    document.addEventListener('qx:saved', this.saved);
  }

  load(text) {
    this.text.value = text;
    this.known = text;
    this.past = [];
    this.future = [];
    this.drawList();
    this.preview();
  }

  typed() {
    const now = Date.now();
    if (!this.last || now - this.last > APART) this.past.push(this.known);
    this.last = now;
    this.known = this.text.value;
    this.future = [];
    this.changed();
  }

  changed() {
    this.drawList();
    this.page.changed();
  }

  /** Headings lead to their lines. */
  drawList() {
    const lines = this.text.value.split('\n');
    const headings = lines.map((line, index) => [line.trim(), index + 1]).filter(([line]) => /^#{1,2} /.test(line));
    this.page.list.replaceChildren(...headings.map(([line, number]) => {
      const button = make('button', { type: 'button', class: 'plain', 'data-element': String(number), text: line.replace(/^#+ /, '') });
      button.addEventListener('click', () => this.locate(number));
      return make('li', {}, button);
    }));
  }

  async preview() {
    const address = this.page.address(this.page.path).replace('/files/', '/preview/');
    const answer = await fetch(address, { credentials: 'same-origin' });
    if (!answer.ok || !this.shown.isConnected) return;
    const part = new DOMParser().parseFromString(await answer.text(), 'text/html');
    this.shown.replaceChildren(...part.body.children);
    this.shown.dataset.drawn = 'yes';
  }

  async content() {
    return new TextEncoder().encode(this.text.value);
  }

  close() {
    document.removeEventListener('qx:saved', this.saved);
    this.page.panel.replaceChildren();
    this.page.list.replaceChildren();
  }

  undo() {
    this.turn(this.past, this.future);
  }

  redo() {
    this.turn(this.future, this.past);
  }

  turn(from, to) {
    to.push(this.known);
    this.known = from.pop();
    this.text.value = this.known;
    this.last = 0;
    this.changed();
  }

  canUndo() {
    return !this.page.readOnly && this.past.length > 0;
  }

  canRedo() {
    return !this.page.readOnly && this.future.length > 0;
  }

  /** Go to a line. */
  locate(line) {
    const lines = this.text.value.split('\n');
    const number = Math.min(Math.max(Number(line) || 1, 1), lines.length);
    const start = lines.slice(0, number - 1).join('\n').length + (number > 1 ? 1 : 0);
    this.text.focus();
    this.text.setSelectionRange(start, start + lines[number - 1].length);
    this.text.scrollTop = (this.text.scrollHeight / lines.length) * Math.max(number - 4, 0);
    return true;
  }

  paint() {}

  fit() {}

  find() {
    this.text.focus();
  }
}

const MARKS = [
  ['# …', ['标题，居中', 'Title, centred']],
  ['## …', ['小标题', 'Heading']],
  ['= …', ['顶格，如主送机关、抄送', 'From the margin: addressee, copies']],
  ['> …', ['居右，如文号、署名、日期', 'To the right: number, signature, date']],
  ['{…}', ['填入 FEEL 的值，如 {case.employer.name}', 'Puts in a value of FEEL']],
  ['| … | … |', ['表格的一行', 'A row of a table']],
  ['|* x in … | {x.…} |', ['列表每项一行', 'A row for each item of a list']],
  ['?? … / ??', ['两者之间的段落在条件为真时才有', 'Paragraphs between them stand when the condition is true']],
  ['money(…)', ['金额，如 12,345.00', 'An amount: 12,345.00']],
  ['capital(…)', ['大写金额', 'An amount in capital figures']],
  ['name(…)', ['单位、人员、当事人引用的名称', 'The name behind a reference to a unit, an officer, a party']],
  ['paper.number', ['文号（签发时填序号）', 'The number, completed when it is issued']],
  ['paper.unit / paper.day', ['出具单位、日期', 'Who issues it, and when']],
  ['// …', ['说明，不写入文书', 'A note, not part of the paper']],
];

function help(names) {
  const facts = (pairs) => make('dl', { class: 'designer-facts' }, ...pairs.flatMap(([name, label]) => [make('dt', {}, make('code', { text: name })), make('dd', { text: label })]));
  return [
    make('div', { class: 'designer-panel-head' }, make('p', { class: 'designer-panel-kind', text: t('文书模板', 'Template of a paper') }),
      make('p', { class: 'designer-hint', text: t('经办人在办理页面点“起草”，按此模板和案件情况得到 Word 文书。', 'Officers draw the paper up as a Word file from this template and the case.') })),
    make('details', { class: 'designer-group', open: '' }, make('summary', { text: t('写法', 'How to write it') }), facts(MARKS.map(([mark, words]) => [mark, t(...words)]))),
    make('details', { class: 'designer-group' }, make('summary', { text: t('可用的名称', 'Names that can be used') }), facts(names.slice(0, 400))),
  ];
}
