import { describe, expect, it } from 'vitest';
import { wishes } from '../../../../test/support/wishes.ts';
import type { RecordInput } from '../types.ts';
import { checkDesired, desiredError, placeOf } from './desired.ts';

const zone = { name: 'example.com', plan: 'free' } as const;

function problemsOf(...records: readonly RecordInput[]): readonly string[] {
  return checkDesired(wishes(...records), zone).problems.map(
    ({ origin, field, problem }) => `${placeOf(origin, field)}: ${problem}`,
  );
}

const good: RecordInput = { type: 'A', name: 'www', content: '192.0.2.1' };

describe('checkWishes', () => {
  it('names the problems of every record, each with its place', () => {
    const problems = problemsOf(
      good,
      { ...good, ttl: 2, content: 'x' },
      { ...good, name: 'v' },
      { type: 'TXT', name: 'a..b', content: 'x' },
    );
    expect(problems).toEqual([
      expect.stringMatching(/^records\.1\.content: /),
      expect.stringMatching(/^records\.1\.ttl: /),
      expect.stringMatching(/^records\.3\.name: /),
    ]);
  });

  it.each<[string, RecordInput, RecordInput, string]>([
    [
      'twice the same',
      good,
      { ...good, name: 'WWW.example.com.', ttl: 300 },
      'records.1: is the same record as records.0',
    ],
    [
      'an address in two spellings',
      { type: 'AAAA', name: 'w', content: '::1' },
      { type: 'AAAA', name: 'w', content: '0::1' },
      'records.1: is the same record as records.0',
    ],
    [
      'two CNAMEs',
      { type: 'CNAME', name: 'w', content: 'a.example.net' },
      { type: 'CNAME', name: 'w', content: 'b.example.net' },
      'records.1: w.example.com can have one CNAME record only, and there is another: records.0',
    ],
    [
      'an address beside a CNAME',
      { type: 'CNAME', name: 'www', content: 'a.example.net' },
      good,
      'records.1: www.example.com cannot have a CNAME record beside an address: records.0',
    ],
    [
      'an address beside a delegation',
      { type: 'NS', name: 'www', content: 'ns.example.net' },
      good,
      'records.1: www.example.com cannot have NS records, which delegate it, beside an address or a CNAME record: records.0',
    ],
  ])('refuses %s, with both places', (_, one, other, problem) => {
    expect(problemsOf(one, other)).toEqual([problem]);
  });

  it.each<[string, RecordInput, RecordInput]>([
    ['two addresses', good, { ...good, content: '192.0.2.2' }],
    ['one address at two names', good, { ...good, name: 'v' }],
    [
      'a text beside a CNAME',
      { type: 'CNAME', name: 'w', content: 'a.example.net' },
      { type: 'TXT', name: 'w', content: 'x' },
    ],
    [
      'name servers beside an address of the zone itself',
      { type: 'NS', name: '@', content: 'ns.example.net' },
      { ...good, name: '@' },
    ],
    [
      'a mail host with two priorities',
      { type: 'MX', name: '@', content: '10 m.example.net' },
      { type: 'MX', name: '@', content: '20 m.example.net' },
    ],
  ])('lets %s pass', (_, one, other) => {
    expect(problemsOf(one, other)).toEqual([]);
  });

  it('lets pass what fits a proxied record only, while it may be one', () => {
    expect(problemsOf({ ...good, settings: { ipv4_only: true } })).toEqual([]);
    expect(problemsOf({ ...good, proxied: false, settings: { ipv4_only: true } })).toHaveLength(1);
  });
});

describe('wishError', () => {
  it('names twenty problems in the order of their places, and counts the others', () => {
    const problems = Array.from({ length: 30 }, (_, index) => ({
      origin: { index: 29 - index },
      problem: 'is bad',
    }));
    const error = desiredError(problems);
    expect(error?.message).toMatch(/^records\.0: is bad; .*records\.19: is bad; and 10 more\.$/);
    expect(error?.details).toMatchObject({ total: 30, problems: { length: 20 } });
  });

  it('is none without problems', () => expect(desiredError([])).toBeUndefined());
});

describe('placeOf', () => {
  const file = {
    at: { line: 3, column: 1 },
    parts: { content: { line: 4, column: 7 }, comment: { line: 5, column: 2 } },
  };

  it.each([
    [undefined, 'line 3, column 1'],
    ['content', 'line 4, column 7, content'],
    ['data.port', 'line 4, column 7, data.port'],
    ['tags[2]', 'line 5, column 2, tags[2]'],
    ['ttl', 'line 3, column 1, ttl'],
  ])('finds the place of %s in a file', (field, place) => {
    expect(placeOf(file, field)).toBe(place);
  });
});
