// The handbook: filter and print. An entry's page: read aloud, send on, print.
// Plain ES2017: phones with Chrome or WebView 70 run this as it is.
(function () {
  'use strict';
  const shared = window.congDanSo;
  const all = function (selector, within) { return Array.from((within || document).querySelectorAll(selector)); };
  document.documentElement.classList.add('js');

  function fold(text) {
    return text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd');
  }

  // --- filter ---

  const field = document.getElementById('tim');
  if (field) {
    const found = document.getElementById('found');
    const byNeed = document.getElementById('theo-viec');
    let entries = null;
    const read = function () {
      entries = all('details').map(function (element) {
        return { element: element, title: fold(element.querySelector('summary').textContent), text: fold(element.textContent) };
      });
    };
    const filter = function () {
      if (!entries) { read(); }
      const words = fold(field.value).split(/\s+/).filter(Boolean);
      const holds = function (text) { return words.every(function (word) { return text.indexOf(word) >= 0; }); };
      const titled = entries.filter(function (entry) { return holds(entry.title); });
      const shown = titled.length >= 3 ? titled : entries.filter(function (entry) { return holds(entry.text); });
      entries.forEach(function (entry) { entry.element.hidden = shown.indexOf(entry) < 0; });
      all('.skill').forEach(function (section) { section.hidden = !section.querySelector('details:not([hidden])'); });
      byNeed.hidden = words.length > 0;
      const sentence = shown.length ? found.getAttribute('data-found') : found.getAttribute('data-none');
      found.textContent = words.length ? sentence.replace('{count}', shown.length) : '';
    };
    field.addEventListener('input', filter);
    document.getElementById('filter').addEventListener('submit', function (event) {
      event.preventDefault();
      filter();
    });
    if (field.value) { filter(); }
  }

  // --- an address with #id opens its entry ---

  function openTarget() {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch (e) { return; }
    const target = name && document.getElementById(name);
    if (target && target.tagName === 'DETAILS') {
      target.open = true;
      target.scrollIntoView();
    }
  }
  window.addEventListener('hashchange', openTarget);
  openTarget();

  // --- print: what is folded comes open ---

  let opened = [];
  window.addEventListener('beforeprint', function () {
    opened = all('details:not([open])');
    opened.forEach(function (element) { element.open = true; });
  });
  window.addEventListener('afterprint', function () {
    opened.forEach(function (element) { element.open = false; });
    opened = [];
  });
  const print = document.getElementById('print');
  if (print) { print.addEventListener('click', function () { window.print(); }); }

  // --- an entry's page ---

  const speak = document.getElementById('speak');
  if (speak && shared && shared.canSpeak) {
    speak.hidden = false;
    const words = { speak: speak.textContent, silence: speak.getAttribute('data-stop') };
    shared.speakButton(speak, function () {
      const title = document.querySelector('h1').textContent;
      return title + '.\n' + document.getElementById('answer').innerText;
    }, words);
  }
  const share = document.getElementById('share');
  if (share && shared) {
    const data = function (name) { return share.getAttribute('data-' + name); };
    share.addEventListener('click', function () {
      const words = { copied: data('copied'), copyYourself: data('yourself') };
      shared.share(data('title'), data('address'), words, function (text) {
        document.getElementById('state').textContent = text;
      });
    });
  }
})();
