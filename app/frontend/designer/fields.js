// The kinds of fields of the settings panel, as plain labelled controls; they know neither diagram nor setting.
import { told } from './words.js';

let count = 0;

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name === 'text') node.textContent = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children);
  return node;
}
export { make };

function shell(field, control, ...more) {
  const id = `setting-${(count += 1)}`;
  control.id = id;
  control.dataset.setting = field.name;
  const parts = [make('label', { for: id, text: field.label }), control, ...more];
  if (field.hint) {
    const hint = make('p', { class: 'designer-hint', id: `${id}-hint`, text: field.hint });
    control.setAttribute('aria-describedby', hint.id);
    parts.push(hint);
  }
  return make('div', { class: 'designer-field' }, ...parts);
}

function live(field, control, read, write) {
  control.addEventListener('change', () => field.write(read(control)));
  return { refresh: () => document.activeElement !== control && write(control, field.read()), control };
}

/** One line of text; `options` are offered, not demanded. */
function text(field) {
  const control = make('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
  const more = [];
  if (field.options) {
    const list = make('datalist', { id: `offers-${(count += 1)}` });
    list.append(...field.options.map(([value, label]) => make('option', { value, text: label })));
    control.setAttribute('list', list.id);
    more.push(list);
  }
  const node = shell(field, control, ...more);
  return { node, ...live(field, control, (c) => c.value.trim(), (c, value) => { c.value = value; }) };
}

function area(field) {
  const control = make('textarea', { rows: field.rows || 2 });
  const node = shell(field, control);
  return { node, ...live(field, control, (c) => c.value.trim(), (c, value) => { c.value = value; }) };
}

/** An expression in FEEL, with the names that it may use to put in. */
function feel(field) {
  const control = make('textarea', { rows: field.rows || 2, spellcheck: 'false', class: 'designer-feel' });
  const names = field.names || [];
  const more = [];
  if (names.length) {
    const list = make('datalist', { id: `names-${(count += 1)}` });
    list.append(...names.map(([value, label]) => make('option', { value, text: label })));
    const insert = make('input', {
      type: 'text', list: list.id, class: 'designer-insert', placeholder: told('insertName'),
      'aria-label': told('insertNameInto', field.label), autocomplete: 'off', spellcheck: 'false',
    });
    insert.addEventListener('change', () => {
      if (!insert.value) return;
      control.setRangeText(insert.value, control.selectionStart, control.selectionEnd, 'end');
      insert.value = '';
      control.focus();
      control.dispatchEvent(new Event('change'));
    });
    more.push(insert, list);
  }
  const node = shell(field, control, ...more);
  return { node, ...live(field, control, (c) => c.value.trim(), (c, value) => { c.value = value; }) };
}

function select(field) {
  const control = make('select');
  const node = shell(field, control);
  const write = (c, value) => {
    const options = [...field.options];
    if (!options.some(([known]) => known === value)) options.push([value, value]);
    c.replaceChildren(...options.map(([key, label]) => make('option', { value: key, text: label })));
    c.value = value;
  };
  return { node, ...live(field, control, (c) => c.value, write) };
}

function check(field) {
  const control = make('input', { type: 'checkbox' });
  const node = shell(field, control);
  node.classList.add('designer-check');
  return { node, ...live(field, control, (c) => c.checked, (c, value) => { c.checked = value; }) };
}

/** Several of a list: what is chosen stands above, each can be taken away, more is added by typing. */
function picks(field) {
  const chosen = make('ul', { class: 'designer-picks' });
  const list = make('datalist', { id: `picks-${(count += 1)}` });
  list.append(...field.options.map(([value, label]) => make('option', { value, text: label })));
  const control = make('input', {
    type: 'text', list: list.id, autocomplete: 'off', spellcheck: 'false', placeholder: field.offer || told('addOne'),
  });
  const node = shell(field, control, chosen, list);
  const labels = new Map(field.options);
  const draw = () => {
    chosen.replaceChildren(...field.read().map((value) => {
      const label = labels.get(value) || value;
      const away = make('button', { type: 'button', class: 'plain', 'aria-label': told('takeAway', label), text: '×' });
      away.addEventListener('click', () => {
        field.write(field.read().filter((each) => each !== value));
        draw();
        control.focus();
      });
      return make('li', { title: value }, make('span', { text: label }), make('code', { text: value }), away);
    }));
  };
  control.addEventListener('change', () => {
    const value = control.value.trim();
    control.value = '';
    if (!value || field.read().includes(value)) return;
    if (!labels.has(value) && !field.open) {
      control.placeholder = told('notOffered', value);
      return;
    }
    field.write([...field.read(), value]);
    draw();
  });
  return { node, refresh: draw, control };
}

/** One expression for each of some keys, e.g. the rules that an element starts. */
function map(field) {
  const group = make('fieldset', { class: 'designer-map' }, make('legend', { text: field.label }));
  if (field.hint) group.append(make('p', { class: 'designer-hint', text: field.hint }));
  const rows = make('div');
  group.append(rows);
  const drawn = new Map();
  const refresh = () => {
    const keys = field.keys();
    group.hidden = !keys.length;
    for (const key of [...drawn.keys()].filter((each) => !keys.includes(each))) {
      drawn.get(key).node.remove();
      drawn.delete(key);
    }
    for (const key of keys) {
      if (!drawn.has(key)) {
        const entry = feel({
          name: `${field.name}.${key}`,
          label: field.labels.get(key) || key,
          rows: 1,
          read: () => field.read()[key] || '',
          write: (value) => field.write({ ...field.read(), [key]: value }),
        });
        drawn.set(key, entry);
        rows.append(entry.node);
      }
      drawn.get(key).refresh();
    }
  };
  return { node: group, refresh };
}

function note(field) {
  const node = make('p', { class: 'designer-note' });
  return { node, refresh: () => { node.textContent = field.read(); } };
}

/** A list of words and what they are, read only. */
function facts(field) {
  const node = make('dl', { class: 'designer-facts' });
  const refresh = () => node.replaceChildren(
    ...field.read().flatMap(([term, value]) => [make('dt', { text: term }), make('dd', { text: value })]),
  );
  return { node, refresh };
}

function button(field) {
  const node = make('button', { type: 'button', class: 'button button-small' });
  node.addEventListener('click', () => field.act());
  return { node, refresh: () => { node.textContent = field.read(); node.hidden = !node.textContent; }, control: node };
}

const KINDS = { text, area, feel, select, check, picks, map, note, facts, button };

/** Make the control of a field: {node, refresh()}. */
export function fieldOf(field) {
  return KINDS[field.kind](field);
}
