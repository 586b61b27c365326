// The live page. Text from the server reaches the document by textContent alone; there is no other way into it here.
'use strict';
(() => {
  const SECONDS = 120;
  const MOST_ROUTES = 100;
  const HIDDEN_MS = 20000;
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const $ = id => document.getElementById(id);
  const SVG = 'http://www.w3.org/2000/svg';

  let source = null;
  let paused = false;
  let info = null;
  let hideTimer = 0;
  let retryTimer = 0;
  let ticks = 0;
  let busy = false;
  const history = new Map(); // by route: what each second had; all routes together are ''

  // ---- numbers as words

  const whole = new Intl.NumberFormat('en');
  const count = n => whole.format(Math.round(n));
  function rate(n) {
    return n >= 10 || n === 0 ? count(n) : n.toFixed(1);
  }
  function micros(n) {
    if (n <= 0) return '–';
    if (n < 1000) return n + ' µs';
    if (n < 1e6) return (n / 1000).toFixed(n < 1e4 ? 1 : 0) + ' ms';
    return (n / 1e6).toFixed(n < 1e7 ? 1 : 0) + ' s';
  }
  function age(ms) {
    if (ms < 0) return 'unknown';
    if (ms < 1000) return ms + ' ms';
    const s = Math.floor(ms / 1000);
    if (s < 60) return (ms / 1000).toFixed(1) + ' s';
    if (s < 3600) return Math.floor(s / 60) + ' min ' + s % 60 + ' s';
    return Math.floor(s / 3600) + ' h ' + Math.floor(s % 3600 / 60) + ' min';
  }
  function bytes(n) {
    if (n < 1024) return n + ' B';
    const units = ['KiB', 'MiB', 'GiB', 'TiB'];
    let i = -1;
    do { n /= 1024; i++; } while (n >= 1024 && i < units.length - 1);
    return n.toFixed(n < 10 ? 1 : 0) + ' ' + units[i];
  }
  const windowSize = n => n === -1 ? '–' : bytes(n);
  // A pattern names its method, which stands beside it.
  const pathOf = r => r.route.startsWith(r.method + ' ') ? r.route.slice(r.method.length + 1) : r.route;
  const routeName = r => r === '' ? '(no route)' : r === '_OTHER' || r === '_REST' ? '(others)' : r;

  // ---- the document

  function set(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // Keeps the rows that are still wanted, so that the focus and what is selected stay where they are.
  function rows(body, items, key, cells, first) {
    const known = body.known || (body.known = new Map());
    const wanted = new Set();
    let place = body.firstElementChild;
    for (const item of items) {
      const k = key(item);
      wanted.add(k);
      let row = known.get(k);
      if (!row) {
        row = document.createElement('tr');
        known.set(k, row);
      }
      const texts = cells(item, row);
      texts.forEach((cell, i) => {
        let td = row.cells[i];
        if (!td) {
          td = row.insertCell();
          if (cell.n) td.className = 'n';
          if (cell.wide) td.className = 'wide';
          if (cell.node) td.append(cell.node());
        }
        if (!cell.node) set(td, String(cell.text));
        if (cell.mark !== undefined) td.classList.toggle('bad', cell.mark);
      });
      if (row === place) place = place.nextElementSibling;
      else body.insertBefore(row, place);
    }
    for (const [k, row] of known) {
      if (!wanted.has(k)) {
        row.remove();
        known.delete(k);
      }
    }
    if (items.length === 0 && first) {
      const row = document.createElement('tr');
      row.insertCell().textContent = first;
      row.cells[0].colSpan = 20;
      body.append(row);
      known.set('\0', row);
    }
  }
  const text = t => ({text: t});
  const wide = t => ({text: t, wide: true});
  const n = (t, mark) => ({text: t, n: true, mark});

  // ---- charts

  function path(chart, name, values, top) {
    let line = chart.querySelector('path.' + name);
    if (!line) {
      line = document.createElementNS(SVG, 'path');
      line.setAttribute('class', name);
      chart.append(line);
    }
    const from = SECONDS - values.length;
    line.setAttribute('d', values.map((v, i) =>
      (i ? 'L' : 'M') + (from + i + 1) + ' ' + (97 - 92 * v / top).toFixed(1)).join(''));
  }
  function grid(chart) {
    if (chart.querySelector('.grid')) return;
    for (const y of [5, 51, 97]) {
      const line = document.createElementNS(SVG, 'line');
      line.setAttribute('class', 'grid');
      line.setAttribute('x1', '0');
      line.setAttribute('x2', String(SECONDS));
      line.setAttribute('y1', String(y));
      line.setAttribute('y2', String(y));
      chart.append(line);
    }
  }
  function charts() {
    const past = history.get($('route').value) || [];
    if (past.length === 0) return;
    const last = past[past.length - 1];
    const most = Math.max(1, ...past.map(p => p.rate));
    grid($('rate-chart'));
    path($('rate-chart'), 'rate', past.map(p => p.rate), most);
    set($('rate-words'), 'now ' + rate(last.rate) + ', the most ' + rate(most) + ' in ' + past.length + ' s');
    const slowest = Math.max(1, ...past.map(p => p.p99));
    grid($('time-chart'));
    for (const name of ['p50', 'p90', 'p99']) path($('time-chart'), name, past.map(p => p[name]), slowest);
    set($('time-words'), 'now 50 % in ' + micros(last.p50) + ', 90 % in ' + micros(last.p90) + ', 99 % in '
      + micros(last.p99) + '; the most ' + micros(slowest) + ' in ' + past.length + ' s');
  }
  function remember(state) {
    const parts = new Map(state.load.slice(1).map(p => [p.route || '(no route)', p]));
    parts.set('', state.load[0]);
    const nothing = {count: 0, p50: 0, p90: 0, p99: 0, most: 0};
    for (const route of parts.keys()) {
      if (!history.has(route) && history.size < MOST_ROUTES) {
        history.set(route, []);
        if (route) {
          const option = make('option', '', routeName(route));
          option.value = route;
          $('route').append(option);
        }
      }
    }
    for (const [route, past] of history) {
      const p = parts.get(route) || nothing;
      past.push({rate: state.millis > 0 ? p.count * 1000 / state.millis : 0, p50: p.p50, p90: p.p90, p99: p.p99});
      if (past.length > SECONDS) past.shift();
    }
    return parts;
  }

  // ---- what comes once a second

  const sum = (state, name) => state.servers.reduce((all, server) => all + server[name], 0);

  function show(state) {
    ticks++;
    const parts = remember(state);
    const all = state.load[0];
    const perSecond = p => p && state.millis > 0 ? p.count * 1000 / state.millis : 0;
    set($('rate'), rate(perSecond(all)));
    set($('p99'), micros(all.p99));
    set($('running'), count(sum(state, 'running')));
    set($('open'), count(sum(state, 'open')));
    set($('served'), count(state.totals.reduce((a, t) => a + t.requests, 0)));
    set($('heap'), bytes(state.heap.used));
    if (!calm.matches || ticks % 5 === 1) charts();
    rows($('routes'), state.totals, t => t.route, t => {
      const p = parts.get(t.route || '(no route)');
      return [wide(routeName(t.route)), n(count(t.requests)), n(count(t.errors), t.errors > 0), n(rate(perSecond(p))),
        n(p ? micros(p.p50) : '–'), n(p ? micros(p.p90) : '–'), n(p ? micros(p.p99) : '–'), n(p ? micros(p.most) : '–')];
    }, 'no request so far');
    flying(state);
    lines(state);
    bars(state);
    const abuse = new Map();
    for (const server of state.servers) {
      for (const [kind, times] of Object.entries(server.abuse)) abuse.set(kind, (abuse.get(kind) || 0) + times);
    }
    rows($('abuse'), [...abuse], e => e[0], e => [wide(e[0]), n(count(e[1]))], 'nothing of the kind');
    jvm(state);
    const leaving = state.servers.filter(server => server.shuttingDown).map(server => server.name);
    status(leaving.length ? 'shutting down: ' + leaving.join(', ') : 'live', true);
    if (!busy) {
      $('recording').disabled = state.isRecording;
      set($('recording'), state.isRecording ? 'Recording for another viewer' : 'Flight recording');
    }
  }

  function flying(state) {
    const all = [];
    for (const server of state.servers) {
      for (const request of server.requests) all.push({server: server.name, ...request});
    }
    all.sort((a, b) => b.millis - a.millis);
    rows($('flying'), all, r => [r.server, r.connection, r.stream].join(' '), (r, row) => {
      row.request = r;
      return [n(age(r.millis)), text(r.method), wide(routeName(pathOf(r))), text(r.client), text(r.server), text(r.thread),
        {node: () => {
          const button = make('button', '', 'Show');
          button.type = 'button';
          button.setAttribute('aria-label', 'Stack of ' + r.method + ' from ' + r.client);
          button.addEventListener('click', () => stack(row.request));
          return button;
        }}];
    }, 'none');
  }

  function lines(state) {
    const all = [];
    let open = 0;
    for (const server of state.servers) {
      open += server.open;
      for (const c of server.connections) {
        all.push({key: server.name + ' ' + c.id, name: server.name + ' ' + c.id, ...c});
        for (const s of c.streams) all.push({key: server.name + ' ' + c.id + ' ' + s.id, stream: s});
      }
    }
    const shown = all.filter(c => !c.stream).length;
    set($('connections-words'), shown < open ? 'Shown are ' + count(shown) + ' of ' + count(open) + ', busy ones first.'
      : count(open) + ' open.');
    rows($('lines'), all, c => c.key, (c, row) => {
      if (c.stream) {
        row.className = 'stream';
        return [text('stream ' + c.stream.id), text(''), text(''), text(''), text(c.stream.state),
          n(c.stream.millis < 0 ? '–' : age(c.stream.millis)), n(''), n(''), n(bytes(c.stream.sendWindow)),
          n(bytes(c.stream.receiveWindow))];
      }
      return [text(c.name), text(c.client), text(c.protocol || '–'), text(c.tls || '–'), text(c.state), n(age(c.millis)),
        n(count(c.requests)), n(c.mostStreams ? c.openStreams + ' of ' + c.mostStreams : '–'), n(windowSize(c.sendWindow)),
        n(windowSize(c.receiveWindow))];
    }, 'none');
  }

  function bars(state) {
    const place = $('bars');
    const known = place.known || (place.known = new Map());
    for (const server of state.servers) {
      for (const limit of server.limits) {
        const key = server.name + ': ' + limit.name;
        let bar = known.get(key);
        if (!bar) {
          bar = make('div', 'bar');
          const words = make('p');
          words.append(make('span', '', key), make('span'));
          const track = make('div', 'track');
          track.setAttribute('role', 'meter');
          track.setAttribute('aria-label', key);
          track.setAttribute('aria-valuemin', '0');
          track.append(make('div', 'fill'));
          bar.append(words, track);
          place.append(bar);
          known.set(key, bar);
        }
        const say = limit.name.endsWith('Bytes') ? bytes : count;
        const words = say(limit.used) + (limit.most ? ' of ' + say(limit.most) : ', without a limit');
        set(bar.firstElementChild.lastElementChild, words);
        const track = bar.lastElementChild;
        const part = limit.most ? Math.min(1, limit.used / limit.most) : 0;
        track.hidden = !limit.most;
        track.setAttribute('aria-valuemax', String(limit.most || 1));
        track.setAttribute('aria-valuenow', String(Math.min(limit.used, limit.most || 1)));
        track.setAttribute('aria-valuetext', words);
        track.firstElementChild.style.width = (100 * part).toFixed(1) + '%';
        bar.classList.toggle('near', part > 0.8);
      }
    }
  }

  function jvm(state) {
    const list = [
      ['heap in use', bytes(state.heap.used)],
      ['heap committed', bytes(state.heap.committed)],
      ['heap, the most', bytes(state.heap.most)],
      ['platform threads', count(state.threads)],
      ['processors', count(state.processors)],
      ...state.collectors.map(c => [c.name, count(c.collections) + ' collections, ' + age(c.millis)]),
      ['requests cancelled', count(sum(state, 'cancelled'))],
      ['handlers failed', count(sum(state, 'failed'))],
      ['tunnels', count(sum(state, 'openTunnels')) + ' open, ' + count(sum(state, 'tunnels')) + ' in all'],
      ['TLS handshakes', count(sum(state, 'handshakes')) + ', ' + count(sum(state, 'handshakesFailed')) + ' failed'],
      ['refused for want of memory', count(sum(state, 'memoryRefusals'))],
      ['loops handed over', count(sum(state, 'handOvers'))],
      ['viewers of this page', count(state.viewers)]];
    rows($('jvm'), list, e => e[0], e => [text(e[0]), n(e[1])]);
  }

  // ---- what comes seldom

  /** What the program has not, and how it would have it. */
  function missingWords(modules) {
    const parts = {'jdk.jfr': 'no flight recordings', 'java.management': 'no numbers of garbage collection'};
    const without = modules.map(module => parts[module] || module).join(' and ');
    return 'There are ' + without + ', as the program runs without ' + modules.join(' and ') +
      ': start it with --add-modules ' + modules.join(',') + '.';
  }

  function learn(news) {
    info = news;
    document.title = news.title;
    set($('title'), news.title);
    const missing = news.missing || [];
    $('missing').hidden = missing.length === 0;
    set($('missing'), missing.length ? missingWords(missing) : '');
    rows($('certificates'), news.servers.flatMap(server => server.certificates.map((c, i) => ({key: server.name + i, ...c}))),
      c => c.key, c => [wide(c.names || c.subject), n(c.daysLeft + (c.daysLeft < 14 ? ' – soon!' : ''), c.daysLeft < 14),
        text(new Date(c.until).toISOString().slice(0, 10))], 'none: no server speaks TLS');
    const values = $('values');
    for (const server of news.servers) {
      let body = values.known && values.known.get(server.name);
      if (!body) {
        const details = make('details');
        details.append(make('summary', '', 'Settings of ' + server.name));
        const table = make('table');
        body = document.createElement('tbody');
        table.append(body);
        details.append(table);
        values.append(details);
        (values.known || (values.known = new Map())).set(server.name, body);
      }
      rows(body, Object.entries(server.settings), e => e[0], e => [text(e[0]), wide(e[1])]);
    }
    $('patterns').replaceChildren(...news.patterns.map(pattern => make('li', '', pattern)));
    health();
  }

  async function health() {
    if (!info || !info.health) {
      set($('health'), 'no checks are set up');
      return;
    }
    try {
      const said = await (await fetch('health')).json();
      const checks = Object.entries(said.checks || {}).map(([name, state]) => name + ' ' + state);
      set($('health'), said.status + (checks.length ? ': ' + checks.join(', ') : ''));
      $('health').className = said.status === 'up' ? '' : 'bad';
    } catch {
      set($('health'), 'unknown');
    }
  }

  // ---- buttons

  function status(words, live) {
    set($('status'), words);
    $('status').classList.toggle('live', !!live);
  }

  async function stack(request) {
    set($('dialog-title'), 'Stack');
    const query = new URLSearchParams({server: request.server, connection: request.connection, stream: request.stream});
    const answer = await fetch('stack?' + query).catch(() => null);
    if (answer && answer.ok) {
      const found = await answer.json();
      set($('dialog-words'), request.method + ' ' + routeName(pathOf({method: request.method, route: found.route})) + ', thread ' + found.thread);
      set($('stack'), found.stack.join('\n'));
    } else {
      set($('dialog-words'), 'The request is over.');
      set($('stack'), '');
    }
    $('dialog').showModal();
  }

  async function download(button, url, name, saying) {
    const words = button.textContent;
    button.disabled = true;
    busy = true;
    set(button, saying);
    try {
      const answer = await fetch(url, {method: 'POST'});
      if (!answer.ok) throw new Error(await answer.text());
      const file = URL.createObjectURL(await answer.blob());
      const link = make('a');
      link.href = file;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(file), 60000);
      set(button, words);
    } catch {
      set(button, words + ' has failed');
    } finally {
      button.disabled = false;
      busy = false;
    }
  }

  $('threads').addEventListener('click', () => download($('threads'), 'threads', 'threads.txt', 'Looking'));
  $('recording').addEventListener('click', () => {
    if (info && info.missing.includes('jdk.jfr')) {
      set($('dialog-title'), 'Flight recording');
      set($('dialog-words'), missingWords(info.missing));
      set($('stack'), '');
      $('dialog').showModal();
    } else {
      download($('recording'), 'recording', 'weir.jfr', 'Recording for ' + (info ? info.recordingSeconds : 60) + ' s');
    }
  });
  $('route').addEventListener('change', charts);
  $('pause').addEventListener('click', () => {
    paused = !paused;
    $('pause').setAttribute('aria-pressed', String(paused));
    if (paused) {
      stop('paused');
    } else {
      start();
    }
  });

  // ---- the stream

  function start() {
    clearTimeout(retryTimer);
    if (source || paused || document.hidden) return;
    status('connecting');
    source = new EventSource('events');
    source.addEventListener('info', event => learn(JSON.parse(event.data)));
    source.addEventListener('state', event => show(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      const over = source && source.readyState === EventSource.CLOSED;
      status(over ? 'refused, or too many look: again in 10 s' : 'the connection is lost: trying again');
      if (over) {
        source = null;
        retryTimer = setTimeout(start, 10000);
      }
    });
  }
  function stop(words) {
    clearTimeout(retryTimer);
    if (source) source.close();
    source = null;
    status(words);
  }
  // A page that nobody sees costs nothing.
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hideTimer);
    if (document.hidden) {
      hideTimer = setTimeout(() => stop('not seen: stopped'), HIDDEN_MS);
    } else {
      start();
    }
  });
  setInterval(() => { if (source && info) health(); }, 10000);
  start();
})();
