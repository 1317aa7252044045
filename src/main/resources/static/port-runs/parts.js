/** Small things that several views draw. */
import { h } from './dom.js';
import { fullTime, phrase, time } from './words.js';

export const at = instant =>
  instant ? h('time', { datetime: instant, title: fullTime(instant) }, time(instant)) : '–';

/** Another site, in a tab of its own. */
export const away = (address, text, described) =>
  address
    ? h(
        'a',
        { href: address, target: '_blank', rel: 'noopener noreferrer', class: 'away', 'aria-label': described },
        text,
      )
    : null;

export const chip = (text, kind) => h('span', { class: `chip ${kind ?? ''}` }, text);

const KINDS = {
  ACCEPTED: 'waits',
  CONFIRMING: 'waits',
  DISPATCHING: 'works',
  LOCATING: 'works',
  RUNNING: 'works',
  PARKED: 'person',
  FINISHED: 'done',
  REFUSED: 'refused',
  SKIPPED: 'done',
};

export const stateChip = state => chip(phrase(state), KINDS[state]);

export const runLink = id => h('a', { href: `#/runs/${encodeURIComponent(id)}`, class: 'id' }, id);

export const letterLink = id => h('a', { href: `#/dead-letters/${id}` }, `Dead letter ${id}`);

export const failure = message => (message ? h('p', { class: 'failure', role: 'alert' }, message) : null);

export const empty = (...words) => h('div', { class: 'empty' }, words);

/** A table that stays one for screen readers when it is drawn as cards on a narrow screen. */
export function table(caption, columns, rows) {
  return h(
    'table',
    { role: 'table' },
    h('caption', { class: 'unseen' }, caption),
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        columns.map(column =>
          h(
            'th',
            { role: 'columnheader', scope: 'col', 'aria-sort': column.sorted ?? null, class: column.class },
            column.head ?? column.title,
          ),
        ),
      ),
    ),
    h(
      'tbody',
      { role: 'rowgroup' },
      rows.map(row =>
        h(
          'tr',
          { role: 'row', key: row.key, class: row.class, onclick: row.open ?? null },
          row.cells.map((cell, index) =>
            h(
              'td',
              { role: 'cell', 'data-title': columns[index].title, class: columns[index].class },
              cell,
            ),
          ),
        ),
      ),
    ),
  );
}

/** Older and newer pages of a list. */
export function pages(page, more, shown, go) {
  return page === 0 && !more
    ? null
    : h(
        'nav',
        { class: 'pages', 'aria-label': 'Pages' },
        h('button', { type: 'button', disabled: page === 0, onclick: () => go(page - 1) }, 'Previous'),
        h('span', null, `Page ${page + 1}, ${shown} on it`),
        h('button', { type: 'button', disabled: !more, onclick: () => go(page + 1) }, 'Next'),
      );
}
