import { type Refusal, refuse, show } from '../../problem.ts';

/** Seconds (RFC 2181 section 8). */
const longestTtl = 2 ** 31 - 1;

const secondsIn: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** Whether a word stands where a TTL can be meant, good or not. */
export function looksLikeTtl(text: string): boolean {
  return /^\d+(?:[wdhms]\d*)*$/i.test(text);
}

/** A TTL in seconds: a number, or numbers with units as BIND writes them, such as `1h30m`. */
export function parseTtl(text: string): number | Refusal {
  if (!/^(?:\d{1,12}|(?:\d{1,12}[wdhms]){1,5})$/i.test(text)) {
    return refuse(`${show(text)} is not a TTL: write seconds, or weeks to seconds such as "1h30m"`);
  }
  let seconds = 0;
  for (const [, amount, unit = 's'] of text.toLowerCase().matchAll(/(\d+)([wdhms]?)/g)) {
    seconds += Number(amount) * (secondsIn[unit] ?? 1);
  }
  return seconds <= longestTtl
    ? seconds
    : refuse(`${show(text)} is longer than the ${longestTtl} seconds a TTL can have`);
}
