import { describe, expect, it } from 'vitest';
import { arrayOf, booleanType, integerType, mapOf, stringType } from '../types.ts';
import { applyFunction, functionNamed, functionNames, parseReplacement } from './index.ts';
import { integerValue, ipValue, missing, stringValue, unknown } from './results.ts';

describe('functions', () => {
  it('are found by name, sorted', () => {
    expect(functionNames()).toEqual([...functionNames()].sort());
    for (const name of functionNames()) expect(functionNamed(name)?.name).toBe(name);
    expect(functionNamed('LOWER')).toBeUndefined();
    expect(functionNamed('constructor')).toBeUndefined();
  });

  it('are computed here but for those that only Cloudflare can compute', () => {
    const given = [stringValue('abc'), integerValue(1n), integerValue(2n)];
    const beyond = functionNames().filter((name) => {
      const result = applyFunction(name, given);
      return result.kind === 'unknown' && result.because[0] === name;
    });
    expect(beyond).toEqual(['all', 'any', 'bit_slice', 'is_jwt_present', 'is_jwt_valid', 'uuidv4']);
  });

  it.each([
    ['concat', [stringType, stringType], stringType],
    ['concat', [arrayOf(stringType), arrayOf(stringType)], arrayOf(stringType)],
    ['concat', [arrayOf(stringType), arrayOf(integerType)], undefined],
    ['concat', [stringType, arrayOf(stringType)], undefined],
    ['concat', [integerType, integerType], undefined],
    ['concat', [], undefined],
    ['len', [stringType], integerType],
    ['len', [arrayOf(integerType)], integerType],
    ['len', [mapOf(stringType)], undefined],
    ['len', [integerType], undefined],
    ['has_key', [mapOf(arrayOf(stringType)), stringType], booleanType],
    ['has_key', [arrayOf(stringType), stringType], undefined],
    ['has_value', [arrayOf(stringType), stringType], booleanType],
    ['has_value', [mapOf(integerType), integerType], booleanType],
    ['has_value', [arrayOf(stringType), integerType], undefined],
    ['has_value', [mapOf(arrayOf(stringType)), arrayOf(stringType)], undefined],
    ['has_value', [stringType, stringType], undefined],
  ])('%s of %j returns %j', (name, types, expected) => {
    expect(functionNamed(name)?.returns(types)).toEqual(expected);
  });
});

describe('applyFunction', () => {
  it('is unknown because of all unknown arguments, missing because of a missing one', () => {
    expect(applyFunction('starts_with', [unknown('b', 'a'), unknown('a')])).toEqual(unknown('b', 'a'));
    expect(applyFunction('starts_with', [missing, unknown('a')])).toEqual(unknown('a'));
    expect(applyFunction('starts_with', [missing, stringValue('a')])).toEqual(missing);
  });

  it('leaves missing arguments out of concat', () => {
    expect(applyFunction('concat', [stringValue('/'), missing, stringValue('a')])).toEqual(stringValue('/a'));
    expect(applyFunction('concat', [missing, missing])).toEqual(missing);
  });

  it.each([
    ['192.0.2.255', 0n, 1n, undefined],
    ['192.0.2.255', 1n, 1n, '128.0.0.0'],
    ['192.0.2.255', 32n, 1n, '192.0.2.255'],
    ['192.0.2.255', 33n, 1n, undefined],
    ['ffff::', 1n, 0n, undefined],
    ['ffff::', 1n, 1n, '8000::'],
    ['ffff::1', 1n, 128n, 'ffff::1'],
    ['ffff::', 1n, 129n, undefined],
  ])('cidr(%s, %s, %s) is %s', (address, version4, version6, network) => {
    const given = [ipValue(address), integerValue(version4), integerValue(version6)];
    expect(applyFunction('cidr', given)).toEqual(network === undefined ? missing : ipValue(network));
  });

  it('never throws, whatever the types', () => {
    const values = [stringValue('a'), integerValue(-1n), { kind: 'map', value: new Map() } as const, missing];
    for (const name of functionNames()) {
      for (const one of values) {
        for (const other of values) {
          expect(() => applyFunction(name, [one, other, one, other])).not.toThrow();
          expect(() => applyFunction(name, [one])).not.toThrow();
        }
      }
      expect(() => applyFunction(name, [])).not.toThrow();
    }
  });
});

/** `<1>` stands for a reference to group 1: a linter takes the real thing for a template. */
function written(template: string): string {
  return template.replaceAll('<', '$\x7b').replaceAll('>', '}');
}

describe('parseReplacement', () => {
  it.each([
    ['/bar/<2>/<1>', ['/bar/', 2, '/', 1]],
    ['/b$$', ['/b', '$']],
    ['$<1>', ['$', '{1}']],
    ['<0>', [0]],
    ['<01>', [1]],
    ['', []],
    ['<1>'.repeat(8), Array(8).fill(1)],
  ])('%j is %j', (template, parts) => {
    expect(parseReplacement(written(template), 2)).toEqual({ ok: true, parts });
  });

  it.each(['$', '$1', '<', '<>', '<a>', '<1', '<3>', '<99999>', 'a$b', '<1>'.repeat(9)])(
    'refuses %j',
    (template) => {
      expect(parseReplacement(written(template), 2)).toMatchObject({ ok: false });
    },
  );
});
