// Closes a menu whose form has been answered in place, and gives the focus to what came. It knows no page.
document.addEventListener('htmx:after:swap', (event) => {
  const source = event.detail.ctx && event.detail.ctx.sourceElement;
  const menu = source && source.closest('details[data-menu]');
  if (!menu || !source.matches('form')) return;
  menu.removeAttribute('open');
  const shown = document.getElementById('shown-value');
  if (shown) {
    shown.focus();
    shown.removeAttribute('id'); // the next answer brings the id again
  }
});
