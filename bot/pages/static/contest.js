// A contest's page while it is open: its results come anew every half minute while somebody looks.
// Plain ES2017: phones with Chrome or WebView 70 run this as it is.
(function () {
  'use strict';
  const EVERY = 30000; // ms
  const read = new DOMParser();

  function refresh() {
    const old = document.querySelector('[data-live]');
    if (document.hidden || !old || old.contains(document.activeElement) || old.querySelector('details[open]')) { return; }
    fetch(location.pathname + location.search, { credentials: 'same-origin' }).then(function (answer) {
      if (!answer.ok) { throw new Error(answer.status); }
      return answer.text();
    }).then(function (text) {
      const fresh = read.parseFromString(text, 'text/html').querySelector('[data-live]');
      if (fresh && old.parentNode) { old.parentNode.replaceChild(document.adoptNode(fresh), old); }
    }).catch(function () { /* no network now: the next time */ });
  }

  setInterval(refresh, EVERY);
  document.addEventListener('visibilitychange', refresh);
})();
