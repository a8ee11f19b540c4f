import { describe, expect, it } from 'vitest';
import {
  type DnssecState,
  describeDnssec,
  desiredStatus,
  dnssecGuards,
  dnssecReason,
  dnssecReasons,
  nextStep,
  problemsOf,
  warningsFor,
} from './dnssec.ts';

const off: DnssecState = { status: 'disabled', multi_signer: false, presigned: false, use_nsec3: false };
const on: DnssecState = { ...off, status: 'active' };

describe('wishedStatus', () => {
  it.each([
    ['active', 'active'],
    ['pending', 'active'],
    ['disabled', 'disabled'],
    ['pending-disabled', 'disabled'],
    ['error', 'error'],
    ['something new', 'error'],
  ])('%s stands for the wish %s', (status, wish) => {
    expect(desiredStatus(status)).toBe(wish);
  });
});

describe('problemsOf', () => {
  it.each([
    [{}, 'free', ['nothing to change']],
    [{ status: 'active' }, 'free', []],
    [{ multi_signer: false }, 'free', []],
    [{ use_nsec3: true }, 'business', ['use_nsec3']],
    [{ use_nsec3: true }, 'enterprise', []],
    [{ use_nsec3: false }, 'free', []],
    [{ presigned: true }, 'pro', ['presigned']],
    [{ presigned: true, use_nsec3: true }, 'pro', ['use_nsec3', 'presigned']],
    [{ presigned: true, use_nsec3: true }, undefined, []],
    [{ presigned: true }, 'enterprise', []],
    [{ presigned: false }, 'pro', []],
  ] as const)('of %o on the plan %s', (wish, plan, named) => {
    const problems = problemsOf(wish, plan);
    expect(problems).toHaveLength(named.length);
    for (const [index, name] of named.entries()) expect(problems[index]).toContain(name);
  });
});

describe('describeDnssec', () => {
  it.each([
    [off, on, 'DNSSEC: enable'],
    [on, off, 'DNSSEC: disable'],
    [on, { ...on, multi_signer: true }, 'DNSSEC: multi-signer on'],
    [{ ...on, use_nsec3: true }, { ...off, presigned: true }, 'DNSSEC: disable, pre-signed on, NSEC3 off'],
    [on, on, 'DNSSEC: nothing changes'],
    [on, { ...on, status: 'error' }, 'DNSSEC: error'],
    [undefined, { ...on, use_nsec3: true }, 'DNSSEC: enable, NSEC3 on'],
    [undefined, off, 'DNSSEC: disable'],
    [on, undefined, 'DNSSEC'],
  ] as const)('%# says what changes', (before, after, line) => {
    expect(describeDnssec(before, after)).toBe(line);
  });
});

describe('guardReason and warningsFor', () => {
  it.each([
    ['enabling', off, on, 'disabled', /binds the zone/u, [/earlier provider/u]],
    [
      'disabling with the DS at the registrar',
      on,
      off,
      'active',
      /forged/u,
      [/still at the registrar/u, /goes on signing/u],
    ],
    ['disabling without it', on, off, 'pending', /forged/u, [/goes on signing/u]],
    ['pre-signing', on, { ...on, presigned: true }, 'active', /who signs/u, [/DNS-only/u]],
    ['signing by oneself again', { ...on, presigned: true }, on, 'active', /who signs/u, [/key of its own/u]],
    ['several signers', on, { ...on, multi_signer: true }, 'active', /other providers/u, []],
    [
      'one signer again',
      { ...on, multi_signer: true },
      on,
      'active',
      /other providers/u,
      [/leave the zone/u],
    ],
    ['NSEC3', on, { ...on, use_nsec3: true }, 'active', /do not exist/u, []],
  ] as const)('%s', (_name, before, after, status, guard, warnings) => {
    expect(dnssecReason(before, after)).toMatch(guard);
    const said = warningsFor(before, after, status);
    expect(said).toHaveLength(warnings.length);
    for (const [index, warning] of warnings.entries()) expect(said[index]).toMatch(warning);
  });
});

it('asks about what changes, and about nothing else', () => {
  expect(dnssecReasons(on, { ...on })).toEqual([]);
  expect(dnssecReasons(off, on)).toEqual([
    { guard: 'dnssec.any', text: expect.stringMatching(/^[A-Z].*\.$/u), kind: 'value' },
  ]);
  expect(dnssecReasons(undefined, on)).toHaveLength(1);
  expect(dnssecReasons(on, undefined)).toEqual([
    { guard: 'dnssec.any', text: expect.stringMatching(/^Without DNSSEC/u), kind: 'value' },
  ]);
  expect(dnssecGuards.map(({ id }) => id)).toEqual(['dnssec.any']);
});

describe('nextStep', () => {
  it.each([
    ['active', false, false, 'Nothing to do'],
    ['pending', false, false, 'Give the DS record to the registrar'],
    ['pending', false, true, 'of the primary provider'],
    ['pending-disabled', false, false, 'Remove the DS record at the registrar'],
    ['disabled', false, false, 'still signed'],
    ['disabled', true, false, 'update_dnssec with status active'],
    ['error', false, false, 'compare the DS record'],
  ])('for %s (unsigned %s, pre-signed %s): %s', (status, isUnsigned, presigned, said) => {
    expect(nextStep({ status, isUnsigned, presigned })).toContain(said);
  });
});

describe('the table of guards', () => {
  it('says what, why and an example', () => {
    expect(dnssecGuards.map(({ id }) => id)).toEqual(['dnssec.any']);
    for (const { asked, why, example } of dnssecGuards) {
      expect(asked).toMatch(/^Every change of DNSSEC.*\.$/u);
      expect(why).toMatch(/DS record.*\.$/u);
      expect(example).toMatch(/^update_dnssec [a-z_]+ /u);
    }
  });
});
