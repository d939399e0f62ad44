// The recurring groups of this domain, as data: steps with settings and forms, and how they hang together.
import { t } from './words.js';

const APPROVED = '同意';
const RETURNED = '退回修改';

const option = (value, en) => ({ label: value, value, label_en: en });

/** A choice kept as a variable of the run, and what is written to the record with it. */
function opinionForm(step, { label, en, values, notes = [] }) {
  return [
    {
      id: `${step}_1`, type: 'select', key: `${step}_result`, label, values, validate: { required: true },
      properties: { keep: `var.${step}_result`, kind: 'select', label_en: en },
    },
    ...notes.map((note, index) => ({ id: `${step}_${index + 2}`, ...note })),
  ];
}

const opinion = {
  type: 'textarea', key: 'case.approval.return_reason', label: '意见', validate: { required: true },
  properties: { keep: 'case.approval.return_reason', kind: 'textarea', label_en: 'Opinion' },
};
const changes = {
  type: 'textarea', key: 'case.approval.changes', label: '修改说明', validate: { required: true },
  properties: { keep: 'case.approval.changes', kind: 'textarea', label_en: 'What was changed' },
};

/**
 * `near`: is the group put before or after what is chosen. `steps` in drawing order; `row` 1 stands below.
 * `{base}` in ids and texts is the group's own prefix, `{host}` the chosen task, `{rule}` a deadline rule.
 */
export const PATTERNS = [
  {
    id: 'legal_review', near: 'before', names: ['决定前法制审核', 'Legal review before a decision'],
    entry: 'join', exit: 'result',
    steps: [
      { key: 'join', type: 'bpmn:ExclusiveGateway' },
      {
        key: 'review', type: 'bpmn:UserTask', names: ['法制审核', 'Legal review'],
        settings: { role: 'legal_reviewer', purpose: '核对主体、事实、证据、程序、依据和裁量；通过后才能作出决定，否则退回修改。', purpose_en: 'Check body, facts, evidence, procedure, law and discretion before the decision.', four_eyes_not: '{before}' },
        form: (step) => opinionForm(step, { label: '审核结论', en: 'Result of the review', values: [option('审核通过', 'Passed'), option(RETURNED, 'Return for correction')], notes: [opinion] }),
      },
      { key: 'result', type: 'bpmn:ExclusiveGateway', names: ['审核通过？', 'Passed?'] },
      {
        key: 'correct', type: 'bpmn:UserTask', row: 1, under: 'review', names: ['按审核意见修改', 'Correct'],
        settings: { role: 'case_officer', purpose: '按法制审核意见修改，并说明改了什么。', purpose_en: 'Correct what the reviewer sent back, and say what was changed.' },
        form: (step) => [{ id: `${step}_1`, ...changes }],
      },
    ],
    flows: [
      ['join', 'review'], ['review', 'result'],
      ['result', 'correct', { name: '退回修改', en: 'returned', condition: `{review}_result = "${RETURNED}"` }],
      ['correct', 'join'],
    ],
    out: { name: '通过', en: 'passed', isDefault: true },
  },
  {
    id: 'four_eyes', near: 'after', names: ['四眼决定', 'Four-eyes decision'], needsTask: true,
    entry: 'decide', exit: 'result',
    steps: [
      {
        key: 'decide', type: 'bpmn:UserTask', names: ['审核决定', 'Decide'],
        settings: { role: 'section_head', purpose: '由承办人以外的人员审核决定；不同意的退回承办人修改。', purpose_en: 'Somebody else than who prepared it decides, or sends it back.', four_eyes_not: '{host}' },
        form: (step) => opinionForm(step, { label: '决定', en: 'Decision', values: [option(APPROVED, 'Approved'), option(RETURNED, 'Return for correction')], notes: [opinion] }),
      },
      { key: 'result', type: 'bpmn:ExclusiveGateway', names: ['同意？', 'Approved?'] },
    ],
    flows: [['decide', 'result'], ['result', '{host}', { name: '退回修改', en: 'returned', condition: `{decide}_result = "${RETURNED}"` }]],
    out: { name: APPROVED, en: 'approved', isDefault: true },
  },
  {
    id: 'service', near: 'after', names: ['送达文书并起算期限', 'Serve a paper, start its clock'], piece: 'service_of_document',
    entry: 'serve', exit: 'serve', rule: 'party',
    steps: [{
      key: 'serve', type: 'bpmn:CallActivity', names: ['送达文书', 'Serve the paper'], called: 'service_of_document',
      settings: { in: '{document: "{paper}", receiver: "employer"}', out: '{served_on: served_on}', documents: '{paper}', starts: '{rule}', start_from: '{"{rule}": "served_on"}' },
    }],
    flows: [],
  },
  {
    id: 'objection', near: 'after', names: ['征求异议（n 个工作日内）', 'Objection within n working days'],
    entry: 'objection', exit: 'over', rule: 'party',
    steps: [
      {
        key: 'objection', type: 'bpmn:UserTask', names: ['登记异议或放弃', 'Record objection or waiver'],
        settings: { role: 'case_officer', purpose: '登记当事人的异议或书面放弃；期限届满未提出的，自动进入下一环节。', purpose_en: 'Register the objection or the written waiver; after the term it goes on by itself.', starts_on_entry: '{rule}', meets: '{rule}' },
        form: (step) => opinionForm(step, { label: '异议情况', en: 'Objection', values: [option('有异议', 'Objection'), option('放弃异议', 'Waived')], notes: [] }),
        timer: { key: 'expired', names: ['异议期限届满', 'Term over'], to: 'over' },
      },
      { key: 'over', type: 'bpmn:ExclusiveGateway' },
    ],
    flows: [['objection', 'over']],
  },
  {
    id: 'extension', near: 'after', names: ['由规定负责人批准延期', 'Extension by the named role'], needsTask: true,
    entry: 'extend', exit: 'extend', rule: 'extended',
    steps: [{
      key: 'extend', type: 'bpmn:UserTask', names: ['审批延期', 'Decide on the extension'],
      settings: { role: '{approver}', purpose: '由法定负责人决定是否延长期限；未批准的按原期限办理。', purpose_en: 'The person named by law decides whether the term is extended.', extends: '{rule}', extends_when: '{extend}_result = "批准"', four_eyes_not: '{host}' },
      form: (step) => opinionForm(step, { label: '是否批准延期', en: 'Extension', values: [option('批准', 'Approved'), option('不批准', 'Refused')], notes: [opinion] }),
    }],
    flows: [],
  },
];

export const nameOf = (pattern) => t(...pattern.names);
