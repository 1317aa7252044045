/** Who has done what, when and why. */
import { read } from './api.js';
import { h } from './dom.js';
import { at, empty, pages, runLink, table } from './parts.js';
import { capital, phrase } from './words.js';

export const load = ({ query }) => read('operations', { page: query.page, size: 50 });

export function view({ data, go }) {
  return h(
    'section',
    { 'aria-labelledby': 'port-runs-operations' },
    h('h2', { id: 'port-runs-operations', tabindex: '-1' }, 'Operations'),
    h('div', { class: 'list' }, data ? list(data, go) : null),
  );
}

const list = (data, go) =>
  data.operations.length
    ? [
        table(
          'Operations, the newest first',
          [{ title: 'When' }, { title: 'Who' }, { title: 'What' }, { title: 'Why' }, { title: 'Outcome' }],
          data.operations.map(one => ({
            key: `${one.at} ${one.what} ${one.about}`,
            cells: [
              at(one.at),
              one.by ?? '–',
              [
                h('div', null, h('span', { class: 'strong' }, phrase(one.what)), ' ', about(one.about)),
                one.runId ? h('div', null, runLink(one.runId)) : null,
              ],
              one.why ?? '–',
              one.outcome ?? '–',
            ],
          })),
        ),
        pages(data.page, data.more, data.operations.length, page => go(page ? `#/operations?page=${page}` : '#/operations')),
      ]
    : empty(h('p', null, 'Nobody has changed anything yet.'));

function about(text) {
  const letter = /^dead letter (\d+)$/.exec(text ?? '');
  return letter ? h('a', { href: `#/dead-letters/${letter[1]}` }, text) : capital(text ?? '');
}
