// What our forms say beyond form-js: where the answer is kept, its English, checks and prefilling, in FEEL.
import { h } from '@bpmn-io/properties-panel/preact';
import { SelectEntry, TextAreaEntry, TextFieldEntry, isSelectEntryEdited, isTextAreaEntryEdited, isTextFieldEntryEdited } from '@bpmn-io/properties-panel';
import { t } from './words.js';

const HIDDEN = new Set(['custom-values', 'security-attributes', 'appearance']);
const FIELDS = [
  ['label_en', ['英文名称', 'English name'], TextFieldEntry, isTextFieldEntryEdited],
  ['hint_en', ['英文提示', 'English hint'], TextFieldEntry, isTextFieldEntryEdited],
  ['prefill', ['预填（FEEL）', 'Prefilled with (FEEL)'], TextAreaEntry, isTextAreaEntryEdited],
  ['compute', ['自动计算（FEEL）', 'Computed (FEEL)'], TextAreaEntry, isTextAreaEntryEdited],
  ['required_when', ['何时必填（FEEL）', 'Required when (FEEL)'], TextAreaEntry, isTextAreaEntryEdited],
  ['check', ['须满足（FEEL）', 'Must hold (FEEL)'], TextAreaEntry, isTextAreaEntryEdited],
  ['check_zh', ['不满足时的提示', 'Said when it does not hold'], TextFieldEntry, isTextFieldEntryEdited],
  ['check_en', ['英文的提示', 'The same in English'], TextFieldEntry, isTextFieldEntryEdited],
  ['empty_hidden', ['不再显示时清空（填 true）', 'Emptied when not shown again (true)'], TextFieldEntry, isTextFieldEntryEdited],
  ['options_from', ['可选项取自', 'Options from'], TextFieldEntry, isTextFieldEntryEdited],
];
const debounce = (act) => act;

const propertiesOf = (field) => field.properties || {};

function withProperty(field, name, value) {
  const kept = { ...propertiesOf(field) };
  if (value === undefined || value === '') delete kept[name];
  else kept[name] = value;
  return kept;
}

/** Where the answer is kept: a field of the case file from the catalogue, or a variable of the run. */
function KeepEntry({ field, editField, catalogue, id }) {
  return h(SelectEntry, {
    id, element: field, label: t('保存到案卷字段', 'Kept in the case field'), debounce,
    description: t('“变量”只留给流程判断用；案情一律存入案卷字段。', 'Variables are for the flow only; facts go into case fields.'),
    getOptions: () => catalogue,
    getValue: () => (String(propertiesOf(field).keep || '').startsWith('case.') ? propertiesOf(field).keep : ''),
    setValue: (path) => {
      if (!path) {
        const key = field.key.split('.').pop();
        editField(field, { key, properties: withProperty(field, 'keep', `var.${key}`) });
        return;
      }
      editField(field, { key: path, properties: { ...propertiesOf(field), keep: path } });
    },
  });
}

function VariableEntry({ field, editField, id }) {
  const keep = String(propertiesOf(field).keep || `var.${field.key || ''}`);
  return h(TextFieldEntry, {
    id, element: field, label: t('保存位置', 'Kept at'), debounce,
    getValue: () => keep,
    setValue: (value = '') => editField(field, { key: value.replace(/^var\./, ''), properties: withProperty(field, 'keep', value) }),
    validate: (value) => (/^(var|case)(\.[A-Za-z_]\w*)+$/.test(value || '') ? null : t('须为 var.名称 或 case.路径', 'must be var.name or case.path')),
  });
}

function PropertyEntry({ field, editField, id, name, label, Entry }) {
  return h(Entry, {
    id, element: field, label, debounce, rows: 2,
    getValue: () => propertiesOf(field)[name] || '',
    setValue: (value) => editField(field, 'properties', withProperty(field, name, value)),
  });
}

/** What the case file knows already and the form shows, one path a line. */
function ShowEntry({ field, editField, id }) {
  return h(TextAreaEntry, {
    id, element: field, label: t('显示的案卷内容（每行一项）', 'Shown of the case file (one path a line)'), debounce, rows: 8,
    description: t('案卷已有的内容只显示，不再填写，如 case.employer。', 'What the case file knows is shown, not asked, for example case.employer.'),
    getValue: () => (field.show || []).join('\n'),
    setValue: (value) => editField(field, 'show', (value || '').split(/\s+/).filter(Boolean)),
  });
}

/** Provider of the group 本系统 of the form editor's settings panel. */
export class OwnGroups {
  static $inject = ['propertiesPanel', 'config.qingxin'];

  constructor(propertiesPanel, { vocabulary }) {
    this.catalogue = [
      { label: t('（变量）', '(a variable)'), value: '' },
      ...vocabulary.sections.map(({ name, fields }) => ({ label: name, children: fields.map(([value, label]) => ({ value, label: `${label}（${value}）` })) })),
    ];
    propertiesPanel.registerProvider(this, 400);
  }

  getGroups(field, editField) {
    return (groups) => {
      const kept = groups.filter((group) => !HIDDEN.has(group.id)).map((group) => (group.id === 'general' ? { ...group, shouldOpen: true } : group));
      if (field && field.type === 'default') {
        const shown = { id: 'qingxin-show', component: ShowEntry, isEdited: isTextAreaEntryEdited, field, editField };
        kept.splice(1, 0, { id: 'qingxin', label: t('本系统', 'This system'), entries: [shown], shouldOpen: true });
        return kept;
      }
      if (!field || !('key' in field || field.properties)) return kept;
      const shared = { field, editField };
      const entries = [
        { id: 'qingxin-case', component: KeepEntry, isEdited: isSelectEntryEdited, catalogue: this.catalogue, ...shared },
        { id: 'qingxin-keep', component: VariableEntry, isEdited: isTextFieldEntryEdited, ...shared },
        ...FIELDS.map(([name, label, Entry, isEdited]) => ({ id: `qingxin-${name}`, component: PropertyEntry, isEdited, name, label: t(...label), Entry, ...shared })),
      ];
      kept.splice(1, 0, { id: 'qingxin', label: t('本系统', 'This system'), entries, shouldOpen: true });
      return kept;
    };
  }
}
