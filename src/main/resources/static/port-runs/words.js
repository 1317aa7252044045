/** Numbers, times and codes as people read them. */
const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

export const number = value => (value === null || value === undefined ? '–' : NUMBER.format(value));

export const count = (value, one, many) => `${number(value)} ${value === 1 ? one : many}`;

/** 17 s, 4 min, 2 h 5 min, 3 d 4 h. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? parts(hours, 'h', minutes % 60, 'min') : parts(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const parts = (large, unit, small, smallUnit) => `${large} ${unit}${small ? ` ${small} ${smallUnit}` : ''}`;

/** The time of the day; before it the day, unless it is today. */
export function time(instant) {
  if (!instant) {
    return '–';
  }
  const at = new Date(instant);
  const clock = CLOCK.format(at);
  return DAY.format(at) === DAY.format(new Date()) ? clock : `${DAY.format(at)}, ${clock}`;
}

/** For a title: the whole date here, and the instant as logs write it. */
export const fullTime = instant => (instant ? `${FULL.format(new Date(instant))} (${instant})` : null);

export const secondsUntil = (instant, now) => (new Date(instant) - now) / 1000;

/** "until 14:02:11 (in 4 min)". */
export function until(instant, now) {
  const left = secondsUntil(instant, now);
  return `until ${time(instant)}${left > 0 ? ` (${duration(left)} from now)` : ''}`;
}

export const capital = text => (text ? text[0].toUpperCase() + text.slice(1) : '');

/** RATE_LIMIT as "Rate limit". */
export const phrase = code => capital(String(code ?? '').toLowerCase().replaceAll(/[_-]/g, ' '));

/** Who must act for a run to go on. */
export function who(role) {
  switch (role) {
    case 'nobody':
      return 'Goes on by itself';
    case 'operator':
      return 'An operator must act';
    case 'platform-team':
      return 'The platform team must act';
    case 'developer':
      return 'The developer must act';
    default:
      return role ? `${phrase(role)} must act` : '';
  }
}
