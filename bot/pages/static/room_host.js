/* The page on the wall. What is on it is what the server says, so it may be reloaded at any time.
   Runs in Chrome and WebView 70. */
(function () {
  'use strict';
  var get = hall.get;
  var say = hall.say;
  var show = hall.show;
  var texts = hall.texts;
  var letters = hall.letters;
  var view = { v: 0, phase: '' };
  var since = 0;
  var pause = 1000;

  function request(path, body) {
    return hall.request(path, body).then(function (response) {
      if (!response.ok) { throw new Error(String(response.status)); }
      return response.json();
    });
  }

  function people() {
    return view.players.reduce(function (sum, one) { return sum + one.people; }, 0);
  }

  function follow() {
    var known = view.players ? [view.v, view.players.length, view.given || 0].join('.') : '0';
    request('/tuong?v=' + known).then(function (found) {
      pause = 1000;
      show('mang', false);
      draw(found);
      if (found.phase !== 'over') { follow(); }
    }).catch(function () {
      show('mang', true);
      get('mang').textContent = texts.line;
      setTimeout(follow, pause);
      pause = Math.min(pause * 2, 10000);
    });
  }

  function order(body) {
    get('buoc').disabled = true;
    return request('/lenh', body).then(draw).catch(function () {
      show('mang', true);
      get('mang').textContent = texts.line;
    }).then(function () { get('buoc').disabled = false; });
  }

  function step() {
    if (view.phase === 'over' || get('buoc').disabled) { return; }
    order({ step: view.phase === 'open' ? 'dong' : 'tiep' });
  }

  function draw(found) {
    var fresh = found.n !== view.n || found.phase !== view.phase;
    view = found;
    if (fresh) { since = Date.now() - view.seconds * 1000; }
    var asked = view.phase === 'open' || view.phase === 'closed';
    show('cho', view.phase === 'lobby');
    show('choi', asked);
    show('bang', view.phase === 'closed' || view.phase === 'over');
    show('buoc', view.phase !== 'over');
    show('hen', view.phase === 'open');
    show('tay', asked);
    show('het', view.phase !== 'over');
    show('tai', view.phase === 'over');
    show('moi', view.phase === 'over');
    get('cau').textContent = asked ? say('question', { number: view.n + 1, total: view.total }) : '';
    var last = view.n + 1 === view.total;
    var name = view.phase === 'lobby' ? 'start' : view.phase === 'open' ? 'close' : last ? 'finish' : 'next';
    get('buoc').textContent = get('buoc').getAttribute('data-' + name);
    drawNames();
    if (asked) { drawQuestion(fresh); }
    drawBest();
    tick();
  }

  function drawNames() {
    get('vao').textContent = view.players.length
      ? say('joined', { count: view.players.length, people: people() }) : texts.nobody;
    var list = get('ten');
    list.textContent = '';
    view.players.forEach(function (one) {
      var item = document.createElement('li');
      var button = document.createElement('button');
      button.type = 'button';
      button.textContent = one.name + (one.unit ? ' (' + one.unit + ')' : '');
      button.title = say('remove', one);
      button.onclick = function () {
        if (window.confirm(say('remove_sure', one))) { order({ remove: one.id }); }
      };
      item.appendChild(button);
      list.appendChild(item);
    });
  }

  function drawQuestion(fresh) {
    get('hoi').textContent = view.q;
    get('dem').textContent = say('answered', { count: view.answered, players: view.players.length });
    get('giai').textContent = view.phase === 'closed' ? view.why : '';
    var list = get('cot');
    if (fresh || list.children.length !== view.c.length) {
      list.textContent = '';
      get('ghi').textContent = '';
      view.c.forEach(function (choice, number) { drawBar(list, choice, number); });
      drawHands();
    }
    var sums = view.counts.map(function (count, number) { return count + view.hands[number]; });
    var most = Math.max.apply(null, sums.concat([1]));
    sums.forEach(function (sum, number) {
      var item = list.children[number];
      item.querySelector('i').style.width = 100 * sum / most + '%';
      item.querySelector('em').textContent = String(sum);
      item.className = view.right === number ? 'right' : '';
    });
  }

  function drawBar(list, choice, number) {
    var item = document.createElement('li');
    var letter = document.createElement('b');
    var total = document.createElement('em');
    var bar = document.createElement('span');
    letter.textContent = letters.charAt(number) + '.';
    bar.appendChild(document.createElement('i'));
    item.appendChild(total);
    item.appendChild(letter);
    item.appendChild(document.createTextNode(choice));
    item.appendChild(bar);
    list.appendChild(item);
  }

  function drawHands() {
    var form = get('ghi');
    view.hands.forEach(function (count, number) {
      var label = document.createElement('label');
      var input = document.createElement('input');
      input.type = 'number';
      input.min = '0';
      input.value = String(count);
      label.appendChild(document.createTextNode(letters.charAt(number) + ' (' + texts.hands + ')'));
      label.appendChild(input);
      form.appendChild(label);
    });
    var save = document.createElement('button');
    save.textContent = get('tay').getAttribute('data-save');
    form.appendChild(save);
  }

  function drawBest() {
    fill('nhat', view.best || [], function (one) {
      var score = view.speed ? say('point_count', { count: one.points }) : say('right_count', { count: one.right });
      return [one.place + '. ' + one.name + (one.unit ? ', ' + one.unit : ''), score];
    });
    fill('don-vi', view.units || [], function (one) { return [one.unit, say('average', one)]; });
    get('bang-ten').textContent = view.phase === 'over' ? texts.final : texts.best;
    get('don-vi-ten').textContent = view.units && view.units.length ? texts.by_unit : '';
  }

  function fill(id, rows, words) {
    var list = get(id);
    list.textContent = '';
    rows.slice(0, view.phase === 'over' ? 10 : 5).forEach(function (row) {
      var item = document.createElement('li');
      words(row).forEach(function (text) {
        var part = document.createElement('span');
        part.textContent = text;
        item.appendChild(part);
      });
      list.appendChild(item);
    });
  }

  function tick() {
    var seconds = Number(get('giay').value);
    show('dong-ho', view.phase === 'open' && seconds > 0);
    var left = Math.ceil(seconds - (Date.now() - since) / 1000);
    get('dong-ho').textContent = left > 0 ? String(left) : texts.time_up;
  }

  get('buoc').onclick = step;
  get('het').onclick = function () { if (window.confirm(texts.end_sure)) { order({ step: 'het' }); } };
  get('giay').onchange = tick;
  get('ghi').onsubmit = function (event) {
    event.preventDefault();
    var counts = [].map.call(get('ghi').querySelectorAll('input'), function (input) { return Number(input.value) || 0; });
    order({ hands: counts });
  };
  document.addEventListener('keydown', function (event) {
    var busy = /^(INPUT|SELECT|BUTTON|SUMMARY|A)$/.test(event.target.tagName);
    if (!busy && (event.key === ' ' || event.key === 'ArrowRight')) { event.preventDefault(); step(); }
  });
  setInterval(tick, 500);
  follow();
}());
