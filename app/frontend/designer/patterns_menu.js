// Offers the patterns in the palette and beside what is chosen; a menu that the keyboard can walk.
import { InsertPattern, fits } from './patterns_insert.js';
import { PATTERNS, nameOf } from './patterns.js';
import { told } from './words.js';

const MENU = 'qingxin-patterns';

class PatternsMenu {
  static $inject = ['palette', 'contextPad', 'popupMenu', 'commandStack', 'canvas', 'selection', 'config.qingxin'];

  constructor(palette, contextPad, popupMenu, commandStack, canvas, selection, { desk }) {
    Object.assign(this, { popupMenu, commandStack, canvas, selection, desk });
    commandStack.registerHandler('qingxin.insertPattern', InsertPattern);
    palette.registerProvider(400, this);
    contextPad.registerProvider(400, this);
    popupMenu.registerProvider(MENU, { getPopupMenuEntries: (target) => this.entries(target), getEmptyPlaceholder: undefined });
  }

  getPaletteEntries() {
    return {
      'patterns-separator': { group: 'patterns', separator: true },
      patterns: {
        group: 'patterns', className: 'designer-icon-patterns', title: told('patterns'),
        action: { click: (event) => this.fromPalette(event) },
      },
    };
  }

  getContextPadEntries(element) {
    if (!PATTERNS.some((pattern) => fits(pattern, element))) return {};
    return {
      patterns: {
        group: 'model', className: 'designer-icon-patterns', title: told('patterns'),
        action: { click: (event) => this.open(element, { x: event.clientX || 300, y: event.clientY || 200 }) },
      },
    };
  }

  fromPalette(event) {
    const [chosen] = this.selection.get();
    if (!chosen || !PATTERNS.some((pattern) => fits(pattern, chosen))) {
      this.desk.announce(told('patternNeedsTask', told('patterns')));
      return;
    }
    this.open(chosen, { x: event.clientX, y: event.clientY });
  }

  open(element, position) {
    this.popupMenu.open(element, MENU, position, { title: told('patterns'), width: 300, search: true });
  }

  entries(target) {
    return Object.fromEntries(PATTERNS.filter((pattern) => fits(pattern, target)).map((pattern) => [pattern.id, {
      label: nameOf(pattern), className: 'designer-icon-patterns', action: () => this.insert(pattern, target),
    }]));
  }

  async insert(pattern, target) {
    this.popupMenu.close();
    const { rule, approver } = this.ruleFor(pattern);
    const context = { pattern, target, rule, approver, paper: (this.desk.vocabulary.documents[0] || [''])[0] };
    this.commandStack.execute('qingxin.insertPattern', context);
    this.selection.select(context.made.get(pattern.steps.find((step) => step.names).key));
    this.desk.announce(told('patternDone', nameOf(pattern)));
    const { process } = this.desk;
    for (const { bo, components } of context.forms) {
      await this.desk.makeForm(`forms/${process}/${bo.id}.form`, bo, components);
    }
    if (pattern.piece && !this.desk.hasFile(`processes/${pattern.piece}/${pattern.piece}.bpmn`)) {
      this.desk.announce(told('pieceMissing', pattern.piece));
    }
  }

  /** The rule to begin with: the process's own first; the designer chooses another in the panel. */
  ruleFor(pattern) {
    const offered = this.desk.vocabulary.pattern_rules[pattern.rule] || [];
    const used = new Set(this.desk.usedRules());
    return offered.find((each) => used.has(each.rule)) || offered[0] || { rule: '', approver: 'unit_leader' };
  }
}

/** The module of bpmn-js that offers patterns in the diagram of a desk. */
export function patternsModule(desk) {
  return {
    __init__: ['qingxinPatterns'],
    qingxinPatterns: ['type', PatternsMenu],
    'config.qingxin': ['value', { desk }],
  };
}
