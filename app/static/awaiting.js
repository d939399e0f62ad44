// Reloads a page on which background work is shown, until it is over; who is filling something in is left alone.
(function () {
  "use strict";
  var awaiting = document.querySelector("[data-awaiting]");
  if (!awaiting) return;
  window.setInterval(function () {
    var at = document.activeElement;
    if (document.hidden || (at && at.matches("input, select, textarea"))) return;
    window.location.reload();
  }, 1000 * (parseFloat(awaiting.dataset.awaiting) || 4));
})();
