import { describe, expect, it } from 'vitest';
import { domainOf, guardedRecord, labelsOf, type Net, sayable, withoutSame } from './record.ts';

const zoneName = 'example.com';

function net(before: readonly string[], after: readonly string[]): Net {
  const records = (addresses: readonly string[]) =>
    addresses.map((content) => guardedRecord({ type: 'A', name: 'a.example.com', content }, zoneName));
  return { name: 'a.example.com', zoneName, before: records(before), after: records(after) };
}

function contents({ before, after }: Net): readonly (readonly string[])[] {
  return [before, after].map((records) => records.map(({ content }) => content));
}

describe('what stays', () => {
  it.each<[string, string[], string[], string[], string[]]>([
    ['nothing', ['1.1.1.1'], ['2.2.2.2'], ['1.1.1.1'], ['2.2.2.2']],
    ['all', ['1.1.1.1', '2.2.2.2'], ['2.2.2.2', '1.1.1.1'], [], []],
    ['one of two', ['1.1.1.1', '2.2.2.2'], ['2.2.2.2', '3.3.3.3'], ['1.1.1.1'], ['3.3.3.3']],
    ['one, which then is there twice', ['1.1.1.1'], ['1.1.1.1', '1.1.1.1'], [], ['1.1.1.1']],
    ['one, which was there twice', ['1.1.1.1', '1.1.1.1'], ['1.1.1.1'], ['1.1.1.1'], []],
    ['nothing: all goes', ['1.1.1.1', '1.1.1.1'], [], ['1.1.1.1', '1.1.1.1'], []],
    ['nothing: all is new', [], ['1.1.1.1', '1.1.1.1'], [], ['1.1.1.1', '1.1.1.1']],
  ])('%s', (_what, before, after, goes, comes) => {
    expect(contents(withoutSame(net(before, after)))).toEqual([goes, comes]);
  });
});

it.each<[string, string[]]>([
  ['example.com', []],
  ['a.example.com', ['a']],
  ['_dmarc.a.example.com', ['_dmarc', 'a']],
  ['example.net', ['example', 'net']],
  ['aexample.com', ['aexample', 'com']],
  ['some.other.name.example.net', ['some', 'other', 'name', 'example', 'net']],
])('the labels of %s in the zone', (name, labels) => {
  expect(labelsOf(name, zoneName)).toEqual(labels);
});

it.each([
  ['example.com', 'example.com'],
  ['_dmarc.example.com', 'example.com'],
  ['s1._domainkey.a.example.com', 'a.example.com'],
  ['*.example.com', '*.example.com'],
  ['a b.example.com', 'this name'],
])('%s is said as %s', (name, said) => {
  expect(domainOf(name)).toBe(said);
});

it.each([
  ['a', 'a'],
  [`${'a'.repeat(63)}.com`, `${'a'.repeat(63)}.com`],
  [`${'a'.repeat(64)}.com`, 'this name'],
  [`x.${'a'.repeat(64)}`, 'this name'],
  ['', 'this name'],
  ['.a', 'this name'],
  ['a.', 'this name'],
  ['a..b', 'this name'],
  ['a!.example.com', 'this name'],
  ['!a.example.com', 'this name'],
  ['a.example.com!', 'this name'],
])('the name %s is said as %s', (name, said) => {
  expect(sayable(name)).toBe(said);
});
