/** What GitHub and Port still take, what GitHub shuts us out of, and who works here. */
import { h } from './dom.js';
import { at, chip, empty, table } from './parts.js';
import { duration, number, secondsUntil, until } from './words.js';

const SILENT_AFTER = 30;

export const limits = ({ overview, now }) =>
  h(
    'section',
    { 'aria-labelledby': 'port-runs-limits' },
    h('h2', { id: 'port-runs-limits', tabindex: '-1' }, 'Limits'),
    h('h3', null, "GitHub's budgets"),
    overview.github.length
      ? table(
          "GitHub's budgets",
          [{ title: 'Credential' }, { title: 'Left' }, { title: 'Full again' }, { title: 'Used by us' }, { title: 'State' }],
          overview.github.map(budget => ({
            key: `${budget.credential} ${budget.resource}`,
            cells: [
              [h('div', { class: 'id' }, budget.credential), h('div', { class: 'quiet' }, `${budget.kind}, ${budget.resource}`)],
              left(budget),
              budget.resetAt ? [at(budget.resetAt), ` (in ${duration(secondsUntil(budget.resetAt, now))})`] : '–',
              budget.usedByUs === null || budget.usedByUs === undefined ? '–' : `${number(budget.usedByUs * 100)} %`,
              budget.pausedUntil
                ? [chip('Paused', 'paused'), ` ${until(budget.pausedUntil, now)}. ${budget.why ?? ''}`]
                : overview.gitHubAway
                  ? [chip('Does not answer', 'waits'), ' since ', at(overview.gitHubAway.since)]
                  : chip('Takes calls', 'done'),
            ],
          })),
        )
      : empty(h('p', null, 'Nothing is known of the limits of GitHub yet: it tells them with its first answer.')),
    h('h3', null, 'What GitHub shuts us out of'),
    overview.shutOuts.length
      ? h(
          'ul',
          { class: 'cards' },
          overview.shutOuts.map(shutOut =>
            h(
              'li',
              { key: shutOut.scope },
              h('p', null, h('strong', { class: 'id' }, shutOut.scope), ' since ', at(shutOut.since), shutOut.everywhere ? ', everywhere' : ''),
              h('p', null, shutOut.text),
            ),
          ),
        )
      : empty(h('p', null, 'Nothing.')),
    h('h3', null, 'Port'),
    h(
      'p',
      null,
      overview.port.pausedUntil
        ? [chip('Paused', 'paused'), ` ${until(overview.port.pausedUntil, now)}. ${overview.port.why ?? ''}`]
        : [chip('Takes calls', 'done'), ' Reports and confirmations are delivered.'],
    ),
  );

function left({ limit, left: rest }) {
  if (!limit) {
    return number(rest);
  }
  const share = Math.round((100 * rest) / limit);
  return [
    h('div', null, `${number(rest)} of ${number(limit)}`),
    h('meter', { min: '0', max: '100', low: '10', high: '25', optimum: '100', value: share, 'aria-label': `${share} % left` }),
  ];
}

export const instances = ({ overview, now }) =>
  h(
    'section',
    { 'aria-labelledby': 'port-runs-instances' },
    h('h2', { id: 'port-runs-instances', tabindex: '-1' }, 'Instances'),
    overview.instances.length
      ? table(
          'Instances',
          [
            { title: 'Instance' },
            { title: 'Started' },
            { title: 'Last seen' },
            { title: 'Partitions' },
            { title: 'Lag', class: 'number' },
          ],
          overview.instances.map(instance => ({
            key: instance.id,
            cells: [
              [
                h('div', { class: 'strong' }, instance.host ?? `Instance ${instance.id}`),
                h('div', { class: 'quiet' }, `number ${instance.id}${instance.me ? ', this one' : ''}`),
              ],
              at(instance.startedAt),
              [
                at(instance.lastSeenAt),
                secondsUntil(instance.lastSeenAt, now) < -SILENT_AFTER ? [' ', chip('Silent', 'person')] : null,
              ],
              instance.partitions?.length ? instance.partitions.join(', ') : 'none',
              instance.lag === null || instance.lag === undefined ? 'unknown' : number(instance.lag),
            ],
          })),
        )
      : empty(h('p', null, 'No instance has registered yet.')),
  );
