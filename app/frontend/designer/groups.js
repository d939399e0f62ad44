// Which settings an element has, in the product's words; it knows the diagram's meaning, not how fields look.
import { t, told } from './words.js';
import { definitionOf, ownerOf, processOf, settingOf } from './settings.js';
import { callGroup, eventGroups, flowGroup, repeatGroup, scriptGroup } from './groups_bpmn.js';
import { laneGroups, processGroup, restGroup } from './groups_process.js';

const WORKED = ['bpmn:UserTask'];
const CLOCKED = [
  'bpmn:UserTask', 'bpmn:ServiceTask', 'bpmn:CallActivity', 'bpmn:SendTask', 'bpmn:ReceiveTask', 'bpmn:ScriptTask',
  'bpmn:BusinessRuleTask', 'bpmn:SubProcess', 'bpmn:Event',
];
export const split = (text) => text.split(',').map((each) => each.trim()).filter(Boolean);

/** Everything a field needs to read and write one element: what was chosen, the vocabulary, the page. */
export class Subject {
  constructor(element, desk) {
    this.element = element;
    this.desk = desk;
    this.words = desk.vocabulary;
    this.bo = element.businessObject;
    this.owner = ownerOf(element);
    this.process = processOf(this.bo);
    this.changes = desk.changes;
  }

  is(...types) {
    return types.some((type) => this.bo.$instanceOf(type));
  }

  setting(name) {
    return settingOf(this.owner, name);
  }

  /** A field that reads and writes one setting. */
  field(kind, name, zh, en, more = {}) {
    return {
      kind, name, label: t(zh, en),
      read: () => this.setting(name),
      write: (value) => this.changes.set(this.element, { [name]: value }),
      ...more,
    };
  }

  /** A field that picks several of a list, kept with commas between. */
  picks(name, zh, en, options, more = {}) {
    return this.field('picks', name, zh, en, {
      options,
      read: () => split(this.setting(name)),
      write: (values) => this.changes.set(this.element, { [name]: values.join(',') }),
      ...more,
    });
  }

  /** A field in FEEL, with the names that can be used here. */
  feel(name, zh, en, more = {}) {
    return this.field('feel', name, zh, en, { names: this.names(), ...more });
  }

  /** The names an expression may read here: variables of the process, facts of the case, settings. */
  names() {
    let variables = [];
    try {
      variables = Object.keys(JSON.parse(settingOf(this.process, 'variables') || '{}'));
    } catch {
      variables = [];
    }
    return [...variables.map((name) => [name, t('变量', 'variable')]), ...this.words.names];
  }

  /** Other elements of the same process, as options; of some types only if given. */
  elements(...types) {
    const found = this.desk.modeler.get('elementRegistry').filter((each) => {
      const bo = each.businessObject;
      return bo && !each.labelTarget && bo.$instanceOf('bpmn:FlowNode') && bo !== this.bo &&
        (!types.length || types.some((type) => bo.$instanceOf(type)));
    });
    return found.map((each) => [each.businessObject.id, each.businessObject.name || each.businessObject.id]);
  }
}

function generalGroup(subject) {
  const { element, bo, changes } = subject;
  const fields = [
    {
      kind: 'area', name: 'name', label: t('名称', 'Name'), rows: 1,
      read: () => bo.name || '',
      write: (value) => subject.desk.modeler.get('modeling').updateLabel(element, value),
    },
    subject.is('bpmn:SequenceFlow')
      ? subject.field('text', 'label_en', '英文名称', 'English name')
      : subject.field('text', 'name_en', '英文名称', 'English name'),
    {
      kind: 'text', name: 'id', label: t('标识', 'Id'), hint: subject.is(...WORKED) ? t('表单按标识命名', 'The form is named after it') : '',
      read: () => bo.id,
      write: (value) => {
        const taken = subject.desk.modeler.get('elementRegistry').get(value);
        if (value === bo.id) return;
        if (taken || !/^[A-Za-z_][\w]*$/.test(value)) subject.desk.announce(told('idTaken'));
        else changes.update(element, bo, { id: value });
      },
    },
  ];
  if (!subject.is('bpmn:SequenceFlow', 'bpmn:Gateway')) {
    fields.push(
      subject.field('area', 'purpose', '办理要求', 'What to do'),
      subject.field('area', 'purpose_en', '办理要求（英文）', 'What to do, in English'),
      subject.field('area', 'law', '依据', 'Legal basis', { rows: 1 }),
      subject.field('text', 'requirements', '对应条文编号', 'Requirements'),
    );
  }
  fields.push(subject.field('area', 'note', '设计备注', "Designer's note", { rows: 1 }));
  if (!subject.is('bpmn:SequenceFlow')) {
    const hint = t('每行“检查代码: 理由”，该项检查在此只作说明', 'One “code: reason” a line; that check is a remark here');
    fields.push(subject.field('area', 'check_exception', '检查例外', 'Exceptions from checks', { rows: 1, hint }));
  }
  return { id: 'general', label: t('基本', 'General'), open: true, fields };
}

function workGroup(subject) {
  if (!subject.is(...WORKED)) return null;
  const words = subject.words;
  return {
    id: 'work', label: t('承办', 'Work'), open: true,
    fields: [
      { kind: 'facts', read: () => subject.desk.laneFacts(subject.element) },
      subject.field('select', 'role', '办理岗位', 'Role', { options: [['', t('（单位经办人）', '(officer of the unit)')], ...words.roles] }),
      subject.field('select', 'binding', '由哪些单位办理', 'Which units', { options: [['', told('byLane')], ...words.bindings] }),
      subject.field('select', 'each', '逐一办理', 'One task for each', { options: [['', told('none')], ['unit', t('每个单位一项', 'unit')]] }),
      subject.field('text', 'by', '由变量指定单位', 'Unit named by variable', { options: subject.names() }),
      subject.picks('four_eyes_not', '须与这些环节不同人（四眼）', 'Not whoever did (four eyes)', subject.elements('bpmn:UserTask')),
      subject.field('text', 'four_eyes_by', '须与变量所记环节不同人', 'Not whoever did the step in variable', { options: subject.names() }),
      subject.picks('requires', '须先完成', 'Needs first', subject.elements()),
    ],
  };
}

function formGroup(subject) {
  const asked = subject.is('bpmn:StartEvent', 'bpmn:ReceiveTask', 'bpmn:IntermediateCatchEvent', 'bpmn:BoundaryEvent');
  if (!subject.is('bpmn:Activity', 'bpmn:Event')) return null;
  const fields = [];
  if (subject.is(...WORKED) || asked) {
    const path = () => `forms/${subject.process.id}/${subject.bo.id}.form`;
    const has = () => subject.desk.hasFile(path());
    fields.push(
      { kind: 'note', read: () => (has() ? path() : t('还没有表单', 'No form yet')) },
      {
        kind: 'button', name: 'form',
        read: () => (has() ? told('formOpen') : subject.is(...WORKED) ? told('formMake') : ''),
        act: () => (has() ? subject.desk.openFile(path()) : subject.desk.makeForm(path(), subject.bo)),
      },
    );
  }
  fields.push(subject.picks('documents', '文书', 'Papers', subject.words.documents), ...split(subject.setting('documents')).map((code) => paperButton(subject, code)));
  return { id: 'form', label: t('表单与文书', 'Form and papers'), open: true, fields };
}

/** Leads to the template of a paper, or makes it. */
function paperButton(subject, code) {
  const path = `forms/${subject.process.id}/${code}.paper`;
  const has = () => subject.desk.hasFile(path);
  const name = (subject.words.documents.find(([each]) => each === code) || [code, code])[1];
  return {
    kind: 'button', name: `paper-${code}`,
    read: () => told(has() ? 'paperOpen' : 'paperMake', name),
    act: () => (has() ? subject.desk.openFile(path) : subject.desk.makePaper(path, name)),
  };
}

function ruleMap(subject, name, zh, en, lists, hint) {
  return {
    kind: 'map', name, label: t(zh, en), hint,
    labels: new Map(subject.words.rules),
    keys: () => [...new Set(lists.flatMap((list) => split(subject.setting(list))))],
    read: () => readMap(subject.setting(name)),
    write: (map) => {
      const kept = Object.fromEntries(Object.entries(map).filter(([, value]) => value));
      subject.changes.set(subject.element, { [name]: Object.keys(kept).length ? JSON.stringify(kept) : '' });
    },
  };
}

function readMap(text) {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return {};
  }
}

function clockGroup(subject) {
  if (!subject.is(...CLOCKED)) return null;
  const rules = subject.words.rules;
  const moved = ['starts', 'starts_on_entry', 'meets', 'extends', 'pauses'];
  return {
    id: 'clocks', label: t('期限', 'Deadlines'), open: true,
    fields: [
      subject.picks('starts_on_entry', '到达时起算', 'Starts on entry', rules),
      subject.picks('starts', '办结时起算', 'Starts when done', rules),
      subject.picks('meets', '办结即履行', 'Meets when done', rules),
      subject.picks('extends', '延长', 'Extends', rules),
      subject.picks('pauses', '中止计时', 'Pauses', rules),
      subject.picks('rules_checked', '提示的规则', 'Rules shown', rules),
      ruleMap(subject, 'start_from', '起算日', 'Counted from', ['starts', 'starts_on_entry'], t('不填：当天', 'Empty: that day')),
      ruleMap(subject, 'due_from', '届满日', 'Due on', ['starts', 'starts_on_entry']),
      ruleMap(subject, 'rule_when', '适用条件', 'Applies when', moved),
      subject.feel('meets_when', '何时算履行', 'Met when', { rows: 1 }),
      subject.feel('extends_when', '何时延长', 'Extended when', { rows: 1 }),
      subject.feel('extends_by', '延长多少', 'Extended by', { rows: 1 }),
      subject.feel('extends_to', '延长到', 'Extended to', { rows: 1 }),
    ],
  };
}

function dataGroup(subject) {
  if (!subject.is('bpmn:Activity', 'bpmn:Event')) return null;
  return {
    id: 'data', label: t('数据与状态', 'Data and state'),
    fields: [
      subject.feel('sets', '办结后设置变量', 'Sets when done', { hint: t('{变量: 表达式}', '{name: expression}') }),
      subject.feel('state', '案件状态', 'State of the case', { rows: 1 }),
      subject.feel('title', '任务标题', 'Title of the task', { rows: 1 }),
      subject.field('select', 'from_outside', '可由外部提交', 'May come from outside', { options: [['', t('否', 'no')], ['true', t('是', 'yes')]] }),
      ...(subject.is('bpmn:StartEvent') ? [subject.field('text', 'setting', '辖区开关（按历启动）', 'Switch of the district')] : []),
    ],
  };
}

function serviceGroup(subject) {
  const path = () => subject.desk.pathOfDecision(subject.setting('decision'));
  if (subject.is('bpmn:BusinessRuleTask')) {
    return {
      id: 'decision', label: t('决策表', 'Decision'), open: true,
      fields: [
        subject.field('text', 'decision', '决策', 'Decision', { options: subject.desk.decisions() }),
        { kind: 'button', name: 'table', read: () => (path() ? told('tableOpen') : ''), act: () => subject.desk.openFile(path()) },
      ],
    };
  }
  if (!subject.is('bpmn:ServiceTask') || definitionOf(subject.bo, 'bpmn:MessageEventDefinition')) return null;
  return {
    id: 'operation', label: t('由谁办理', 'Done by'), open: true,
    fields: [
      subject.field('text', 'operation', '系统操作', 'Operation of the system', {
        options: subject.words.operations, hint: t('与外部任务主题二选一', 'either this or an external topic'),
      }),
      subject.field('text', 'topic', '外部任务主题', 'External topic', { hint: t('由其他系统领取，如 credit.check', 'another system does it, e.g. credit.check') }),
      subject.feel('payload', '交出的变量', 'Variables handed over', { hint: t('{名称: 表达式}；只有这些会交给外部系统', '{name: expression}; nothing else leaves the case') }),
      subject.field('text', 'results', '返回结果名称', 'Names of results', { hint: t('用逗号分隔；其他名称一律不接收', 'separated by commas; no other name is taken') }),
      subject.feel('out', '结果写入变量', 'What becomes of the results', { hint: t('{变量: 表达式}；不填则按结果名称写入', '{name: expression}; left empty, results keep their names') }),
    ],
  };
}

/** The groups of settings of an element, in the order in which they are shown. */
export function groupsOf(element, desk) {
  const subject = new Subject(element, desk);
  if (subject.is('bpmn:Participant', 'bpmn:Process', 'bpmn:Collaboration')) {
    return subject.process ? [processGroup(subject), restGroup(subject)].filter(Boolean) : [];
  }
  if (subject.is('bpmn:Lane')) return laneGroups(subject);
  const found = [
    generalGroup(subject), flowGroup(subject), scriptGroup(subject), serviceGroup(subject), callGroup(subject),
    workGroup(subject), formGroup(subject), clockGroup(subject), ...eventGroups(subject), dataGroup(subject),
    repeatGroup(subject), restGroup(subject),
  ];
  return found.filter(Boolean);
}
