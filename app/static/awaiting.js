// Reloads a page on which background work is shown, until it is over; who is filling something in is left alone.
(function () {
  "use strict";
  if (!document.querySelector("[data-awaiting]")) return;
  window.setInterval(function () {
    var at = document.activeElement;
    if (document.hidden || (at && at.matches("input, select, textarea"))) return;
    window.location.reload();
  }, 4000);
})();
