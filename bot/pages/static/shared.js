// What every page has: text size, colours, reading aloud, sending on. Runs before the page is drawn.
// Plain ES2017: phones with Chrome or WebView 70 run this as it is.
(function () {
  'use strict';
  const root = document.documentElement;

  function kept(name) {
    try { return localStorage.getItem(name); } catch (e) { return null; }
  }

  function keep(name, value) {
    try { localStorage.setItem(name, value); } catch (e) { /* private window: holds for this page only */ }
  }

  function preferred() {
    return window.matchMedia && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }

  root.setAttribute('data-theme', kept('theme') || preferred());
  root.classList.toggle('large', kept('large') === 'yes');
  root.classList.add('look');

  function bindSwitches() {
    const large = document.getElementById('large');
    const dark = document.getElementById('dark');
    function draw() {
      large.setAttribute('aria-pressed', String(root.classList.contains('large')));
      dark.setAttribute('aria-pressed', String(root.getAttribute('data-theme') === 'dark'));
    }
    large.addEventListener('click', function () {
      keep('large', root.classList.toggle('large') ? 'yes' : 'no');
      draw();
    });
    dark.addEventListener('click', function () {
      const theme = root.getAttribute('data-theme') === 'dark' ? 'light' : 'dark';
      root.setAttribute('data-theme', theme);
      keep('theme', theme);
      draw();
    });
    draw();
  }

  // --- reading aloud ---

  const canSpeak = 'speechSynthesis' in window && 'SpeechSynthesisUtterance' in window;
  let reading = null;

  function vietnamese() {
    return speechSynthesis.getVoices().filter(function (voice) { return /^vi\b/i.test(voice.lang); })[0];
  }

  // Without a Vietnamese voice another language would be read over Vietnamese words: then no button.
  // An empty list is no answer: Android's browsers speak by the phone's own voice.
  function drawSpeech() {
    root.classList.toggle('mute', !canSpeak || (speechSynthesis.getVoices().length > 0 && !vietnamese()));
  }

  function spoken(text) {
    return text
      .replace(/https?:\/\/(?:www\.)?([^\s/]+)\S*/g, '$1')
      .replace(/\b(1[89]00 ?\d{4}|1\d\d)\b/g, function (number) { return number.replace(/\D/g, '').split('').join(' '); });
  }

  // Chrome falls silent after some 15 seconds of one utterance: short ones in a row.
  function sentences(text) {
    const found = [];
    (spoken(text).match(/[^.!?;\n]+[.!?;\n]*/g) || []).forEach(function (part) {
      let rest = part.trim();
      while (rest.length > 180) {
        const cut = rest.lastIndexOf(' ', 180);
        found.push(rest.slice(0, cut > 0 ? cut : 180));
        rest = rest.slice(cut > 0 ? cut : 180).trim();
      }
      if (/[^\s.!?;]/.test(rest)) { found.push(rest); }
    });
    return found;
  }

  function silence() {
    if (!canSpeak) { return; }
    const ended = reading;
    reading = null;
    speechSynthesis.cancel();
    if (ended) { ended(); }
  }

  function speak(text, ended) {
    silence();
    reading = ended;
    const parts = sentences(text);
    const voice = vietnamese();
    function next() {
      if (reading !== ended) { return; }
      const part = parts.shift();
      if (!part) { silence(); return; }
      const utterance = new SpeechSynthesisUtterance(part);
      utterance.lang = 'vi-VN';
      utterance.rate = 0.9;
      if (voice) { utterance.voice = voice; }
      utterance.onend = next;
      utterance.onerror = function () { if (reading === ended) { silence(); } };
      speechSynthesis.speak(utterance);
    }
    next();
  }

  // A button that reads what text() gives, and stops when pressed again.
  function speakButton(button, text, words) {
    const label = button.querySelector('span');
    let on = false;
    function draw(now) {
      on = now;
      label.textContent = on ? words.silence : words.speak;
      button.setAttribute('aria-pressed', String(on));
    }
    button.addEventListener('click', function () {
      if (on) { silence(); return; }
      speak(text(), function () { draw(false); });
      draw(true);
    });
  }

  // --- sending on ---

  function copyTheOldWay(address) {
    const field = document.createElement('textarea');
    const before = document.activeElement;
    field.value = address;
    field.className = 'hidden';
    field.setAttribute('readonly', '');
    document.body.appendChild(field);
    field.select();
    let done = false;
    try { done = document.execCommand('copy'); } catch (e) { done = false; }
    document.body.removeChild(field);
    if (before && before.focus) { before.focus(); }
    return done;
  }

  function copy(address, words, tell) {
    function byHand() { tell(copyTheOldWay(address) ? words.copied : words.copyYourself + address); }
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(address).then(function () { tell(words.copied); }, byHand);
    } else {
      byHand();
    }
  }

  function share(title, address, words, tell) {
    if (!navigator.share) { copy(address, words, tell); return; }
    navigator.share({ title: title, url: address }).catch(function (error) {
      if (!error || error.name !== 'AbortError') { copy(address, words, tell); }
    });
  }

  window.congDanSo = { canSpeak: canSpeak, speakButton: speakButton, silence: silence, share: share };
  if (canSpeak && speechSynthesis.addEventListener) { speechSynthesis.addEventListener('voiceschanged', drawSpeech); }
  drawSpeech();
  window.addEventListener('pagehide', silence);
  document.addEventListener('DOMContentLoaded', bindSwitches);
})();
