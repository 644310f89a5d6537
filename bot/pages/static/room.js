/* A player's phone in a room. What is on the screen is what the server says; an answer that the line delays is sent
   again until it arrives or the host has closed the question. Runs in Chrome and WebView 70. */
(function () {
  'use strict';
  var get = hall.get;
  var say = hall.say;
  var show = hall.show;
  var texts = hall.texts;
  var letters = hall.letters;
  var view = { v: 0 };
  var pending = null;
  var pause = 1000;

  function request(path, body) {
    return hall.request(path, body).then(function (response) {
      if (response.status === 404) { return { phase: 'gone' }; }
      if (!response.ok && response.status !== 422) { throw new Error(String(response.status)); }
      return response.json();
    });
  }

  function later() {
    show('mang', true);
    get('mang').textContent = texts.line;
    var wait = pause;
    pause = Math.min(pause * 2, 10000);
    return new Promise(function (done) { setTimeout(done, wait); });
  }

  function follow() {
    request('/trang-thai?v=' + view.v).then(function (found) {
      pause = 1000;
      show('mang', false);
      draw(found);
      if (found.phase !== 'gone' && found.phase !== 'over') { follow(); }
    }).catch(function () { later().then(follow); });
  }

  function send() {
    var mine = pending;
    if (!mine) { return; }
    request('/tra-loi', mine).then(function (found) {
      if (pending === mine) { pending = null; }
      draw(found);
    }).catch(function () { later().then(send); });
  }

  function choose(number) {
    pending = { n: view.n, c: number };
    view.mine = number;
    draw(view);
    send();
  }

  function draw(found) {
    var fresh = found.n !== view.n || found.phase !== view.phase;
    if (fresh && (found.phase !== 'open' || found.n !== view.n)) { pending = null; }
    view = found;
    if (pending && view.mine === null) { view.mine = pending.c; }
    var joined = Boolean(view.me);
    show('vao', !joined && view.phase !== 'gone' && view.phase !== 'over');
    show('choi', joined || view.phase === 'gone' || view.phase === 'over');
    get('toi').textContent = joined ? view.me.name + (view.me.unit ? ', ' + view.me.unit : '') : '';
    drawQuestion(fresh);
    drawNews();
  }

  function drawQuestion(fresh) {
    var asked = view.phase === 'open' || view.phase === 'closed';
    get('cau').textContent = asked ? say('question', { number: view.n + 1, total: view.total }) : '';
    get('hoi').textContent = asked && view.q ? view.q : '';
    var box = get('chon');
    box.textContent = '';
    if (!asked || !view.c) { return; }
    view.c.forEach(function (choice, number) {
      var button = document.createElement('button');
      var taken = view.mine !== null && view.mine !== undefined;
      button.type = 'button';
      button.textContent = (view.right === number ? '✓ ' : '') + letters.charAt(number) + '. ' + choice;
      button.disabled = taken || view.phase !== 'open';
      if (button.disabled) { button.className = view.mine === number ? 'mine' : 'other'; }
      if (view.right === number) { button.className = 'right'; }
      button.onclick = function () { choose(number); };
      box.appendChild(button);
    });
    if (fresh && view.phase === 'open') { get('hoi').focus(); }
  }

  function drawNews() {
    var news = get('tin');
    var list = get('xem');
    news.className = 'news';
    list.textContent = '';
    get('giai').textContent = '';
    if (view.phase === 'gone') { news.textContent = texts.gone; return; }
    if (!view.me) { news.textContent = ''; return; }
    if (view.phase === 'lobby') { news.textContent = texts.waiting; }
    if (view.phase === 'open') {
      news.textContent = view.mine === null ? '' : pending ? texts.sending : texts.sent;
    }
    if (view.phase === 'closed') {
      var good = view.mine === view.right;
      news.textContent = view.mine === null ? texts.missed : good ? texts.right : texts.wrong;
      news.className = good ? 'news good' : 'news bad';
      get('giai').textContent = view.why + (view.place ? ' ' + say(view.points === view.score ? 'score' : 'points', view) : '');
    }
    if (view.phase === 'over') {
      news.textContent = view.place ? say('over', view) : texts.gone;
      (view.review || []).forEach(function (entry, number) {
        if (number === 0) { get('giai').textContent = texts.review; }
        var item = document.createElement('li');
        var link = document.createElement('a');
        link.href = '/cam-nang/' + entry.id;
        link.textContent = entry.title;
        item.appendChild(link);
        list.appendChild(item);
      });
    }
  }

  get('vao').onsubmit = function (event) {
    event.preventDefault();
    var body = { name: get('ten').value, unit: get('thon').value, people: Number(get('nguoi').value) || 1 };
    request('/vao', body).then(function (found) {
      show('loi', Boolean(found.error));
      if (found.error) { get('loi').textContent = texts.bad_name; return; }
      draw(found);
    }).catch(function () { show('loi', true); get('loi').textContent = texts.line; });
  };
  document.addEventListener('visibilitychange', function () {
    if (!document.hidden) { request('/trang-thai?v=0').then(draw).catch(function () {}); }
  });
  follow();
}());
