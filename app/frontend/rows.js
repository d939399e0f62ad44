// Adds and removes rows of a table in a form without asking the server. It knows no field.
//
// <div data-rows data-rows-max="500"> … <tbody data-rows-body> <tr data-row>…</tr> </tbody>
//   <template data-row-template> <tr data-row> … __row__ stands for the number of the row … </tr> </template>
//   <button name="_add" value="path">, <button name="_remove" value="path.3">
// Without a template, or without this script, the same buttons ask the server.
import { announce, say } from './words.js';

const FIELDS = 'input:not([type="hidden"]), select, textarea';

function rowsOf(list) {
  return Array.from(list.querySelectorAll('[data-row]'));
}

function nextNumber(list) {
  const used = Array.from(list.querySelectorAll('[data-row] [name]'), (field) => {
    const found = field.name.match(/\.(\d+)\.[^.]*$/) || field.value.match(/\.(\d+)$/);
    return found ? Number(found[1]) : -1;
  });
  const next = Math.max(Number(list.dataset.rowsNext || 0), ...used.map((number) => number + 1));
  list.dataset.rowsNext = next + 1;
  return next;
}

function numbered(template, number) {
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll('*')]) {
    for (const attribute of Array.from(element.attributes)) {
      if (attribute.value.includes('__row__')) attribute.value = attribute.value.split('__row__').join(number);
    }
  }
  return row;
}

function changed(list) {
  const form = list.closest('form');
  if (form) form.dispatchEvent(new Event('change', { bubbles: true }));
}

function add(list, template) {
  const count = rowsOf(list).length;
  const most = Number(list.dataset.rowsMax || 500);
  if (count >= most) {
    announce(say('rowsFull', most));
    return;
  }
  const row = numbered(template, nextNumber(list));
  (list.querySelector('[data-rows-body]') || list).append(row);
  const first = row.querySelector(FIELDS);
  if (first) first.focus();
  announce(say('rowAdded', count + 1));
  changed(list);
}

function remove(list, row) {
  const rows = rowsOf(list);
  const place = rows.indexOf(row);
  row.remove();
  const neighbour = rows[place + 1] || rows[place - 1];
  const next = (neighbour && neighbour.querySelector(FIELDS)) || list.querySelector('button[name="_add"]');
  if (next) next.focus();
  announce(say('rowRemoved', rows.length - 1));
  changed(list);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[name="_add"], button[name="_remove"]');
  const list = button && button.closest('[data-rows]');
  const template = list && list.querySelector('template[data-row-template]');
  if (!template) return;
  event.preventDefault();
  event.stopPropagation();
  if (button.name === '_add') add(list, template);
  else remove(list, button.closest('[data-row]'));
});
