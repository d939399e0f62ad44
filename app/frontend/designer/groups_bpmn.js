// Settings that BPMN itself has: conditions, scripts, calls, turns, timers, messages; in the product's words.
import { t, told } from './words.js';
import { definitionOf } from './settings.js';

/** Conditions of flows out of gateways and activities, and which one is taken when none holds. */
export function flowGroup(subject) {
  if (!subject.is('bpmn:SequenceFlow')) return null;
  const { bo, element, changes } = subject;
  const source = bo.sourceRef;
  const chooses = source && ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:Activity'].some((type) => source.$instanceOf(type));
  if (!chooses) return null;
  return {
    id: 'flow', label: t('条件', 'Condition'), open: true,
    fields: [
      {
        kind: 'feel', name: 'condition', label: t('何时走这条线', 'Taken when'), names: subject.names(),
        read: () => (bo.conditionExpression && bo.conditionExpression.body) || '',
        write: (value) => changes.update(element, bo, { conditionExpression: changes.expression(bo, value) }),
      },
      {
        kind: 'check', name: 'default', label: t('其他条件都不满足时走这条线', 'Taken when no other is'),
        read: () => source.default === bo,
        write: (on) => changes.update(element, source, { default: on ? bo : undefined }),
      },
    ],
  };
}

export function scriptGroup(subject) {
  if (!subject.is('bpmn:ScriptTask')) return null;
  const { bo, element, changes } = subject;
  return {
    id: 'script', label: t('计算', 'Calculation'), open: true,
    fields: [{
      kind: 'feel', name: 'script', label: t('每行：名称 = 表达式', 'One line each: name = expression'), rows: 4, names: subject.names(),
      read: () => bo.script || '',
      write: (value) => changes.update(element, bo, { script: value || undefined }),
    }],
  };
}

export function callGroup(subject) {
  if (!subject.is('bpmn:CallActivity')) return null;
  const { bo, element, changes, desk } = subject;
  const path = () => `processes/${bo.calledElement}/${bo.calledElement}.bpmn`;
  return {
    id: 'call', label: t('调用的流程', 'Called process'), open: true,
    fields: [
      {
        kind: 'text', name: 'calledElement', label: t('流程', 'Process'), options: desk.vocabulary.processes,
        read: () => bo.calledElement || '',
        write: (value) => changes.update(element, bo, { calledElement: value || undefined }),
      },
      { kind: 'button', name: 'piece', read: () => (desk.hasFile(path()) ? told('pieceOpen') : ''), act: () => desk.openFile(path()) },
      subject.feel('in', '带入的数据', 'Data passed in', { hint: t('{变量: 表达式}', '{name: expression}') }),
      subject.feel('out', '带回的数据', 'Data passed back'),
    ],
  };
}

/** Turns: one for each of a list, or so many. */
export function repeatGroup(subject) {
  if (!subject.is('bpmn:Activity')) return null;
  const { bo, element, changes } = subject;
  const loop = () => bo.loopCharacteristics;
  const many = () => loop() && loop().$type === 'bpmn:MultiInstanceLoopCharacteristics';
  const make = (sequential) => {
    const made = changes.factory.create('bpmn:MultiInstanceLoopCharacteristics', { isSequential: sequential });
    made.$parent = bo;
    return made;
  };
  const kinds = [['', t('只办一次', 'once')], ['parallel', t('逐项同时办理', 'side by side')], ['sequential', t('逐项依次办理', 'one after the other')]];
  return {
    id: 'repeat', label: t('逐项办理（多实例）', 'Turns (multi-instance)'), open: Boolean(many()),
    fields: [
      {
        kind: 'select', name: 'turns', label: t('方式', 'How'), options: kinds,
        read: () => (!many() ? '' : loop().isSequential ? 'sequential' : 'parallel'),
        write: (value) => {
          if (!value) changes.update(element, bo, { loopCharacteristics: undefined });
          else if (many()) changes.update(element, loop(), { isSequential: value === 'sequential' });
          else changes.update(element, bo, { loopCharacteristics: make(value === 'sequential') });
        },
      },
      subject.feel('collection', '清单', 'For each of', { rows: 1 }),
      subject.field('text', 'item', '每项称为', 'Each is called'),
      {
        kind: 'feel', name: 'completionCondition', label: t('提前结束的条件', 'Ends early when'), rows: 1, names: subject.names(),
        read: () => (many() && loop().completionCondition && loop().completionCondition.body) || '',
        write: (value) => many() && changes.update(element, loop(), { completionCondition: changes.expression(loop(), value) }),
      },
      subject.feel('gather', '每项收集', 'Gathered of each', { rows: 1 }),
      subject.field('text', 'gather_into', '收集到变量', 'Gathered into'),
    ],
  };
}

const TIMES = [['timeDate', ['到某日或期限届满', 'at a date, or when a deadline is due']], ['timeDuration', ['经过一段时间', 'after a duration']], ['timeCycle', ['重复', 'again and again']]];

function timerGroup(subject, timer) {
  const { element, changes } = subject;
  const kind = () => (TIMES.find(([name]) => timer[name]) || ['timeDate'])[0];
  const read = () => (timer[kind()] && timer[kind()].body) || '';
  const write = (name, body) => {
    const told = { timeDate: undefined, timeDuration: undefined, timeCycle: undefined };
    told[name] = changes.expression(timer, body);
    changes.update(element, timer, told);
  };
  return {
    id: 'timer', label: t('定时', 'Timer'), open: true,
    fields: [
      {
        kind: 'select', name: 'rule', label: t('按期限规则', 'By a deadline rule'),
        options: [['', t('（不按规则）', '(by no rule)')], ...subject.words.rules],
        read: () => subject.setting('rule'),
        write: (value) => {
          subject.changes.set(element, { rule: value });
          if (value) write('timeDate', `due("${value}")`);
        },
      },
      { kind: 'select', name: 'timerKind', label: t('方式', 'How'), options: TIMES.map(([name, words]) => [name, t(...words)]), read: kind, write: (value) => write(value, read()) },
      {
        kind: 'feel', name: 'timer', label: t('时间', 'Time'), rows: 1, names: [['due("")', t('期限届满日', 'due date of a rule')], ...subject.names()],
        hint: t('如 P5D、PT48H、2025-10-09 或 FEEL', 'For example P5D, PT48H, 2025-10-09, or FEEL'), read, write: (value) => write(kind(), value),
      },
    ],
  };
}

const NAMED = [
  ['bpmn:MessageEventDefinition', 'messageRef', 'bpmn:Message', ['消息', 'Message']],
  ['bpmn:SignalEventDefinition', 'signalRef', 'bpmn:Signal', ['信号', 'Signal']],
  ['bpmn:ErrorEventDefinition', 'errorRef', 'bpmn:Error', ['错误', 'Error']],
  ['bpmn:EscalationEventDefinition', 'escalationRef', 'bpmn:Escalation', ['上报', 'Escalation']],
];

function namedGroup(subject, holder, [, member, type, words]) {
  const { element, changes, bo } = subject;
  const throws = bo.$instanceOf('bpmn:ThrowEvent') || bo.$instanceOf('bpmn:SendTask');
  const fields = [{
    kind: 'text', name: member, label: t('名称', 'Name'), options: type === 'bpmn:Message' ? subject.words.messages : undefined,
    hint: type === 'bpmn:Message' ? t('与接收或发出它的流程约定的名称', 'As the process at the other end calls it') : '',
    read: () => (holder[member] && holder[member].name) || '',
    write: (value) => changes.update(element, holder, { [member]: changes.named(type, value) }),
  }];
  if (throws) fields.push(subject.feel('payload', '随带的数据', 'What it carries', { hint: t('{变量: 表达式}', '{name: expression}') }));
  else fields.push(subject.feel('out', '取用的数据', 'What is taken from it', { hint: t('{变量: 表达式}', '{name: expression}') }));
  return { id: member, label: t(...words), open: true, fields };
}

/** Timers, messages, signals, errors and escalations of events; messages of send and receive tasks. */
export function eventGroups(subject) {
  const found = [];
  const timer = definitionOf(subject.bo, 'bpmn:TimerEventDefinition');
  if (timer) found.push(timerGroup(subject, timer));
  for (const kind of NAMED) {
    const definition = definitionOf(subject.bo, kind[0]);
    if (definition) found.push(namedGroup(subject, definition, kind));
  }
  if (subject.is('bpmn:SendTask', 'bpmn:ReceiveTask')) found.push(namedGroup(subject, subject.bo, NAMED[0]));
  return found;
}
