import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aLabel, foldHost, foldName } from './names.ts';
import { zoneKey } from './zone-key.ts';

const nfd = 'bücher.example'.normalize('NFD');

describe('a name in one form', () => {
  it.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    [nfd, 'xn--bcher-kva.example'],
    ['BÜCHER.Example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['bücher.example.', 'xn--bcher-kva.example'],
    ['bücher。example', 'xn--bcher-kva.example'],
    ['ｂücher．ｅxample｡', 'xn--bcher-kva.example'],
    // Not transitional: a sharp s is a letter of its own, whatever its case and whatever the version of Unicode.
    ['straße.example', 'xn--strae-oqa.example'],
    ['STRAẞE.example', 'xn--strae-oqa.example'],
    ['strasse.example', 'strasse.example'],
    // UTS #46 maps the capital sigma to the one within words, where a conversion of case would choose the final one.
    ['ΒΌΛΟΣ.example', 'xn--nxasmq6b.example'],
    ['βόλος.example', 'xn--nxasmm1c.example'],
    ['i❤.example', 'xn--i-7iq.example'],
    ['نامه‌ای.example', 'xn--mgba3gch31f060k.example'],
    // A Cyrillic letter that looks like a Latin one.
    ['exаmple.example', 'xn--exmple-4nf.example'],
    // What cannot be converted is left alone: it is an answer, and not a question.
    ['a b.example', 'a b.example'],
    ['x\u200bü.example', 'x\u200bü.example'],
    ['Ignore this. Then。', 'Ignore this. Then。'],
    ['A..b', 'A..b'],
  ])('%s is %s', (name, folded) => {
    expect(foldName(name)).toBe(folded);
  });

  it.each([
    'bücher.example',
    nfd,
    'BÜCHER.EXAMPLE',
    'XN--BCHER-KVA.example.',
    ' bücher.example. ',
    'bücher。example',
  ])('a zone is looked up by %s', (name) => {
    expect(zoneKey(name)).toBe('xn--bcher-kva.example');
  });

  it.each([
    'xn--a.example',
    'xn--bücher.example',
    'bü cher.example',
    'bü/cher.example',
    'b\u00ad\u00fccher.example',
    'bü%2e.example',
    '⒈ü.example',
    'ü',
  ])('%s is no zone', (name) => {
    expect(() => zoneKey(name)).toThrow('neither a domain name');
  });

  it('stays as it is once it is folded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const label = aLabel(text.replaceAll('.', ''));
        if (label === undefined) return;
        expect(label).toMatch(/^\p{ASCII}*$/u);
        expect(aLabel(label)).toBe(label);
      }),
    );
  });
});

describe('the host of a URL or pattern', () => {
  it.each([
    ['https://bücher.example/über?q=ü', 'https://xn--bcher-kva.example/über?q=ü'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*bücher.example/*', '*xn--bcher-kva.example/*'],
    ['http*://*.BÜCHER.example:8443/a', 'http*://*.xn--bcher-kva.example:8443/a'],
    ['büch*.example/', 'büch*.example/'],
    ['https://WWW.example.com/A', 'https://WWW.example.com/A'],
    ['https://bücher.example?q', 'https://xn--bcher-kva.example?q'],
  ])('%s becomes %s', (url, folded) => {
    expect(foldHost(url)).toBe(folded);
  });
});
