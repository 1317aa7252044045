/** Dead letters: why, what to do, and doing it. */
import { Failure, read, write } from './api.js';
import { h } from './dom.js';
import { at, chip, empty, pages, runLink } from './parts.js';
import { count, phrase } from './words.js';

const STATUSES = ['PARKED', 'REPLAYED', 'ADOPTED', 'ENDED', 'DISCARDED'];
const SIZE = 50;
const WHY = { name: 'why', label: 'Why', kind: 'text', hint: 'Recorded with your name.' };

export async function load({ id, query }) {
  if (id) {
    return { deadLetters: [await one(id)], reasons: [], page: 0, more: false };
  }
  const [found, groups] = await Promise.all([
    read('dead-letters', { ...query, size: SIZE }),
    read('dead-letters/reasons'),
  ]);
  return { ...found, reasons: groups.reasons };
}

async function one(id) {
  const withStatus = async status => (await read('dead-letters', { text: id, status })).deadLetters;
  const isIt = letter => String(letter.id) === id;
  const found =
    (await withStatus('PARKED')).find(isIt) ??
    (await Promise.all(STATUSES.slice(1).map(withStatus))).flat().find(isIt);
  if (!found) {
    throw new Failure(`There is no dead letter ${id}. Settled ones are deleted after retention.ended-runs.`, 404);
  }
  return found;
}

export function view(context) {
  const { data, route } = context;
  return h(
    'section',
    { class: 'letters', 'aria-labelledby': 'port-runs-letters' },
    route.id ? h('p', { class: 'back' }, h('a', { href: '#/dead-letters' }, '‹ Dead letters')) : null,
    h('h2', { id: 'port-runs-letters', tabindex: '-1' }, route.id ? `Dead letter ${route.id}` : 'Dead letters'),
    route.id ? null : filters(context),
    h('div', { class: 'list' }, data ? list(context) : null),
  );
}

function list(context) {
  const { data, route } = context;
  if (!data.deadLetters.length) {
    const narrowed = route.query.reason || route.query.stage || route.query.text;
    return empty(
      h('p', null, narrowed ? 'No dead letter matches.' : noneYet(route.query.status)),
      narrowed
        ? h('p', null, h('a', { href: '#/dead-letters' }, 'Drop the filters'))
        : h('p', { class: 'quiet' }, 'What needs a person is parked here, with the reason and what to do.'),
    );
  }
  return [
    h(
      'ul',
      { class: 'cards' },
      data.deadLetters.map(letter => card(context, letter)),
    ),
    route.id
      ? null
      : pages(data.page, data.more, data.deadLetters.length, page => context.go(address(route.query, { page: page || null }))),
  ];
}

const noneYet = status =>
  !status || status === 'PARKED' ? 'No dead letters: nothing waits for a person.' : `No dead letter was ${phrase(status).toLowerCase()}.`;

function card(context, letter) {
  const parked = letter.status === 'PARKED';
  return h(
    'li',
    { key: letter.id },
    h(
      'article',
      { 'aria-label': `Dead letter ${letter.id}` },
      h(
        'header',
        null,
        h('h3', null, h('a', { href: `#/dead-letters/${letter.id}` }, `#${letter.id} ${phrase(letter.reason)}`)),
        chip(phrase(letter.status), parked ? 'person' : 'done'),
        h(
          'span',
          { class: 'quiet' },
          `at ${letter.stage}, parked `,
          at(letter.parkedAt),
          letter.attempts > 1 ? ` after ${letter.attempts} attempts` : '',
          letter.settledAt ? [', settled ', at(letter.settledAt)] : null,
        ),
      ),
      h('p', { class: 'message' }, letter.message),
      letter.remedy ? h('p', { class: 'remedy' }, h('strong', null, 'What to do: '), letter.remedy) : null,
      h(
        'p',
        { class: 'quiet' },
        letter.runId ? h('span', null, 'Run ', runLink(letter.runId), '. ') : null,
        letter.claimedRunId
          ? h('span', null, 'The record claims to be run ', h('span', { class: 'id' }, letter.claimedRunId), '; nothing proves it. ')
          : null,
        letter.topic ? `Kafka: ${letter.topic}, partition ${letter.partition}, offset ${letter.offset}.` : null,
      ),
      context.operator && parked ? h('div', { class: 'actions' }, operations(context, letter)) : null,
    ),
  );
}

const OPERATIONS = {
  replay: letter => ({
    label: 'Replay',
    title: `Replay dead letter ${letter.id}`,
    text: ['It is put back to work where it stopped. Nothing is started twice: what may have started is searched for first.'],
    fields: [WHY],
    confirm: 'Replay',
  }),
  adopt: letter => ({
    label: 'Adopt',
    title: `Adopt a workflow run for ${letter.runId ?? `dead letter ${letter.id}`}`,
    text: ['Name the workflow run that belongs to this run. It is tracked from then on, and its end reaches Port.'],
    fields: [
      {
        name: 'workflowRunId',
        label: 'Number of the workflow run',
        required: true,
        hint: 'The number at the end of its address in GitHub: …/actions/runs/NUMBER',
      },
      WHY,
    ],
    confirm: 'Adopt',
    body: values => ({ workflowRunId: Number(values.workflowRunId), why: values.why }),
  }),
  discard: letter => ({
    label: 'Discard',
    title: `Discard dead letter ${letter.id}`,
    text: [
      'This is final. The letter is settled unchanged: nothing is started, and Port is not told.',
      letter.operations.includes('end-in-port') ? 'If the run is still open in Port, end it in Port instead.' : null,
    ].filter(Boolean),
    fields: [{ ...WHY, required: true }],
    confirm: 'Discard for good',
    final: true,
  }),
  'end-in-port': letter => ({
    label: 'End in Port',
    title: `End ${letter.runId ?? 'the run'} in Port`,
    text: ['This is final. Port shows this end to the developer, with your sentence.'],
    fields: [
      {
        name: 'status',
        label: 'How it ended',
        required: true,
        options: [
          ['FAILURE', 'Failure'],
          ['SUCCESS', 'Success'],
        ],
      },
      {
        name: 'sentence',
        label: 'What the developer reads',
        kind: 'text',
        required: true,
        hint: 'One sentence: what happened, and what to do now.',
      },
    ],
    confirm: 'End in Port for good',
    final: true,
  }),
};

function operations(context, letter) {
  return (letter.operations ?? [])
    .filter(name => OPERATIONS[name])
    .map(name => {
      const operation = OPERATIONS[name](letter);
      return h(
        'button',
        {
          key: name,
          type: 'button',
          class: operation.final ? 'final' : null,
          'aria-label': `${operation.label} dead letter ${letter.id}`,
          onclick: () => context.ask({ ...operation, send: values => send(name, operation, letter, values) }),
        },
        operation.final ? `${operation.label} …` : operation.label,
      );
    });
}

async function send(name, operation, letter, values) {
  const entries = Object.entries(values).map(([name, value]) => [name, value.trim()]);
  // What is optional and was left blank is not given.
  const trimmed = Object.fromEntries(entries.filter(([, value]) => value));
  const missing = operation.fields.find(field => field.required && !trimmed[field.name]);
  if (missing) {
    throw new Failure(`Fill in "${missing.label}".`);
  }
  const body = operation.body ? operation.body(trimmed) : trimmed;
  return (await write('POST', `dead-letters/${letter.id}/${name}`, body)).answer;
}

function filters(context) {
  const { data, route, go } = context;
  const status = route.query.status ?? 'PARKED';
  return h(
    'div',
    { class: 'filters' },
    h(
      'label',
      { key: 'status' },
      h('span', null, 'Status'),
      h(
        'select',
        { value: status, onchange: event => go(address({}, { status: event.target.value })) },
        STATUSES.map(one => h('option', { key: one, value: one }, phrase(one))),
      ),
    ),
    status === 'PARKED' && data?.reasons.length
      ? h(
          'ul',
          { key: 'reasons', class: 'reasons', 'aria-label': 'By reason' },
          data.reasons.map(group => reason(context, group)),
        )
      : null,
  );
}

function reason({ route, go }, { stage, reason: name, count: letters }) {
  const pressed = route.query.stage === stage && route.query.reason === name;
  return h(
    'li',
    { key: `${stage} ${name}` },
    h(
      'button',
      {
        type: 'button',
        class: 'small',
        'aria-pressed': String(pressed),
        title: count(letters, 'letter', 'letters'),
        onclick: () => go(address(route.query, { stage: pressed ? null : stage, reason: pressed ? null : name, page: null })),
      },
      `${phrase(name)} at ${stage}: ${letters}`,
    ),
  );
}

function address(query, changes) {
  const all = Object.entries({ ...query, ...changes }).filter(([, value]) => value !== null && value !== '');
  return all.length ? `#/dead-letters?${new URLSearchParams(all)}` : '#/dead-letters';
}
