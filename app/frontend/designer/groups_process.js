// Settings of a whole process, of its lanes, and of what this panel does not know, which is shown and kept.
import { t } from './words.js';
import { settingOf, settingsOf } from './settings.js';

/** Names, purpose, variables and end states of the process. */
export function processGroup(subject) {
  const { element, process, changes } = subject;
  const own = (kind, name, zh, en, more = {}) => ({
    kind, name, label: t(zh, en), read: () => settingOf(process, name),
    write: (value) => changes.set(element, { [name]: value }, process), ...more,
  });
  return {
    id: 'process', label: t('流程', 'Process'), open: true,
    fields: [
      {
        kind: 'text', name: 'name', label: t('名称', 'Name'), read: () => process.name || '',
        write: (value) => changes.update(element, process, { name: value }),
      },
      own('text', 'name_en', '英文名称', 'English name'),
      { kind: 'note', read: () => process.id },
      own('text', 'code', '流程编号', 'Code'),
      own('area', 'purpose', '目的', 'Purpose'),
      own('area', 'purpose_en', '目的（英文）', 'Purpose, in English'),
      own('text', 'requirements', '对应条文编号', 'Requirements'),
      own('feel', 'variables', '变量', 'Variables', { rows: 5, hint: t('JSON：名称和类型', 'JSON: name and type') }),
      own('feel', 'ends', '结束状态', 'End states', { rows: 3, hint: t('JSON：结束事件和案件状态', 'JSON: end event and state of the case') }),
    ],
  };
}

/** Who fills a lane: what is drawn, and what each district has bound to it. */
export function laneGroups(subject) {
  const { element, bo, changes, process, words } = subject;
  const own = (kind, name, zh, en, more = {}) => ({
    kind, name: `lane.${name}`, label: t(zh, en),
    read: () => settingOf(process, `lane.${bo.id}.${name}`),
    write: (value) => changes.set(element, { [`lane.${bo.id}.${name}`]: value }, process), ...more,
  });
  const fields = [
    {
      kind: 'select', name: 'id', label: t('职责', 'Responsibility'), options: words.lanes.map((lane) => [lane.key, lane.name]),
      read: () => bo.id,
      write: (value) => {
        if (subject.desk.modeler.get('elementRegistry').get(value)) return;
        changes.update(element, bo, { id: value, name: bo.name || (words.lanes.find((lane) => lane.key === value) || {}).zh });
      },
    },
    {
      kind: 'text', name: 'name', label: t('图上名称', 'Name in the diagram'), read: () => bo.name || '',
      write: (value) => subject.desk.modeler.get('modeling').updateLabel(element, value),
    },
    own('text', 'en', '英文名称', 'English name'),
    own('select', 'binding', '由哪些单位承担', 'Filled by', { options: [['', t('（按辖区设置）', '(as the district says)')], ...words.bindings] }),
    own('text', 'fills', '可由这些职责承担', 'May stand for'),
    own('text', 'by', '由变量指定', 'Named by variable'),
    { kind: 'facts', read: () => subject.desk.bindingFacts(bo.id) },
  ];
  return [{ id: 'lane', label: t('泳道', 'Lane'), open: true, fields }];
}

const KNOWN = new Set(`name_en label_en purpose purpose_en law requirements note role binding each by four_eyes_not
  four_eyes_by requires documents starts starts_on_entry meets extends pauses rules_checked start_from due_from
  rule_when meets_when extends_when extends_by extends_to sets state title from_outside setting decision operation topic results in
  out collection item gather gather_into payload rule code variables ends check_exception`.split(/\s+/));

/** Settings and extensions of other tools: shown, never changed. */
export function restGroup(subject) {
  const rest = () => {
    const bo = subject.is('bpmn:Participant', 'bpmn:Process') ? subject.process : subject.bo;
    const settings = settingsOf(bo).filter(([name]) => !KNOWN.has(name) && !name.startsWith('lane.'));
    const foreign = ((bo.extensionElements && bo.extensionElements.values) || []).filter((each) => each.$type !== 'spiffworkflow:Properties');
    const attributes = Object.entries(bo.$attrs || {}).filter(([name]) => name.includes(':') && !name.startsWith('xmlns'));
    return [...settings, ...foreign.map((each) => [each.$type, t('保留', 'kept')]), ...attributes];
  };
  if (!rest().length) return null;
  return { id: 'rest', label: t('其他设置（原样保留）', 'Other settings (kept as they are)'), fields: [{ kind: 'facts', read: rest }] };
}
