import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isTimedHmacValid, type TimedToken } from './hmac.ts';

// A token as the page "Configure token authentication" makes it, with Node's HMAC.
const message = '/download/cat.jpg';
const issued = 1_484_063_787;
const mac = createHmac('sha256', 'mysecretkey').update(`${message}${issued}`).digest('base64');
const token: TimedToken = {
  key: 'mysecretkey',
  messageMac: `${message}?verify=${issued}-${encodeURIComponent(mac)}`,
  timeToLive: 100_000n,
  now: BigInt(issued) + 5n,
  separatorLength: 8,
  urlSafe: false,
};
const urlSafe = mac.replaceAll('+', '-').replaceAll('/', '_').replace('=', '');

describe('isTimedHmacValid', () => {
  const table: readonly [string, boolean | 'not certain', Partial<TimedToken>][] = [
    ['a genuine token', true, {}],
    [
      'without a separator',
      true,
      { messageMac: `${message}${issued}-${encodeURIComponent(mac)}`, separatorLength: 0 },
    ],
    ['unescaped', true, { messageMac: `${message}?verify=${issued}-${mac}` }],
    ['URL-safe', true, { messageMac: `${message}?verify=${issued}-${urlSafe}`, urlSafe: true }],
    [
      'URL-safe, but not said so',
      urlSafe === mac.replace('=', ''),
      { messageMac: `${message}?verify=${issued}-${urlSafe}` },
    ],
    ['escaped, but said to be URL-safe', false, { urlSafe: true }],
    ['before its last second', true, { now: BigInt(issued) + 99_999n }],
    ['in its last second', 'not certain', { now: BigInt(issued) + 100_000n }],
    ['in the second of its issue', true, { now: BigInt(issued) }],
    ['from the future', 'not certain', { now: BigInt(issued) - 1n }],
    ['from the future with another key', false, { now: BigInt(issued) - 1n, key: 'other' }],
    ['expired', false, { now: BigInt(issued) + 100_001n }],
    ['another key', false, { key: 'other' }],
    [
      'another message',
      false,
      { messageMac: `/download/dog.jpg?verify=${issued}-${encodeURIComponent(mac)}` },
    ],
    ['another time', false, { messageMac: `${message}?verify=${issued + 1}-${encodeURIComponent(mac)}` }],
    ['another length of the separator', false, { separatorLength: 7 }],
    ['a separator longer than all', false, { separatorLength: 1000 }],
    ['a short MAC', false, { messageMac: `${message}?verify=${issued}-abc` }],
    ['nothing', false, { messageMac: '' }],
    ['no timestamp', false, { messageMac: `${message}-${mac}` }],
  ];
  it.each(table)('%s: %s', (_, valid, changed) => {
    expect(isTimedHmacValid({ ...token, ...changed })).toBe(valid);
  });
});
