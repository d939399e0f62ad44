// Asks once more before a form or button that says so: data-confirm="sentence". It knows no page.
document.addEventListener(
  'submit',
  (event) => {
    const pressed = event.submitter;
    const asking = pressed && pressed.dataset.confirm ? pressed : event.target;
    const sentence = asking.dataset && asking.dataset.confirm;
    if (sentence && !window.confirm(sentence)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  true,
);
