/** What happened to one run, from Kafka to its final status. */
import { read } from './api.js';
import { h } from './dom.js';
import { at, away, chip, letterLink, stateChip } from './parts.js';
import { count, duration, number, phrase, until, who } from './words.js';

const KINDS = {
  ENDED: 'done',
  REFUSED: 'refused',
  PARKED: 'person',
  POSTPONED: 'waits',
  OPERATOR: 'hand',
};

export const load = ({ id }) => read(`runs/${encodeURIComponent(id)}`);

export function view(context) {
  const { data: run, route } = context;
  return h(
    'section',
    { class: 'story', 'aria-labelledby': 'port-runs-run' },
    h('p', { class: 'back' }, h('a', { href: '#/runs' }, '‹ Runs')),
    h('h2', { id: 'port-runs-run', tabindex: '-1' }, run?.action ? `${run.action} ` : '', h('span', { class: 'id' }, route.id)),
    run ? [links(run), waits(context, run), h('div', { class: 'columns' }, timeline(run), facts(run))] : null,
  );
}

const links = run =>
  h(
    'p',
    { key: 'links', class: 'links' },
    stateChip(run.state),
    away(run.portUrl, 'Open in Port'),
    away(run.workflowRunUrl, 'Workflow run in GitHub'),
    run.deadLetterId ? letterLink(run.deadLetterId) : null,
  );

function waits({ now }, { waitsFor }) {
  if (!waitsFor) {
    return null;
  }
  const person = waitsFor.who && waitsFor.who !== 'nobody';
  return h(
    'p',
    { key: 'waits', class: `notice ${person ? 'person' : 'works'}` },
    h('span', null, waitsFor.sentence),
    h(
      'span',
      { class: 'quiet' },
      waitsFor.until ? `${until(waitsFor.until, now)}. ` : '',
      `${who(waitsFor.who)}.`,
    ),
  );
}

const timeline = run =>
  h(
    'div',
    { key: 'timeline' },
    h('h3', null, 'Story'),
    run.storyCut ? h('p', { class: 'quiet' }, 'The story is longer than what is kept; the oldest and the newest are here.') : null,
    run.story?.length
      ? h(
          'ol',
          { class: 'timeline' },
          run.story.map((event, index) =>
            h(
              'li',
              { key: index, class: KINDS[event.kind] ?? null },
              h('div', { class: 'when' }, at(event.at), index ? h('span', { class: 'quiet' }, sinceLast(run.story, index)) : null),
              h(
                'div',
                null,
                chip(phrase(event.kind), KINDS[event.kind]),
                h('span', { class: 'text' }, event.text),
                event.by ? h('span', { class: 'quiet' }, ` by ${event.by}`) : null,
                event.url ? [' ', away(event.url, 'Look', `Look at it: ${event.text}`)] : null,
              ),
            ),
          ),
        )
      : h('p', { class: 'empty' }, 'Nothing was noted about this run: it was accepted by an older version.'),
  );

function sinceLast(story, index) {
  const seconds = (new Date(story[index].at) - new Date(story[index - 1].at)) / 1000;
  return seconds >= 1 ? `+${duration(seconds)}` : '';
}

const facts = run =>
  h(
    'div',
    { key: 'facts', class: 'facts' },
    h('h3', null, 'Facts'),
    h(
      'dl',
      null,
      fact('Workflow', `${run.organisation}/${run.repository}, ${run.workflow}${run.ref ? ` at ${run.ref}` : ''}`),
      fact('Accepted', at(run.acceptedAt)),
      run.finishedAt ? fact('Ended', at(run.finishedAt)) : fact('Age', duration(run.ageSeconds)),
      fact('Workflow run', run.workflowRunId ? String(run.workflowRunId) : 'none yet'),
      fact('Kafka', run.topic ? `${run.topic}, partition ${run.partition}, offset ${run.offset}` : '–'),
      fact(
        'Told to Port',
        run.reports
          ? `${count(run.reports.delivered, 'report', 'reports')}; ` +
              (run.reports.waiting ? `${number(run.reports.waiting)} still to be told` : 'nothing waits')
          : '–',
      ),
    ),
  );

const fact = (name, value) => h('div', { key: name }, h('dt', null, name), h('dd', null, value));
