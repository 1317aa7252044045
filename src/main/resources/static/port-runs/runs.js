/** The runs: search, filters, order and pages, all of which are in the address. */
import { read } from './api.js';
import { h } from './dom.js';
import { away, chip, empty, letterLink, pages, runLink, stateChip, table } from './parts.js';
import { capital, duration, phrase, until, who } from './words.js';

const STATES = ['ACCEPTED', 'CONFIRMING', 'DISPATCHING', 'LOCATING', 'RUNNING', 'PARKED'];
const ENDED = ['FINISHED', 'REFUSED', 'SKIPPED'];
const AGES = [
  ['', 'Any age'],
  ['300', 'Older than 5 min'],
  ['3600', 'Older than 1 h'],
  ['21600', 'Older than 6 h'],
  ['86400', 'Older than 1 d'],
];
const SIZE = 50;
const LATER = 350;
let typing = null;
let typed = {};

export const load = ({ query }) => read('runs', { ...query, sort: query.sort ?? '-age', size: SIZE });

export function view(context) {
  const { data, route } = context;
  return h(
    'section',
    { class: 'runs', 'aria-labelledby': 'port-runs-list' },
    h('h2', { id: 'port-runs-list', tabindex: '-1' }, title(route.query)),
    filters(context),
    data?.parkedRecords.length
      ? h(
          'p',
          { class: 'notice person' },
          h('span', null, 'A record that claims to be such a run was parked:'),
          data.parkedRecords.map(({ deadLetterId, reason }) =>
            h('span', { key: deadLetterId }, letterLink(deadLetterId), ` (${phrase(reason)}) `),
          ),
        )
      : null,
    h('div', { class: 'list', 'aria-busy': data ? 'false' : 'true' }, data ? list(context) : 'Reading …'),
  );
}

function list(context) {
  const { data, route } = context;
  if (!data.runs.length) {
    return [cut(data), none(context)];
  }
  return [
    cut(data),
    table('Runs', columns(context), data.runs.map(run => row(context, run))),
    pages(data.page, data.more, data.runs.length, page => context.go(address(route.query, { page: page || null }))),
  ];
}

const cut = data =>
  data.truncated
    ? h(
        'p',
        { key: 'truncated', class: 'quiet' },
        'Only the first 5,000 runs of each state were looked at: there may be more that match. Narrow it down, for ' +
          'example with organisation and repository, or search for the id.',
      )
    : null;

/** A search finds ended runs as well: whoever looks for a run need not know that it has ended. */
function title({ text, open }) {
  return open === 'false' ? 'Ended runs' : text && open !== 'true' ? 'Runs found' : 'Open runs';
}

function none({ route }) {
  const { sort, page, open, ...narrowed } = route.query;
  if (!Object.keys(narrowed).length) {
    return empty(
      h('p', null, open === 'false' ? 'No run has ended yet.' : 'No run is open.'),
      h('p', { class: 'quiet' }, 'Runs appear here as soon as somebody invokes an action in Port.'),
    );
  }
  return empty(
    h('p', null, narrowed.text ? 'No run matches.' : open === 'false' ? 'No ended run matches.' : 'No open run matches.'),
    h('p', null, h('a', { href: '#/runs' }, 'Drop the filters')),
  );
}

function columns(context) {
  return [
    { title: 'Run', ...sortable(context, 'Action', 'action') },
    { title: 'Where', ...sortable(context, 'Repository', 'repository') },
    { title: 'State', ...sortable(context, 'State', 'state') },
    { title: 'Waits for' },
    { title: 'Age', class: 'number', ...sortable(context, 'Age', 'age') },
    { title: 'Open in' },
  ];
}

function sortable({ route, go }, title, key) {
  const now = route.query.sort ?? '-age';
  const sorted = now === key ? 'ascending' : now === `-${key}` ? 'descending' : null;
  const next = key === 'age' && sorted !== 'descending' ? '-age' : key;
  return {
    sorted: sorted ?? 'none',
    head: h(
      'button',
      {
        type: 'button',
        class: 'sort',
        title: `Sort by ${title.toLowerCase()}`,
        onclick: () => go(address(route.query, { sort: next, page: null })),
      },
      title,
      h('span', { 'aria-hidden': 'true' }, sorted === 'ascending' ? ' ▲' : sorted ? ' ▼' : ''),
    ),
  };
}

function row({ now, go }, run) {
  const waits = run.waitsFor;
  return {
    key: run.runId,
    class: 'opens',
    open: event => {
      if (!event.target.closest('a, button') && !String(window.getSelection())) {
        go(`#/runs/${encodeURIComponent(run.runId)}`);
      }
    },
    cells: [
      [h('div', { class: 'strong' }, run.action ?? 'Unknown action'), runLink(run.runId)],
      [
        h('div', null, `${run.organisation}/${run.repository}`),
        h('div', { class: 'quiet' }, run.workflow, run.ref ? ` at ${run.ref}` : ''),
      ],
      stateChip(run.state),
      waits
        ? [
            h('div', null, waits.sentence),
            h(
              'div',
              { class: 'quiet' },
              waits.until ? `${capital(until(waits.until, now))}. ` : '',
              waits.who && waits.who !== 'nobody' ? chip(who(waits.who), waits.code === 'PAUSED' ? 'paused' : 'person') : '',
            ),
          ]
        : '–',
      duration(run.ageSeconds),
      h(
        'span',
        { class: 'links' },
        away(run.portUrl, 'Port', `Run ${run.runId} in Port`),
        away(run.workflowRunUrl, 'GitHub', `Workflow run of ${run.runId} in GitHub`),
        run.deadLetterId ? letterLink(run.deadLetterId) : null,
      ),
    ],
  };
}

function filters(context) {
  const { route, go } = context;
  const search = (name, label, hint) =>
    h(
      'label',
      { key: name, class: name === 'text' ? 'wide' : null },
      h('span', null, label),
      h('input', {
        type: 'search',
        name,
        value: route.query[name] ?? '',
        placeholder: hint ?? null,
        autocomplete: 'off',
        spellcheck: 'false',
        oninput: event => {
          typed[name] = event.target.value.trim() || null;
          clearTimeout(typing);
          typing = setTimeout(() => {
            go(address(context.current().query, { ...typed, page: null }), true);
            typed = {};
          }, LATER);
        },
      }),
    );
  const chosen = (name, label, options) =>
    h(
      'label',
      { key: name },
      h('span', null, label),
      h(
        'select',
        { name, value: route.query[name] ?? '', onchange: event => go(address(route.query, { [name]: event.target.value || null, page: null })) },
        options.map(([value, text]) => h('option', { key: value, value }, text)),
      ),
    );
  const states = route.query.open === 'false' ? ENDED : STATES;
  return h(
    'form',
    { class: 'filters', role: 'search', 'aria-label': 'Runs', onsubmit: event => event.preventDefault() },
    search('text', 'Search', 'Run id or workflow run'),
    h(
      'label',
      { key: 'open' },
      h('span', null, 'Which'),
      h(
        'select',
        {
          name: 'open',
          value: route.query.open ?? '',
          onchange: event => go(address(route.query, { open: event.target.value || null, state: null, page: null })),
        },
        h('option', { key: '', value: '' }, route.query.text ? 'Open and ended' : 'Open'),
        route.query.text ? h('option', { key: 'true', value: 'true' }, 'Open') : null,
        h('option', { key: 'false', value: 'false' }, 'Ended'),
      ),
    ),
    chosen('state', 'State', [['', 'Any state'], ...states.map(state => [state, phrase(state)])]),
    chosen('age', 'Age', AGES),
    search('action', 'Action'),
    search('organisation', 'Organisation'),
    search('repository', 'Repository'),
  );
}

function address(query, changes) {
  const all = Object.entries({ ...query, ...changes }).filter(([, value]) => value !== null && value !== '');
  return all.length ? `#/runs?${new URLSearchParams(all)}` : '#/runs';
}
