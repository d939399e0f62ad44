// Comfort for plain pages: everything here also works without it. It knows no noun of the product.
(function () {
  "use strict";

  // Menus close on Escape and on a click elsewhere.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });

  // Lists with checkboxes: choose all, count what is chosen, mark the rows.
  document.querySelectorAll("[data-picking]").forEach(function (list) {
    var all = list.querySelector("[data-pick-all]");
    var count = list.querySelector("[data-picked]");
    var boxes = Array.prototype.slice.call(list.querySelectorAll("[data-pick]"));
    function show() {
      var chosen = boxes.filter(function (box) { return box.checked; });
      boxes.forEach(function (box) { box.closest("tr").classList.toggle("is-picked", box.checked); });
      if (count) count.textContent = chosen.length;
      if (all) {
        all.checked = chosen.length > 0 && chosen.length === boxes.length;
        all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
      }
    }
    if (all) all.addEventListener("change", function () {
      boxes.forEach(function (box) { box.checked = all.checked; });
      show();
    });
    boxes.forEach(function (box) { box.addEventListener("change", show); });
    // Enter in a checkbox would press the form's first button.
    list.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && event.target.type === "checkbox") event.preventDefault();
    });
    show();
  });

  // Selects that filter at once.
  document.querySelectorAll("select[data-submits]").forEach(function (select) {
    select.addEventListener("change", function () { select.form.submit(); });
  });

  // Pages to be printed.
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { window.print(); });
  });

  // A button that was pressed is not pressed twice.
  document.querySelectorAll("form[method=post]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      window.setTimeout(function () { delete form.dataset.sent; }, 3000);
    });
  });

  // The list of faults takes the focus, so that it is read and reached first.
  var faults = document.getElementById("faults");
  if (faults) faults.focus();
})();
