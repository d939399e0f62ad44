// Chinese for bpmn-js and dmn-js; in English pages everything stays as it is.
import bpmnChinese from 'bpmn-js-i18n/translations/zn.js';
import { BPMN_WORDS, DMN_WORDS } from './words_dmn.js';
import { english } from './words.js';

const CHINESE = { ...DMN_WORDS, ...bpmnChinese, ...BPMN_WORDS };

function translate(text, blanks = {}) {
  const found = english ? text : CHINESE[text] || text;
  return found.replace(/{([^}]+)}/g, (whole, name) => (name in blanks ? blanks[name] : whole));
}

function translateTable(text, blanks = {}) {
  const found = english ? text : DMN_WORDS[text] || CHINESE[text] || text;
  return found.replace(/{([^}]+)}/g, (whole, name) => (name in blanks ? blanks[name] : whole));
}

export const bpmnTranslation = { translate: ['value', translate] };
export const dmnTranslation = { translate: ['value', translateTable] };
