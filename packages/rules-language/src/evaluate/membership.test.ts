import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { integerMember, ipLiteral, ipMember, nowhere, stringLiteral } from '../../test/support/trees.ts';
import type { SetLiteral } from '../syntax-tree.ts';
import type { Value } from '../values.ts';
import { isInSet } from './membership.ts';

function valueNear(set: SetLiteral): fc.Arbitrary<Value> {
  const near = set.members.flatMap((member): Value[] => {
    if (member.kind === 'integer range') {
      return [member.from - 1n, member.from, member.to, member.to + 1n].map((value) => ({
        kind: 'integer',
        value,
      }));
    }
    if (member.kind === 'ip range') return [member.from, member.to].map((value) => ({ kind: 'ip', value }));
    if (member.kind === 'cidr') return [{ kind: 'ip', value: member.address }];
    if (member.kind === 'integer') return [{ kind: 'integer', value: member.value }];
    if (member.kind === 'string' || member.kind === 'ip') return [{ kind: member.kind, value: member.value }];
    return [];
  });
  const other: fc.Arbitrary<Value> = fc.oneof(
    fc.bigInt(-20n, 20n).map((value): Value => ({ kind: 'integer', value })),
    ipLiteral.map(({ value }): Value => ({ kind: 'ip', value })),
    fc.string().map((value): Value => ({ kind: 'string', value })),
    fc.boolean().map((value): Value => ({ kind: 'boolean', value })),
  );
  return near.length === 0 ? other : fc.oneof(fc.constantFrom(...near), other);
}

it('a set answers the same when it is asked again, and has been put in order', () => {
  const set = fc
    .array(fc.oneof(stringLiteral, integerMember, ipMember), { maxLength: 8 })
    .map((members): SetLiteral => ({ kind: 'set', members, span: nowhere }));
  let [inside, outside] = [0, 0];
  fc.assert(
    fc.property(
      set.chain((one) => fc.tuple(fc.constant(one), fc.array(valueNear(one), { minLength: 2 }))),
      ([one, values]) => {
        for (const value of values) {
          const fresh = isInSet(value, { ...one });
          expect(isInSet(value, one)).toBe(fresh);
          if (fresh) inside += 1;
          else outside += 1;
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(Math.min(inside, outside)).toBeGreaterThan(100);
});
