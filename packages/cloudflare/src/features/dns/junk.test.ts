import type { Change } from '@crunchtools/mcp-core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { problemsOf, untyped } from '../../../test/support/records.ts';
import { makeJudge } from './guard/judge.ts';
import { checkRecord, describeRecord, mergeRecord } from './record.ts';
import { type RecordInput, recordTypes } from './types.ts';

const zone = { name: 'example.com' };

const words = [
  '0',
  '10',
  '65536',
  'issue',
  '"a',
  '\\',
  '.',
  '@',
  '://',
  ':',
  '[',
  'N',
  'm',
  'alpn=',
  'xn--',
  'ü',
  '\u0000',
  '==',
];
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.constantFrom(...words)).map((parts) => parts.join(' ')),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
);
const fields = fc.constantFrom(
  'flags',
  'tag',
  'value',
  'priority',
  'target',
  'weight',
  'port',
  'algorithm',
  'digest',
  'regex',
  'lat_degrees',
  'certificate',
  'public_key',
  '__proto__',
  'constructor',
  'toString',
  'name',
);
const anything = fc.oneof(scalar, fc.array(scalar), fc.dictionary(fields, scalar), fc.jsonValue());
const junk = fc
  .record(
    {
      type: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...recordTypes) },
        { weight: 1, arbitrary: anything },
      ),
      name: fc.oneof(fc.constantFrom('www', '@', '_sip._tcp'), anything),
      content: anything,
      data: anything,
      ttl: anything,
      priority: anything,
      proxied: anything,
      private_routing: anything,
      comment: anything,
      tags: anything,
      settings: anything,
    },
    { requiredKeys: [] },
  )
  .map(untyped);

// Only the breaks between problems may stand in a message beside printable characters.
const unprintable = /\[object/u;

function outcomeOf(work: () => RecordInput): RecordInput | undefined {
  let outcome: RecordInput | undefined;
  const problems = problemsOf(() => {
    outcome = work();
  });
  expect(problems.length > 0).toBe(outcome === undefined);
  for (const { field, problem } of problems) expect(`${field}: ${problem}`).not.toMatch(unprintable);
  return outcome;
}

it('turns any junk into a body or an InputError', () => {
  fc.assert(
    fc.property(junk, (input) => {
      const body = outcomeOf(() => checkRecord(input, zone));
      if (body !== undefined) expect(checkRecord(body, zone)).toStrictEqual(body);
    }),
    { numRuns: 5000 },
  );
});

it('merges any junk', () => {
  fc.assert(
    fc.property(junk, junk, (current, change) => {
      const merged = outcomeOf(() => mergeRecord(current, change));
      if (merged !== undefined) outcomeOf(() => checkRecord(merged, zone));
    }),
    { numRuns: 3000 },
  );
});

it('describes and guards what Cloudflare might hold one day', () => {
  fc.assert(
    fc.property(junk, text, text, (record, type, name) => {
      expect(describeRecord('update', { ...record, type, name }, { ...record })).toMatch(/^update /);
      const change: Change = {
        action: 'update',
        resource: 'dns_record',
        scope: { id: 'z', name: 'example.com' },
        summary: '',
        before: { type, name },
        after: { ...record, type, name },
      };
      for (const { text: said } of makeJudge([change])(change)) expect(said).toMatch(/^[ -~]*\.$/);
    }),
  );
});
