/**
 * The script of a report's page. It draws from the data beside it, by `textContent` and attributes only: no text of an
 * alert is ever read as markup.
 */
export const CLIENT = String.raw`
(() => {
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const { texts, rules, alerts } = data;
const text = (number) => (number < 0 ? '' : texts[number]);
const SEVERITIES = ['critical', 'high', 'medium', 'low'];
const TACTICS = ['Reconnaissance', 'Resource Development', 'Initial Access', 'Execution', 'Persistence',
  'Privilege Escalation', 'Stealth', 'Defense Evasion', 'Defense Impairment', 'Credential Access', 'Discovery',
  'Lateral Movement', 'Collection', 'Command and Control', 'Exfiltration', 'Impact'];
const PAGE = 100, LISTED = 10, BARS = 60;

// ---- elements

const SVG = 'http://www.w3.org/2000/svg';
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'click') node.addEventListener('click', value);
    else if (name === 'style') for (const [key, one] of Object.entries(value)) node.style.setProperty(key, one);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}
const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const number = (value) => value.toLocaleString('en');
const plural = (value, noun) => number(value) + ' ' + noun + (value === 1 ? '' : 's');
const card = (title, ...content) => el('section', { class: 'card' }, el('h2', {}, title), ...content);

const iso = (ms) => new Date(ms).toISOString();
const when = (ms) => (ms === null ? 'no time' : iso(ms).slice(0, 19).replace('T', ' '));

// ---- filters

/** What the page shows: one value per dimension, or none. */
const filters = { rule: null, host: null, tactic: null, technique: null, range: null, words: '' };
let shown = PAGE;

const DIMENSIONS = {
  rule: (alert, value) => alert.r === value,
  host: (alert, value) => alert.h === value,
  tactic: (alert, value) => rules[alert.r].tactics.includes(value),
  technique: (alert, value) => rules[alert.r].techniques.some(({ id }) => id === value),
  range: (alert, [from, to]) => alert.t !== null && alert.t >= from && alert.t < to,
};
const NAMES = {
  rule: (value) => rules[value].name,
  host: (value) => 'host ' + (text(value) || 'unknown'),
  tactic: (value) => value,
  technique: (value) => value,
  range: ([from, to]) => when(from) + ' to ' + when(to),
};

const searched = new Map();
function wordsOf(alert) {
  let words = searched.get(alert);
  if (words === undefined) {
    words = [rules[alert.r].name, text(alert.h), text(alert.u), text(alert.w), ...alert.k.map(text)]
      .join('\n').toLowerCase();
    searched.set(alert, words);
  }
  return words;
}

function visibleAlerts() {
  const tests = Object.entries(DIMENSIONS).filter(([name]) => filters[name] !== null);
  const words = filters.words.toLowerCase().split(/\s+/).filter(Boolean);
  return alerts.filter((alert) =>
    tests.every(([name, test]) => test(alert, filters[name])) &&
    words.every((word) => wordsOf(alert).includes(word)));
}

function choose(name, value) {
  filters[name] = filters[name] === value ? null : value;
  shown = PAGE;
  draw();
}

function countBy(list, keysOf) {
  const counts = new Map();
  for (const item of list) for (const key of keysOf(item)) counts.set(key, (counts.get(key) || 0) + 1);
  return counts;
}
const largestFirst = (counts) => [...counts].sort((a, b) => b[1] - a[1]);

// ---- charts

function tiles(list) {
  const bySeverity = countBy(list, (alert) => [rules[alert.r].severity]);
  const tile = (value, label, tone) =>
    el('div', { class: 'card tile ' + tone }, el('b', {}, number(value)), el('span', {}, label));
  return el('div', { class: 'grid tiles' },
    tile(list.length, list.length === alerts.length ? 'alerts' : 'of ' + plural(alerts.length, 'alert'), ''),
    ...SEVERITIES.map((name) => tile(bySeverity.get(name) || 0, name, name)),
    tile(new Set(list.map((alert) => alert.r)).size, 'rules', ''),
    tile(new Set(list.map((alert) => alert.h)).size, 'hosts', ''));
}

const STEPS = [1, 2, 5, 10, 15, 30].map((s) => s * 1e3)
  .concat([1, 2, 5, 10, 15, 30].map((m) => m * 6e4))
  .concat([1, 2, 3, 6, 12].map((h) => h * 36e5))
  .concat([1, 2, 7, 14, 30, 91, 182, 365, 3650, 36500].map((d) => d * 864e5));

const tick = (ms, step, isFirst) => (step >= 864e5 ? iso(ms).slice(0, 10)
  : (isFirst ? iso(ms).slice(5, 10) + ' ' : '') + iso(ms).slice(11, step >= 6e4 ? 16 : 19));

function timeline(list) {
  const timed = list.filter((alert) => alert.t !== null);
  if (timed.length === 0) return el('p', { class: 'none' }, 'No alert has a time.');
  let min = Infinity, max = -Infinity;
  for (const { t } of timed) { if (t < min) min = t; if (t > max) max = t; }
  const step = STEPS.find((one) => (max - min) / one < BARS) || STEPS[STEPS.length - 1];
  const start = Math.floor(min / step) * step;
  const count = Math.floor((max - start) / step) + 1;
  const stacks = Array.from({ length: count }, () => SEVERITIES.map(() => 0));
  for (const { t, r } of timed) stacks[Math.floor((t - start) / step)][SEVERITIES.indexOf(rules[r].severity)]++;
  const sums = stacks.map((stack) => stack.reduce((a, b) => a + b, 0));
  const most = Math.max(...sums);
  const W = 1200, H = 210, LEFT = 44, TOP = 10, BOTTOM = 24;
  const height = H - TOP - BOTTOM, width = (W - LEFT) / count;
  const y = (value) => TOP + height - (value / most) * height;
  const chart = svg('svg', { viewBox: '0 0 ' + W + ' ' + H, role: 'img', id: 'timeline', 'aria-label': 'Alerts over time' });
  for (const value of most > 1 ? [0, Math.round(most / 2), most] : [0, most]) {
    chart.append(
      svg('line', { class: 'axis', x1: LEFT, x2: W, y1: y(value), y2: y(value) }),
      svg('text', { x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, number(value)));
  }
  const every = Math.max(1, Math.ceil(count / 8));
  const gap = Math.min(3, width * 0.2), thick = Math.min(width - gap, 46);
  stacks.forEach((stack, i) => {
    const from = start + i * step;
    const x = LEFT + i * width + (width - thick) / 2;
    if (i % every === 0) {
      const isFirst = i === 0 || iso(from).slice(0, 10) !== iso(from - every * step).slice(0, 10);
      const at = i === 0 ? { x: LEFT, 'text-anchor': 'start' } : { x: LEFT + i * width + width / 2, 'text-anchor': 'middle' };
      chart.append(svg('text', { ...at, y: H - 6 }, tick(from, step, isFirst)));
    }
    if (sums[i] === 0) return;
    const bar = svg('g', { class: 'bar', click: () => choose('range', [from, from + step]) },
      svg('title', {}, when(from) + ': ' + plural(sums[i], 'alert')),
      svg('rect', { class: 'hit', x: LEFT + i * width, y: TOP, width, height }));
    let base = 0;
    for (let s = SEVERITIES.length - 1; s >= 0; s--) {
      if (stack[s] === 0) continue;
      const top = y(base + stack[s]);
      bar.append(svg('rect', { class: SEVERITIES[s], x, y: top, width: thick, height: Math.max(y(base) - top, 0.75), rx: 1 }));
      base += stack[s];
    }
    chart.append(bar);
  });
  return chart;
}

function legend() {
  return el('span', { class: 'legend' }, ...SEVERITIES.map((name) => el('span', {}, el('i', { class: name }), name)));
}

function bars(counts, dimension, nameOf, toneOf) {
  const list = largestFirst(counts);
  if (list.length === 0) return el('p', { class: 'none' }, 'Nothing.');
  const most = list[0][1];
  const rest = list.slice(LISTED);
  return el('div', { id: 'by-' + dimension },
    ...list.slice(0, LISTED).map(([key, count]) =>
      el('button', { class: 'row', title: nameOf(key), click: () => choose(dimension, key) },
        el('span', {}, nameOf(key)),
        el('span', { class: 'track' }, el('i', { class: toneOf(key), style: { width: (100 * count) / most + '%' } })),
        el('span', { class: 'n' }, number(count)))),
    ...(rest.length === 0 ? [] : [el('div', { class: 'more' },
      number(rest.length) + ' more, ' + plural(rest.reduce((sum, [, count]) => sum + count, 0), 'alert'))]));
}

function matrix(list) {
  const byRule = countBy(list, (alert) => [alert.r]);
  const tactics = new Map();
  for (const [r, count] of byRule) {
    for (const name of rules[r].tactics) {
      const tactic = tactics.get(name) || { count: 0, techniques: new Map() };
      tactics.set(name, tactic);
      tactic.count += count;
      for (const { id, name: title, tactic: own } of rules[r].techniques) {
        if (own !== name) continue;
        const technique = tactic.techniques.get(id) || { title, count: 0 };
        tactic.techniques.set(id, technique);
        technique.count += count;
      }
    }
  }
  if (tactics.size === 0) return el('p', { class: 'none' }, 'No rule names a tactic.');
  const place = (name) => (TACTICS.includes(name) ? TACTICS.indexOf(name) : TACTICS.length);
  const most = Math.max(...[...tactics.values()].flatMap(({ techniques }) => [...techniques.values()].map(({ count }) => count)), 1);
  return el('div', { class: 'matrix', id: 'matrix' },
    ...[...tactics].sort((a, b) => place(a[0]) - place(b[0])).map(([name, { count, techniques }]) =>
      el('div', { class: 'tactic' },
        el('button', { class: 'head', click: () => choose('tactic', name) }, name, el('small', {}, plural(count, 'alert'))),
        ...[...techniques].sort((a, b) => b[1].count - a[1].count).map(([id, technique]) =>
          el('button', {
            class: 'tech',
            style: { '--a': String(0.08 + 0.5 * Math.sqrt(technique.count / most)) },
            click: () => choose('technique', id),
          }, el('span', {}, technique.title, el('small', {}, id)), el('b', {}, number(technique.count)))))));
}

// ---- alerts

function explanation(terms) {
  const items = [];
  for (let i = 0; i < terms.length; i += 4) {
    const [depth, verdict, label, finding] = terms.slice(i, i + 4);
    const isTrue = verdict % 2 === 1;
    items.push(el('li', { class: verdict > 1 ? 'plain' : '', style: { '--d': String(Math.max(0, depth - 1)) } },
      el('span', { class: isTrue ? 'yes' : 'no' }, isTrue ? '✓' : '✗'),
      el('code', {}, text(label)), el('code', { class: 'why' }, text(finding))));
  }
  return el('ul', { class: 'terms' }, ...items);
}

function eventCard(event, position, count) {
  const title = count === 1 ? 'Event' : 'Event ' + (position + 1) + ' of ' + count;
  if (event.m) return el('div', { class: 'event' }, el('h3', {}, title, el('small', {}, 'did not come, which is what was found')));
  const fields = el('dl', { class: 'mono' });
  for (let i = 0; i < event.f.length; i += 2) fields.append(el('dt', {}, text(event.f[i])), el('dd', {}, text(event.f[i + 1])));
  return el('div', { class: 'event' },
    el('h3', {}, title, el('small', {}, text(event.p))),
    ...(event.x.length === 0 ? [] : [explanation(event.x)]),
    el('details', {}, el('summary', {}, plural(event.f.length / 2, 'field')), fields));
}

function details(alert) {
  const rule = rules[alert.r];
  return el('tr', { class: 'detail' }, el('td', { colspan: 5 },
    el('div', {}, text(alert.s)),
    ...(alert.k.length === 0 ? [] : [el('div', { class: 'none' }, 'Joined by ' + alert.k.map(text).join(', '))]),
    ...alert.e.map((event, i) => eventCard(event, i, alert.e.length)),
    el('div', { class: 'event' }, el('details', {}, el('summary', {}, 'The rule’s query'), el('pre', { class: 'mono' }, rule.query)))));
}

function alertRow(alert) {
  const rule = rules[alert.r];
  const cell = (content, className = '') => el('td', { class: className, title: content }, content);
  const row = el('tr', { class: 'alert' },
    cell(when(alert.t), 'time'),
    el('td', { title: rule.name }, el('button', { 'aria-expanded': 'false' },
      el('i', { class: 'dot ' + rule.severity, title: rule.severity }), rule.name)),
    cell(text(alert.h)), cell(text(alert.u)), cell(text(alert.w), 'mono'));
  let open = null;
  row.addEventListener('click', () => {
    if (open === null) row.after((open = details(alert)));
    else { open.remove(); open = null; }
    row.querySelector('button').setAttribute('aria-expanded', String(open !== null));
  });
  return row;
}

function table(list) {
  const body = el('tbody');
  const add = (from, to) => body.append(...list.slice(from, to).map(alertRow));
  add(0, shown);
  const more = el('button', { class: 'more', id: 'more' });
  const label = () => {
    more.textContent = 'Show ' + number(Math.min(PAGE, list.length - shown)) + ' more of ' + number(list.length - shown);
    more.hidden = shown >= list.length;
  };
  more.addEventListener('click', () => { add(shown, shown + PAGE); shown += PAGE; label(); });
  label();
  const widths = ['172px', '26%', '130px', '130px', ''];
  return el('div', {}, el('div', { class: 'scroll' }, el('table', { id: 'alerts' },
    el('colgroup', {}, ...widths.map((width) => el('col', { style: width ? { width } : {} }))),
    el('thead', {}, el('tr', {}, ...['Time (UTC)', 'Rule', 'Host', 'User', 'What'].map((name) => el('th', {}, name)))),
    body)), more);
}

// ---- the page

const search = el('input', { type: 'search', placeholder: 'Search rule, host, user, command line', 'aria-label': 'Search' });
let typing;
search.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => { filters.words = search.value; shown = PAGE; draw(); }, 150);
});
const chips = el('span', { class: 'filters', style: { margin: '0' } });
const content = el('div');

function draw() {
  const list = visibleAlerts();
  chips.replaceChildren(...Object.keys(DIMENSIONS).filter((name) => filters[name] !== null).map((name) =>
    el('button', { class: 'chip', title: 'Show all again', click: () => choose(name, filters[name]) }, NAMES[name](filters[name]) + '  ×')));
  const newest = [...list].sort((a, b) => (b.t === null ? -1 : b.t) - (a.t === null ? -1 : a.t));
  content.replaceChildren(
    tiles(list),
    el('div', { class: 'grid' }, el('section', { class: 'card' }, legend(), el('h2', {}, 'Alerts over time'), timeline(list))),
    el('div', { class: 'grid two' },
      card('By rule', bars(countBy(list, (alert) => [alert.r]), 'rule', (r) => rules[r].name, (r) => rules[r].severity)),
      card('By host', bars(countBy(list, (alert) => [alert.h]), 'host', (h) => text(h) || 'unknown', () => ''))),
    el('div', { class: 'grid' }, card('ATT&CK tactics and techniques', matrix(list))),
    el('div', { class: 'grid' }, card('Alerts, the latest first', table(newest))));
}

const ran = alerts.filter((alert) => alert.t !== null).map((alert) => alert.t);
const span = ran.length === 0 ? '' : ' · ' + when(ran.reduce((a, b) => Math.min(a, b))) + ' to ' + when(ran.reduce((a, b) => Math.max(a, b))) + ' UTC';
document.getElementById('page').replaceChildren(
  el('header', {}, el('h1', {}, data.title),
    el('p', {}, plural(alerts.length, 'alert') + ' · ' + plural(rules.length, 'rule') + ' ran' + span +
      (data.omitted > 0 ? ' · ' + plural(data.omitted, 'further alert') + ' left out' : ''))),
  el('div', { class: 'filters' }, search, chips),
  content);
draw();
})();
`;
