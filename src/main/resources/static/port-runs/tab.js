/**
 * The tab "Port runs": the flow, the runs and their stories, dead letters, limits, instances, operations. It needs nothing
 * but a place in a page. What is shown is in the fragment of the address, so everything can be linked to:
 * #/runs, #/runs/RUN_ID, #/dead-letters, #/dead-letters/NUMBER, #/limits, #/instances, #/operations.
 */
import { read } from './api.js';
import { ask } from './dialog.js';
import { draw, h, here } from './dom.js';
import { flow, notices } from './flow.js';
import * as letters from './letters.js';
import { instances, limits } from './limits.js';
import * as operations from './operations.js';
import * as runs from './runs.js';
import * as story from './story.js';
import { capital, number, time } from './words.js';

const PERIOD = 3_000;
const LONGEST_PERIOD = 30_000;

const nothing = async () => ({});

/** What the first part of the fragment shows. */
const VIEWS = {
  runs: { title: 'Flow and runs', load: runs.load, view: context => [notices(context), flow(context), runs.view(context)] },
  'dead-letters': { title: 'Dead letters', load: letters.load, view: letters.view },
  limits: { title: 'Limits', load: nothing, view: limits },
  instances: { title: 'Instances', load: nothing, view: instances },
  operations: { title: 'Operations', load: operations.load, view: operations.view },
};

const STORY = { load: story.load, view: story.view };

/** Shows the tab in this element, until the function that it answers is called. */
export function mount(place) {
  const root = document.createElement('div');
  root.className = 'port-runs';
  place.append(root);
  const styles = document.head.appendChild(document.createElement('link'));
  styles.rel = 'stylesheet';
  styles.href = new URL('port-runs.css', import.meta.url);
  const tab = new Tab(root);
  // Nothing is drawn that would jump as soon as the styles are there.
  styles.onload = styles.onerror = () => tab.start();
  return () => {
    tab.stop();
    styles.remove();
    root.remove();
  };
}

class Tab {
  overview = null;
  route = null;
  data = null;
  failure = null;
  lost = null;
  answer = null;
  said = '';
  held = false;
  /** Server's clock minus this one's. */
  ahead = 0;
  updatedAt = null;
  period = PERIOD;
  timer = null;
  turn = 0;
  stopped = false;

  constructor(root) {
    this.root = root;
    // Beside it, questions are asked: what is drawn anew does not touch them.
    this.sheet = root.appendChild(document.createElement('div'));
    this.sheet.className = 'sheet';
  }

  start() {
    if (this.stopped) {
      return;
    }
    window.addEventListener('hashchange', this.follow);
    document.addEventListener('visibilitychange', this.wake);
    this.follow();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    window.removeEventListener('hashchange', this.follow);
    document.removeEventListener('visibilitychange', this.wake);
  }

  follow = event => {
    const before = this.route;
    if (before && before.hash === location.hash) {
      return;
    }
    this.route = routeOf(location.hash);
    const moved = before?.view !== this.route.view || before?.id !== this.route.id;
    if (moved) {
      this.data = null;
      this.answer = null;
    }
    this.failure = null;
    this.show();
    this.refresh();
    if (moved && event) {
      this.sheet.querySelector('h2[tabindex]')?.focus({ preventScroll: true });
      this.sheet.scrollIntoView();
    }
  };

  /** Nobody looks at a hidden page; whoever comes back sees what is true now. */
  wake = () => {
    if (!document.hidden) {
      this.refresh();
    }
  };

  async refresh() {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const route = this.route;
    const [overview, data] = await Promise.allSettled([read('overview'), viewOf(route).load(route)]);
    if (this.stopped || turn !== this.turn) {
      return;
    }
    if (overview.status === 'fulfilled') {
      this.take(overview.value);
    }
    if (data.status === 'fulfilled') {
      this.data = data.value;
      this.failure = null;
    }
    const failures = [overview, data].filter(one => one.status === 'rejected').map(one => one.reason);
    const away = failures.find(failure => failure.away || failure.signedOut);
    this.failure = away ? null : (failures[0]?.message ?? null);
    this.tellIfLost(away ?? null);
    this.period = away ? Math.min(this.period * 2, LONGEST_PERIOD) : PERIOD;
    this.show();
    if (!document.hidden && !this.held && !away?.signedOut) {
      this.timer = setTimeout(() => !document.hidden && this.refresh(), this.period);
    }
  }

  take(overview) {
    const before = this.overview;
    this.overview = overview;
    this.ahead = new Date(overview.now) - Date.now();
    this.updatedAt = new Date();
    if (before) {
      this.say(changes(before, overview));
    }
  }

  tellIfLost(away) {
    if (Boolean(away) !== Boolean(this.lost)) {
      this.say(away ? `${away.message} What you see is old.` : 'The backend answers again.');
    }
    this.lost = away;
  }

  /** For screen readers: what has changed, not each figure. */
  say(sentence) {
    this.said = sentence || this.said;
  }

  go = (hash, replace) => {
    if (replace) {
      history.replaceState(history.state, '', here(hash));
      this.follow();
    } else {
      location.hash = hash;
    }
  };

  ask = async question => {
    const answer = await ask(this.root, question);
    if (answer) {
      this.answer = answer;
      this.say(answer);
      this.show();
      await this.refresh();
      // The button may be gone that was pressed.
      if (document.activeElement === document.body) {
        this.sheet.querySelector('.answer')?.focus();
      }
    }
  };

  context() {
    return {
      overview: this.overview,
      data: this.data,
      route: this.route,
      now: Date.now() + this.ahead,
      operator: this.overview?.me.role === 'OPERATOR',
      clock: () => Date.now() + this.ahead,
      current: () => this.route,
      go: this.go,
      ask: this.ask,
    };
  }

  show() {
    draw(this.sheet, [
      this.header(),
      this.trouble(),
      this.answer
        ? h(
            'div',
            { key: 'answer', class: 'notice answer', tabindex: '-1' },
            h('span', null, this.answer),
            h('button', { type: 'button', class: 'small', onclick: () => this.dismiss() }, 'Dismiss'),
          )
        : null,
      h('p', { key: 'failure', role: 'alert', class: this.failure ? 'failure' : 'unseen' }, this.failure ?? ''),
      h(
        'div',
        { key: this.route.id ? 'one' : this.route.view, class: 'view', 'data-shows': this.route.hash },
        this.overview ? viewOf(this.route).view(this.context()) : this.lost || this.failure ? null : h('p', { class: 'quiet' }, 'Reading …'),
      ),
      h('p', { key: 'said', class: 'unseen', role: 'status' }, this.said),
    ]);
  }

  dismiss() {
    this.answer = null;
    this.show();
  }

  header() {
    const { overview } = this;
    return h(
      'header',
      { key: 'header', class: 'top' },
      h(
        'div',
        { class: 'title' },
        h('h1', null, 'Port runs'),
        overview ? h('span', { class: 'quiet' }, `${overview.organisation}, version ${overview.version}`) : null,
        h('span', { class: 'space' }),
        this.updated(),
      ),
      h(
        'nav',
        { class: 'tabs', 'aria-label': 'Port runs' },
        h(
          'ul',
          null,
          Object.entries(VIEWS).map(([name, { title }]) =>
            h(
              'li',
              { key: name },
              h(
                'a',
                { href: `#/${name}`, 'aria-current': this.route.view === name ? 'page' : null },
                title,
                badge(name, overview),
              ),
            ),
          ),
        ),
      ),
      overview && overview.me.role !== 'OPERATOR'
        ? h(
            'p',
            { class: 'quiet viewer' },
            `You are logged in as ${overview.me.login} with the role ${overview.me.role.toLowerCase()}: ` +
              'you see everything and change nothing. Pausing, and settling dead letters, needs the role operator.',
          )
        : null,
    );
  }

  updated() {
    const { held, lost, updatedAt, overview } = this;
    return h(
      'span',
      { class: 'updated' },
      overview ? h('span', { class: 'quiet' }, `${overview.me.login} (${overview.me.role.toLowerCase()})`) : null,
      h('span', { class: lost ? 'old' : 'quiet' }, updatedAt ? `${lost ? 'Old: as of' : 'As of'} ${time(updatedAt)}` : ''),
      h(
        'button',
        {
          type: 'button',
          class: 'small',
          'aria-pressed': String(held),
          title: held ? 'Nothing is updated until you press this again' : 'Updates every few seconds',
          onclick: () => this.hold(),
        },
        held ? 'Update again' : 'Stop updating',
      ),
    );
  }

  hold() {
    this.held = !this.held;
    clearTimeout(this.timer);
    this.show();
    if (!this.held) {
      this.refresh();
    }
  }

  trouble() {
    const { lost } = this;
    if (!lost) {
      return h('div', { key: 'trouble' });
    }
    return h(
      'div',
      { key: 'trouble', class: 'notice person' },
      h('span', null, lost.message, this.overview ? ' What you see is old.' : ''),
      lost.signedOut
        ? h('button', { type: 'button', onclick: () => location.reload() }, 'Log in again')
        : h('button', { type: 'button', class: 'small', onclick: () => this.refresh() }, 'Try now'),
    );
  }
}

function routeOf(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?');
  const [first, ...rest] = path.split('/');
  const id = decoded(rest.join('/'));
  return {
    hash,
    view: Object.hasOwn(VIEWS, first) ? first : 'runs',
    id: ['runs', 'dead-letters'].includes(first) && id ? id : null,
    query: Object.fromEntries(new URLSearchParams(query ?? '')),
  };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const viewOf = route => (route.view === 'runs' && route.id ? STORY : VIEWS[route.view]);

function badge(name, overview) {
  const value = { runs: overview?.openRuns, 'dead-letters': overview?.deadLetters }[name];
  return value
    ? [' ', h('span', { class: `badge ${name === 'dead-letters' ? 'person' : ''}` }, number(value))]
    : null;
}

function changes(before, after) {
  const sentences = after.stages.flatMap(stage => {
    const paused = before.stages.find(one => one.stage === stage.stage)?.pause;
    if (Boolean(paused) === Boolean(stage.pause)) {
      return [];
    }
    return [stage.pause ? `${stage.title} was paused by ${stage.pause.by ?? 'a setting'}.` : `${stage.title} goes on.`];
  });
  if (after.deadLetters > before.deadLetters) {
    sentences.push('There is a new dead letter.');
  }
  return capital(sentences.join(' '));
}
