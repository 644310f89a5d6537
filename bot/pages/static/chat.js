// The conversation: sends, retries, remembers for this tab, shows steps and links. Words come from the page.
// Plain ES2017: phones with Chrome or WebView 70 run this as it is. Text goes in by textContent only.
(function () {
  'use strict';
  const SLOW = 20000;
  const PAUSES = [1000, 3000, 8000, 15000, 30000];
  const DAY = 24 * 3600 * 1000;
  const MOST_KEPT = 100;
  const KEPT = 'talk';
  const DRAFT = 'draft';
  const ERASE = 'erase';
  const SECRET = /\d[\d .-]{2,}|@|m[aậâ]t\s*kh[aâẩ]u|\b(?:mk|mkhau|otp|pin|cvv)\b|pass/i;
  const NOTE = /^(Nguồn:|Câu này có giúp)/;
  const STEP = /^\s*(\d{1,2})[.)]\s+(.+)$/;
  const CALLING = /(?:gọi|tổng đài|đầu số|gọi hỏi:)(?: (?:ngay|số|thêm|hỏi))*\s*$|gọi[^.;:]{0,24} (?:hoặc|và|thêm|,) *$/i;

  const main = document.getElementById('noi-dung');
  const texts = JSON.parse(main.getAttribute('data-texts'));
  const pictures = main.getAttribute('data-pictures');
  const log = document.getElementById('log');
  const state = document.getElementById('state');
  const after = document.getElementById('after');
  const form = document.getElementById('composer');
  const field = document.getElementById('cau-hoi');
  const mic = document.getElementById('dictate');
  const hint = document.getElementById('hint');
  const shared = window.congDanSo;
  const touch = Boolean(window.matchMedia && matchMedia('(pointer: coarse)').matches);

  let talk = { session: '', items: [], seen: 0, news: false };
  let sending = null;
  let timer = 0;
  let stream = null;
  const shown = new Map();

  // --- what this tab remembers ---

  function load(name) {
    try { return JSON.parse(sessionStorage.getItem(name)); } catch (e) { return null; }
  }

  function save(name, value) {
    try { sessionStorage.setItem(name, JSON.stringify(value)); } catch (e) { /* full or forbidden: kept in memory */ }
  }

  // What was answered is kept as the server masked it; what was not only where it can hold no secret.
  function saveTalk() {
    const first = talk.items.length - MOST_KEPT;
    const kept = talk.items.filter(function (item, number) {
      const unsent = item.who === 'user' && item.state !== 'done';
      return unsent ? !SECRET.test(item.text) : number >= first;
    });
    save(KEPT, { session: talk.session, items: kept, seen: talk.seen, news: talk.news });
  }

  function restore() {
    const kept = load(KEPT);
    if (!kept || !Array.isArray(kept.items)) { return; }
    const items = kept.items.filter(function (item) { return Date.now() - item.at < DAY; });
    if (!items.length) { saveTalk(); return; }
    talk = { session: kept.session || '', items: items, seen: kept.seen || 0, news: Boolean(kept.news) };
    items.forEach(function (item) { show(item, null); });
    const questions = items.filter(function (item) { return item.who === 'user'; });
    if (questions.length) { reveal(questions[questions.length - 1], false); }
  }

  // --- text as elements ---

  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) { element.className = name; }
    if (text) { element.textContent = text; }
    return element;
  }

  function icon(name) {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    const use = document.createElementNS(space, 'use');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
    use.setAttribute('href', pictures + '#' + name);
    svg.appendChild(use);
    return svg;
  }

  function link(text, address) {
    const element = make('a', address.slice(0, 4) === 'tel:' ? 'tel' : '', text);
    element.href = address;
    if (address.slice(0, 4) !== 'tel:') {
      element.rel = 'noopener';
      element.target = '_blank';
    }
    return element;
  }

  function dial(number) {
    return 'tel:' + number.replace(/\D/g, '');
  }

  // Same rules as prose.py: full addresses and .gov.vn become links, numbers do where the text says to call them.
  function addWords(parent, text) {
    const pattern = /https?:\/\/[^\s<>"“”]+|(?:[a-z0-9-]+\.)+gov\.vn(?![\w-]|\.\w)(?:\/[^\s<>"“”;,]*)?/g;
    let at = 0;
    let match;
    while ((match = pattern.exec(text))) {
      if (match.index && /[\wÀ-ỹ@./-]/.test(text[match.index - 1])) { continue; }
      const address = match[0].replace(/[.,;:!?)]+$/, '');
      addPhones(parent, text.slice(at, match.index));
      parent.appendChild(link(address, address.indexOf('://') > 0 ? address : 'https://' + address));
      at = match.index + address.length;
    }
    addPhones(parent, text.slice(at));
  }

  function addPhones(parent, text) {
    const pattern = /(1[89]00[ .]?\d{4}|1[89]00[ .]?\d{2}[ .]?\d{2})(?!\d)|(11[1-5]|156)(?![\d/%]|[.,]\d| (?:nghìn|triệu|đồng))/g;
    let at = 0;
    let match;
    while ((match = pattern.exec(text))) {
      const before = text.slice(0, match.index);
      if (/[\wÀ-ỹ.,/-]$/.test(before) || (match[2] && !CALLING.test(before))) { continue; }
      parent.appendChild(document.createTextNode(text.slice(at, match.index)));
      parent.appendChild(link(match[0], dial(match[0])));
      at = match.index + match[0].length;
    }
    parent.appendChild(document.createTextNode(text.slice(at)));
  }

  function addProse(parent, text) {
    const urgent = /^Gọi (\d{3}) ngay/.exec(text);
    if (urgent) {
      const call = link('', dial(urgent[1]));
      call.className = 'call urgent';
      call.appendChild(icon('i-phone'));
      call.appendChild(document.createTextNode(texts.callNow.replace('{number}', urgent[1])));
      parent.appendChild(make('p')).appendChild(call);
    }
    let block = null;
    text.split('\n').forEach(function (line) {
      const step = STEP.exec(line);
      if (!line.trim()) { block = null; return; }
      if (step) {
        if (!block || block.tagName !== 'OL') {
          block = parent.appendChild(make('ol'));
          if (step[1] !== '1') { block.start = Number(step[1]); }
        }
        addWords(block.appendChild(make('li')), step[2]);
        return;
      }
      const name = NOTE.test(line.trim()) ? 'note' : '';
      if (block && block.tagName === 'P' && block.className === name) {
        block.appendChild(make('br'));
      } else {
        block = parent.appendChild(make('p', name));
      }
      addWords(block, line.trim());
    });
  }

  // --- what was said ---

  function show(item, before) {
    const article = make('article', item.who);
    article.appendChild(make('p', 'hidden', item.who === 'user' ? texts.you : texts.bot));
    if (item.who === 'user') {
      article.appendChild(make('p', 'words', item.text));
    } else {
      const words = article.appendChild(make('div', 'words'));
      addProse(words, item.text);
      if (item.picture && /^\/[^/]/.test(item.picture)) {
        const image = words.appendChild(make('img', 'shot'));
        image.alt = texts.picture;
        image.src = item.picture;
      }
      if (item.document && /^\/[^/]/.test(item.document)) {
        const paper = words.appendChild(make('p', 'actions')).appendChild(link('', item.document));
        paper.appendChild(icon('i-print'));
        paper.appendChild(document.createTextNode(texts.document));
      }
      if (item.topic) { words.appendChild(actions(item)); }
      if (item.options && item.options.length) { article.appendChild(options(item.options)); }
    }
    log.insertBefore(article, before);
    shown.set(item, article);
    after.hidden = false;
    return article;
  }

  function options(choices) {
    const group = make('div', 'options');
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', texts.choose);
    choices.forEach(function (choice) {
      const button = make('button', '', choice.label);
      button.type = 'button';
      button.name = 'command';
      button.value = choice.command;
      group.appendChild(button);
    });
    return group;
  }

  function action(name, text, parent) {
    const button = parent.appendChild(make('button', name === 'i-speak' ? 'speak' : ''));
    button.type = 'button';
    button.appendChild(icon(name));
    button.appendChild(make('span', '', text));
    return button;
  }

  function actions(item) {
    const row = make('p', 'actions');
    if (!shared) { return row; }
    if (shared.canSpeak) {
      shared.speakButton(action('i-speak', texts.speak, row), function () { return readable(item.text); }, texts);
    }
    const told = make('span', 'told');
    told.setAttribute('role', 'status');
    action('i-share', texts.share, row).addEventListener('click', function () {
      const title = item.text.split('\n')[0].slice(0, 80);
      const address = location.origin + '/cam-nang/' + encodeURIComponent(item.topic);
      shared.share(title, address, texts, function (text) { told.textContent = text; });
    });
    row.appendChild(told);
    return row;
  }

  function readable(text) {
    return text.split('\n').filter(function (line) { return !NOTE.test(line) && !/^Trang chính thức/.test(line); }).join('\n');
  }

  // The question and the beginning of its answer come to the top; a long question leaves the room to the answer.
  function reveal(item, smooth) {
    let target = shown.get(item);
    if (!target) { return; }
    if (target.offsetHeight > 140 && target.nextElementSibling) { target = target.nextElementSibling; }
    const still = window.matchMedia && matchMedia('(prefers-reduced-motion: reduce)').matches;
    target.scrollIntoView({ block: 'start', behavior: smooth && !still ? 'smooth' : 'auto' });
  }

  function mark(item, text) {
    const article = shown.get(item);
    const old = article && article.querySelector('.unsent');
    if (old) { article.removeChild(old); }
    if (!article || !text) { return; }
    const note = article.appendChild(make('p', 'unsent', text + ' '));
    const again = note.appendChild(make('button', '', texts.again));
    again.type = 'button';
    again.addEventListener('click', function () {
      item.state = 'waiting';
      item.tries = 0;
      send();
      field.focus();
    });
  }

  // --- sending: one at a time, in order, each with an id of its own, so that a repeat is answered once ---

  function newId() {
    const numbers = new Uint32Array(4);
    window.crypto.getRandomValues(numbers);
    return Array.from(numbers, function (number) { return number.toString(36); }).join('-');
  }

  function ask(body, label) {
    if (body.command && talk.items.some(function (item) {
      return item.state === 'waiting' && item.body.command === body.command;
    })) { return; }
    const item = { who: 'user', text: label, body: body, id: newId(), state: 'waiting', tries: 0, at: Date.now() };
    talk.items.push(item);
    show(item, null);
    saveTalk();
    send();
    reveal(item, true);
  }

  function waiting() {
    return talk.items.filter(function (item) { return item.who === 'user' && item.state === 'waiting'; })[0];
  }

  function send() {
    clearTimeout(timer);
    const item = waiting();
    if (sending || !item) { return; }
    mark(item, '');
    state.className = 'busy';
    state.textContent = texts.searching;
    const body = Object.assign({ id: item.id }, item.body);
    if (talk.session) { body.session = talk.session; }
    body.seen = talk.seen;
    const abort = new AbortController();
    const now = sending = { abort: abort };
    const slow = setTimeout(function () { abort.abort(); }, SLOW);
    let pause = 0;
    fetch('/api/chat', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: abort.signal
    }).then(function (response) {
      if (response.status === 429) {
        pause = 1000 * (Number(response.headers.get('Retry-After')) || 10);
        throw new Error('429');
      }
      if (response.status >= 400 && response.status < 500) { pause = -1; }
      if (!response.ok) { throw new Error(String(response.status)); }
      return response.json();
    }).then(function (answer) {
      if (!answer || !Array.isArray(answer.replies)) { throw new Error('not an answer'); }
      return answer;
    }).then(function (answer) {
      clearTimeout(slow);
      if (sending !== now) { forget(answer.session); return; }
      sending = null;
      receive(item, answer);
    }, function () {
      clearTimeout(slow);
      if (sending !== now) { return; }
      sending = null;
      fail(item, pause);
    });
  }

  function receive(item, answer) {
    item.state = 'done';
    delete item.body;
    if (answer.said) { item.text = answer.said; }
    shown.get(item).querySelector('.words').textContent = item.text;
    if (answer.session) { talk.session = answer.session; }
    talk.news = Boolean(answer.news);
    let place = talk.items.indexOf(item) + 1;
    const before = shown.get(item).nextElementSibling;
    quiet('');
    answer.replies.forEach(function (reply) {
      if (hadAlready(reply.id)) { return; }
      const said = words(reply);
      talk.items.splice(place, 0, said);
      place += 1;
      show(said, before);
    });
    saveTalk();
    listenForNews();
    reveal(item, true);
    if (!touch) {
      field.focus({ preventScroll: true });
    } else if (!field.value && document.activeElement === field) {
      field.blur();  // the phone's keyboard would cover the answer
    }
    send();
  }

  function words(reply) {
    const said = { who: 'bot', text: String(reply.text), at: Date.now() };
    ['options', 'picture', 'document', 'topic'].forEach(function (name) { if (reply[name]) { said[name] = reply[name]; } });
    return said;
  }

  // --- what the assistant says by itself: asked for only after the server told that something may come ---

  function hadAlready(number) {
    if (!number) { return false; }
    if (number <= talk.seen) { return true; }
    talk.seen = number;
    return false;
  }

  function listenForNews() {
    const wanted = talk.news && talk.session && !document.hidden && window.EventSource;
    if (stream && !wanted) {
      stream.close();
      stream = null;
    }
    if (stream || !wanted) { return; }
    const now = stream = new EventSource('/api/chat/events?seen=' + talk.seen + '&session=' + encodeURIComponent(talk.session));
    now.onmessage = function (event) {
      if (stream !== now || hadAlready(Number(event.lastEventId))) { return; }
      const said = words(JSON.parse(event.data));
      talk.items.push(said);
      show(said, null);
      saveTalk();
      if (!field.value) { reveal(said, true); }
    };
    now.onerror = function () {
      if (stream === now && now.readyState === 2) { stream = null; }  // refused: asked again when the page is looked at
    };
  }

  function fail(item, pause) {
    quiet('');
    if (pause < 0) {
      item.state = 'refused';
      mark(item, texts.refused);
      saveTalk();
      send();
      return;
    }
    const wait = pause || PAUSES[Math.min(item.tries, PAUSES.length - 1)];
    item.tries += 1;
    mark(item, pause ? texts.wait : texts.unsent);
    saveTalk();
    timer = setTimeout(send, wait);
  }

  function quiet(text) {
    state.className = '';
    state.textContent = text;
  }

  // --- the person's side ---

  function grow() {
    field.style.height = 'auto';
    const style = getComputedStyle(field);
    const most = 5 * parseFloat(style.lineHeight) + parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    field.style.height = Math.min(field.scrollHeight, most) + 2 + 'px';
    field.style.overflowY = field.scrollHeight > most + 2 ? 'auto' : 'hidden';
  }

  function drafted() {
    grow();
    save(DRAFT, SECRET.test(field.value) ? '' : field.value);
  }

  function submit() {
    const text = field.value.trim();
    if (!text) { field.focus(); return; }
    stopListening();
    field.value = '';
    drafted();
    ask({ text: text }, text);
  }

  function forget(session) {
    if (!session) { return; }
    save(ERASE, (load(ERASE) || []).concat(session));
    quiet(texts.clearing);
    erase();
  }

  // What the server keeps of cleared talks goes too, as soon as there is a network.
  function erase() {
    const old = load(ERASE) || [];
    if (!old.length) { return; }
    fetch('/api/chat', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ session: old[0], command: '/xoadulieu trang', id: 'erase' }),
      keepalive: true
    }).then(function (response) {
      if (!response.ok) { throw new Error(String(response.status)); }
      save(ERASE, (load(ERASE) || []).filter(function (session) { return session !== old[0]; }));
      if (!talk.items.length) { quiet(texts.cleared); }
      erase();
    }).catch(function () {
      if (!talk.items.length) { quiet(texts.clearing); }
      setTimeout(erase, PAUSES[PAUSES.length - 1]);
    });
  }

  function clear() {
    clearTimeout(timer);
    const session = talk.session;
    const under = Boolean(sending);
    if (sending) {
      const old = sending;
      sending = null;
      if (session) { old.abort.abort(); }  // else its answer tells the session that must go too
    }
    if (shared) { shared.silence(); }
    talk = { session: '', items: [], seen: 0, news: false };
    listenForNews();
    shown.clear();
    while (log.firstChild) { log.removeChild(log.firstChild); }
    try { sessionStorage.removeItem(KEPT); } catch (e) { /* nothing was kept */ }
    after.hidden = true;
    quiet(under ? texts.clearing : texts.cleared);
    forget(session);
    window.scrollTo(0, 0);
    field.focus({ preventScroll: true });
  }

  field.addEventListener('input', drafted);
  field.addEventListener('keydown', function (event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      submit();
    }
  });
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    submit();
  });
  document.addEventListener('click', function (event) {
    const button = event.target.closest && event.target.closest('button[name=command]');
    if (!button) { return; }
    event.preventDefault();
    ask({ command: button.value }, button.textContent.trim());
  });
  document.getElementById('needs-again').addEventListener('click', function () {
    const needs = document.querySelector('.welcome');
    needs.scrollIntoView();
    needs.querySelector('button').focus({ preventScroll: true });
  });
  document.getElementById('clear').addEventListener('click', clear);
  window.addEventListener('online', function () { if (waiting()) { send(); } });
  document.addEventListener('visibilitychange', listenForNews);

  // --- speaking instead of typing ---

  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  // Browsers inside other apps (Zalo, Facebook) have the name but not the ear.
  const inside = /Zalo|FBAN|FBAV|; wv\)/i.test(navigator.userAgent);
  let ear = null;

  function stopListening() {
    if (ear) { ear.abort(); }
  }

  function showHint() {
    mic.hidden = true;
    hint.hidden = false;
  }

  function listen() {
    const before = field.value ? field.value.trim() + ' ' : '';
    const now = ear = new Recognition();
    now.lang = 'vi-VN';
    now.interimResults = true;
    now.onresult = function (event) {
      if (ear !== now) { return; }
      field.value = before + Array.from(event.results, function (result) { return result[0].transcript; }).join('');
      drafted();
    };
    now.onerror = function (event) {
      if (event.error === 'no-speech' || event.error === 'network') { quiet(texts.unheard); }
      if (/not-allowed|language|capture/.test(event.error)) { showHint(); }
    };
    now.onend = function () {
      if (ear !== now) { return; }
      ear = null;
      mic.setAttribute('aria-pressed', 'false');
      if (state.textContent === texts.listening) { quiet(''); }
      field.focus();
    };
    now.start();
    mic.setAttribute('aria-pressed', 'true');
    quiet(texts.listening);
  }

  if (Recognition && !inside) {
    mic.hidden = false;
    mic.addEventListener('click', function () {
      if (ear) { ear.stop(); return; }
      try { listen(); } catch (e) { ear = null; showHint(); }
    });
  } else if (touch || inside) {
    showHint();
  }

  // --- begin ---

  document.documentElement.classList.add('js');
  form.noValidate = true;
  if (log.children.length) { after.hidden = false; }
  restore();
  field.value = field.value || load(DRAFT) || '';
  grow();
  const given = new URLSearchParams(location.search);
  const code = given.get('q');
  if (code && /^[A-Z0-9]{8}$/.test(code)) {
    history.replaceState(null, '', '/');
    ask({ command: '/vao ' + code }, texts.begin);
  }
  const contest = given.get('thi');
  if (contest && /^[a-z0-9-]{1,36}$/.test(contest)) {
    history.replaceState(null, '', '/');
    ask({ command: '/thi ' + contest }, texts.begin);
  }
  const question = given.get('hoi');
  if (question && question.trim()) {
    history.replaceState(null, '', '/');
    ask({ text: question.trim().slice(0, 4096) }, question.trim().slice(0, 4096));
  }
  send();
  erase();
  listenForNews();
})();
