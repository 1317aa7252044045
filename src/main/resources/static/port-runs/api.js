/** The API of the backend: what it answers, or an Error whose message can be shown to people. */
const BASE = new URL('../api/', import.meta.url);
const PATIENCE = 15_000;

/** What went wrong, in words. `signedOut`: the login has ended. */
export class Failure extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
    this.signedOut = status === 401;
    this.away = status === 0 || status >= 500;
  }
}

export const read = (path, parameters) => ask('GET', path, { parameters });

export const write = (method, path, body) => ask(method, path, { body });

async function ask(method, path, { parameters, body }) {
  const address = new URL(path, BASE);
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (value !== '' && value !== null && value !== undefined) {
      address.searchParams.set(name, value);
    }
  }
  const headers = { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' };
  if (method !== 'GET') {
    headers['Content-Type'] = 'application/json';
    headers['X-XSRF-TOKEN'] = token();
  }
  let answer;
  try {
    answer = await fetch(address, {
      method,
      headers,
      body: body ? JSON.stringify(body) : undefined,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Failure('The backend does not answer.');
  }
  if (answer.type === 'opaqueredirect' || answer.status === 401) {
    throw new Failure('Your login has ended.', 401);
  }
  const content = await answer.json().catch(() => null);
  if (!answer.ok) {
    throw new Failure(content?.error ?? unexplained(answer.status), answer.status);
  }
  if (content === null) {
    throw new Failure('The backend has answered something that is no JSON.', 502);
  }
  return content;
}

function unexplained(status) {
  switch (status) {
    case 403:
      return 'You may not do this: it needs the role operator.';
    case 404:
      return 'There is no such thing here.';
    default:
      return `The backend has answered with the status ${status}. Its log says more.`;
  }
}

function token() {
  const cookie = document.cookie.split('; ').find(one => one.startsWith('XSRF-TOKEN='));
  return cookie ? decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) : '';
}
