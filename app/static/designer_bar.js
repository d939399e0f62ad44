// Tells who else has a draft open, and at which file one is oneself. It knows no editor: those say qx:at {path}.
(function () {
  "use strict";
  var bar = document.querySelector("[data-draft-bar]");
  if (!bar) return;
  var people = bar.querySelector("[data-draft-people]");
  var path = "";
  var active = Date.now();
  var EVERY = 20000;
  var IDLE = 120000; // who does nothing is not kept signed in by asking

  ["pointerdown", "pointermove", "keydown", "qx:saved"].forEach(function (name) {
    document.addEventListener(name, function () { active = Date.now(); }, { passive: true });
  });

  function show(found) {
    var words = found.map(function (one) {
      var file = one.path ? one.path.split("/").pop() : "";
      return file ? one.name + "（" + file + "）" : one.name;
    }).join("、");
    var text = words ? bar.dataset.hereWords + words : "";
    if (people.textContent !== text) people.textContent = text;
  }

  function ask() {
    if (document.hidden || Date.now() - active > IDLE) return;
    fetch(bar.dataset.presenceUrl, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": bar.dataset.token },
      body: JSON.stringify({ path: path }),
    }).then(function (answer) { return answer.ok ? answer.json() : null; }).then(function (told) {
      if (!told) return;
      show(told.people);
      document.dispatchEvent(new CustomEvent("qx:presence", { detail: told }));
    }).catch(function () { /* the next time will do */ });
  }

  document.addEventListener("qx:at", function (event) {
    path = event.detail && event.detail.path || "";
    ask();
  });
  ask();
  window.setInterval(ask, EVERY);
})();
