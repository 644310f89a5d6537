/* What a player's phone and the page on the wall share. Runs in Chrome and WebView 70. */
var hall = (function () {
  'use strict';
  var main = document.getElementById('phong');
  var base = '/phong/' + main.getAttribute('data-code');
  var texts = JSON.parse(main.getAttribute('data-texts'));

  function get(id) { return document.getElementById(id); }

  return {
    texts: texts,
    letters: 'ABCD',
    get: get,
    show: function (id, yes) { get(id).hidden = !yes; },
    say: function (key, gaps) {
      return texts[key].replace(/\{(\w+)\}/g, function (all, name) { return String(gaps[name]); });
    },
    /* Resolves to the response: a GET, or a POST of a body. */
    request: function (path, body) {
      var options = { credentials: 'same-origin', cache: 'no-store' };
      if (body) {
        options.method = 'POST';
        options.headers = { 'Content-Type': 'application/json' };
        options.body = JSON.stringify(body);
      }
      return fetch(base + path, options);
    },
  };
}());
