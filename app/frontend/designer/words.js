// The sentences of the editor's page that the browser says by itself, Chinese and English.
const english = typeof document !== 'undefined' && document.documentElement.lang === 'en';

const WORDS = {
  insertName: ['插入名称…', 'Insert a name…'],
  insertNameInto: ['在“{0}”中插入名称', 'Insert a name into “{0}”'],
  addOne: ['输入名称或代码选择…', 'Type a name or code…'],
  takeAway: ['移除“{0}”', 'Remove “{0}”'],
  notOffered: ['没有“{0}”，请从列表选择', 'No “{0}”: choose from the list'],
  saved: ['{0} 已自动保存', 'Saved at {0}'],
  saving: ['正在保存…', 'Saving…'],
  unsaved: ['有改动，即将保存', 'Changed, to be saved'],
  offline: ['未能保存，改动留在本页，连上后自动再试', 'Not saved: your changes stay on this page and are sent when the server answers'],
  refused: ['未能保存：{0}', 'Not saved: {0}'],
  conflict: ['{0} 也保存了这个文件', '{0} has saved this file too'],
  somebody: ['另一人', 'Somebody else'],
  loading: ['正在打开…', 'Opening…'],
  unreadable: ['此文件无法在编辑器中打开：{0}', 'The editor cannot open this file: {0}'],
  readOnly: ['只读', 'Read only'],
  nothingChosen: ['选中图中的一个环节，在此修改它的设置。', 'Choose an element of the diagram to change its settings.'],
  noSettings: ['此处没有可改的设置。', 'There is nothing to set here.'],
  editing: ['{0} 正在编辑', '{0} is editing this'],
  elements: ['环节清单', 'Elements'],
  formOpen: ['打开表单', 'Open the form'],
  formMake: ['新建表单', 'Make the form'],
  paperOpen: ['打开模板：{0}', 'Open the template: {0}'],
  paperMake: ['新建模板：{0}', 'Make the template: {0}'],
  tableOpen: ['打开决策表', 'Open the table'],
  pieceOpen: ['打开被调用的流程', 'Open the called process'],
  none: ['（无）', '(none)'],
  byLane: ['（按泳道）', '(by lane)'],
  newForm: ['办理情况', 'What was done'],
  patterns: ['常用片段', 'Patterns'],
  patternOf: ['插入：{0}', 'Insert: {0}'],
  patternNeedsTask: ['请先选中一个用户任务或一条连线，再插入“{0}”。', 'First choose a user task or a flow, then insert “{0}”.'],
  patternDone: ['已插入“{0}”。', '“{0}” was inserted.'],
  pieceMissing: ['草稿中还没有被调用的流程 {0}，请先加入。', 'The draft lacks the called process {0}; add it.'],
  unbound: ['未设置', 'not set'],
  shown: ['{0}：{1}', '{0}: {1}'],
  narrow: ['屏幕较窄，只供查看；请在较宽的窗口中编辑。', 'This window is narrow: for reading only. Edit in a wider one.'],
  canvas: ['流程图编辑区', 'Diagram editor'],
  idTaken: ['标识须以字母开头，只用字母、数字、下划线，且不得重复。', 'An id begins with a letter, has letters, digits and underscores, and is used once.'],
};

/** Return a sentence in the language of the page with its blanks filled. */
export function told(name, ...blanks) {
  return WORDS[name][english ? 1 : 0].replace(/\{(\d)\}/g, (_, number) => blanks[number]);
}

/** Choose between a Chinese and an English text. */
export function t(zh, en) {
  return english ? en || zh : zh || en;
}

export { english };
