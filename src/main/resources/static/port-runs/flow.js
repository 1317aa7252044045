/** The stages in the order of the flow, what needs a person, and pausing. */
import { write } from './api.js';
import { h } from './dom.js';
import { at, chip } from './parts.js';
import { count, duration, number, secondsUntil, until } from './words.js';

const PAUSABLE = ['receive', 'confirm', 'dispatch', 'poll', 'report'];

/** As in health: fourteen days. */
const EXPIRES_SOON = 14 * 24 * 3600;

/** What stays undone while a stage is paused. */
const MEANS = {
  receive: 'Records wait in Kafka until it goes on. Mind how long the topic keeps them.',
  confirm: 'Runs whose record is old or unsigned wait.',
  dispatch: 'No workflow is started. What has started is tracked, and its end reaches Port.',
  poll: 'Ends are seen only through webhooks.',
  report: 'Port hears nothing until it goes on. Nothing is lost.',
};

export const flow = context =>
  h(
    'section',
    { class: 'flow', 'aria-labelledby': 'port-runs-flow' },
    h(
      'div',
      { class: 'heading' },
      h('h2', { id: 'port-runs-flow' }, 'Flow'),
      context.operator && !pauseOf(context, 'dispatch')
        ? h(
            'button',
            { type: 'button', class: 'brake', onclick: () => askToPause(context, 'dispatch', 'Dispatch') },
            'Stop dispatching, keep tracking',
          )
        : null,
    ),
    h(
      'ol',
      { class: 'stages' },
      context.overview.stages.map(stage => stageCard(context, stage)),
    ),
    context.overview.instances.length > 1
      ? h('p', { class: 'quiet' }, 'Under way and done/min: of this instance. Waiting and oldest: of all.')
      : null,
  );

function stageCard(context, stage) {
  const { stage: name, title, pause } = stage;
  const busy = stage.donePerMinute > 0 || stage.underWay > 0;
  return h(
    'li',
    { key: name, class: `stage ${pause ? 'paused' : busy ? 'busy' : 'idle'}` },
    h(
      'div',
      { class: 'name' },
      h('h3', null, title),
      pause ? chip('Paused', 'paused') : h('span', { class: 'quiet' }, busy ? 'Busy' : 'Idle'),
    ),
    h(
      'dl',
      null,
      figure('Waiting', number(stage.waiting), 'large'),
      figure('Under way', number(stage.underWay)),
      figure('Done/min', number(stage.donePerMinute)),
      figure('Oldest', stage.waiting || stage.underWay ? duration(stage.oldestSeconds) : '–'),
    ),
    context.operator && PAUSABLE.includes(name)
      ? h(
          'button',
          {
            type: 'button',
            class: 'small',
            'aria-label': `${pause ? 'Resume' : 'Pause'} ${title}`,
            onclick: () => (pause ? askToResume(context, stage) : askToPause(context, name, title)),
          },
          pause ? 'Resume' : 'Pause',
        )
      : null,
  );
}

const figure = (name, value, kind) =>
  h('div', { key: name, class: kind ?? null }, h('dt', null, name), h('dd', null, value));

const pauseOf = (context, name) => context.overview.stages.find(stage => stage.stage === name)?.pause;

/** What somebody has to know before anything else; one sentence if there is nothing. */
export function notices(context) {
  const { overview, now } = context;
  const found = [
    ...overview.stages.filter(stage => stage.pause).map(stage => paused(context, stage)),
    ...overview.stages
      .filter(stage => stage.advice)
      .map(stage => notice(`advice-${stage.stage}`, 'person', `${stage.title}: ${stage.advice}`)),
    overview.deadLetters > 0
      ? notice(
          'letters',
          'person',
          count(overview.deadLetters, 'dead letter needs', 'dead letters need') + ' a person.',
          h('a', { href: '#/dead-letters' }, 'Open'),
        )
      : null,
    ...overview.shutOuts.map(shutOut =>
      notice(`shut-${shutOut.scope}`, 'person', shutOut.text, h('span', { class: 'quiet' }, 'since ', at(shutOut.since))),
    ),
    ...overview.github
      .filter(budget => budget.pausedUntil)
      .map(budget =>
        notice(
          `github-${budget.credential}-${budget.resource}`,
          'waits',
          `GitHub takes no calls of ${budget.credential} ${until(budget.pausedUntil, now)}. ${budget.why ?? ''}`,
          h('a', { href: '#/limits' }, 'Limits'),
        ),
      ),
    ...overview.github
      .filter(({ resource, expiresAt }) => resource === 'core' && expiresAt && secondsUntil(expiresAt, now) < EXPIRES_SOON)
      .map(({ credential, expiresAt }) =>
        notice(
          `expires-${credential}`,
          'person',
          secondsUntil(expiresAt, now) > 0
            ? `GitHub's ${credential} expires in ${duration(secondsUntil(expiresAt, now))}: renew it before that.`
            : `GitHub's ${credential} has expired: renew it.`,
          h('span', { class: 'quiet' }, 'at ', at(expiresAt)),
        ),
      ),
    overview.gitHubAway
      ? notice(
          'github-away',
          'waits',
          `GitHub has answered no call for ${duration((now - new Date(overview.gitHubAway.since)) / 1000)}: ` +
            `${overview.gitHubAway.why}. What needs it waits, and goes on by itself.`,
          h('span', { class: 'quiet' }, 'since ', at(overview.gitHubAway.since)),
        )
      : null,
    overview.port.pausedUntil
      ? notice(
          'port',
          'waits',
          `Port takes no calls ${until(overview.port.pausedUntil, now)}. ${overview.port.why ?? ''} ` +
            'Reports and confirmations wait.',
        )
      : null,
  ].filter(Boolean);
  return h(
    'section',
    { class: 'notices', 'aria-label': 'What needs attention' },
    found.length
      ? h('ul', null, found)
      : h('p', { class: 'calm' }, 'Nothing needs you. No stage is paused, no limit holds anything up.'),
  );
}

const notice = (key, kind, text, ...more) => h('li', { key, class: `notice ${kind}` }, h('span', null, text), more);

function paused(context, { stage, title, pause, waiting }) {
  return notice(
    `pause-${stage}`,
    'paused',
    `${title} is paused by ${pause.by ?? 'a setting'}: ${pause.why ?? 'no reason was given'}.`.replace('..', '.'),
    h(
      'span',
      { class: 'quiet' },
      'Since ',
      at(pause.since),
      pause.until ? `, ${until(pause.until, context.now)}` : ', until somebody resumes it',
    ),
    context.operator
      ? h(
          'button',
          {
            type: 'button',
            class: 'small',
            'aria-label': `Resume ${title} now`,
            onclick: () => askToResume(context, { stage, title, waiting }),
          },
          'Resume',
        )
      : null,
  );
}

function askToPause(context, name, title) {
  context.ask({
    title: name === 'dispatch' ? 'Stop dispatching, keep tracking' : `Pause ${title.toLowerCase()}`,
    text: [MEANS[name], 'It holds for all instances, and survives restarts.'],
    fields: [
      { name: 'why', label: 'Why', kind: 'text', required: true, hint: 'Shown to everybody who looks here.' },
      {
        name: 'minutes',
        label: 'How long',
        required: true,
        options: [
          ['open', 'Until somebody resumes it'],
          ['30', '30 minutes'],
          ['60', '1 hour'],
          ['240', '4 hours'],
          ['720', '12 hours'],
        ],
      },
    ],
    confirm: name === 'dispatch' ? 'Stop dispatching' : 'Pause',
    send: async ({ why, minutes }) => {
      const end = minutes === 'open' ? null : new Date(context.clock() + Number(minutes) * 60_000).toISOString();
      await write('PUT', `pauses/${name}`, { why: why.trim(), until: end });
      return `${title} is paused.`;
    },
  });
}

function askToResume(context, { stage, title, waiting }) {
  context.ask({
    title: `Resume ${title.toLowerCase()}`,
    text: [
      waiting > 0
        ? `${count(waiting, 'waits', 'wait')} and will go on now${stage === 'dispatch' ? ': workflows start' : ''}.`
        : 'Nothing waits.',
    ],
    confirm: 'Resume',
    send: async () => (await write('DELETE', `pauses/${stage}`)).answer ?? `${title} goes on.`,
  });
}
