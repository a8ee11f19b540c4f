import { describe, expect, it } from 'vitest';
import {
  asked,
  create,
  known,
  type Row,
  remove,
  said,
  update,
} from '../../../../test/support/guarded-records.ts';
import { Issue } from '../../../problem.ts';
import { readSpf } from './mail.ts';
import { isSpf } from './record.ts';

const spf = (text: string, label = '@'): Row => ['TXT', label, text];

describe('what SPF says', () => {
  it.each([
    ['v=spf1', true],
    ['V=SPF1 -all', true],
    ['v=spf1;-all', false],
    ['v=spf10 -all', false],
    [' v=spf1 -all', false],
    ['spf2.0/pra -all', false],
  ])('%j is SPF: %s', (text, expected) => {
    expect(isSpf(text)).toBe(expected);
  });

  it.each([
    ['v=spf1', { senders: [], ordered: '', rest: '?', redirect: undefined }],
    ['v=spf1  A  mx/24 -ALL', { senders: ['a', 'mx/24'], ordered: '', rest: '-', redirect: undefined }],
    [
      'v=spf1 redirect=_Spf.Example.net',
      { senders: [], ordered: '', rest: '?', redirect: '_spf.example.net' },
    ],
    ['v=spf1 redirect=x.example ~all', { senders: [], ordered: '', rest: '~', redirect: undefined }],
    ['v=spf1 all include:late.example', { senders: [], ordered: '', rest: '+', redirect: undefined }],
    [
      'v=spf1 exists:%{ir}.%{v}.%{d2r.-}%%%_%-.x exp=%{d} a=%% b= b= -all',
      { senders: ['exists:%{ir}.%{v}.%{d2r.-}%%%_%-.x'], ordered: '', rest: '-', redirect: undefined },
    ],
    ['v=spf1 exp=why.example', { senders: [], ordered: '', rest: '?', redirect: undefined }],
    [
      'v=spf1 include:a=b.example -all',
      { senders: ['include:a=b.example'], ordered: '', rest: '-', redirect: undefined },
    ],
    ['v=spf1 exp=why.example -all ', { senders: [], ordered: '', rest: '-', redirect: undefined }],
    [
      'v=spf1 -ip4:192.0.2.1 +ip4:192.0.2.0/24 ?ptr -all',
      {
        senders: ['ip4:192.0.2.0/24'],
        ordered: '-ip4:192.0.2.1 +ip4:192.0.2.0/24 ?ptr',
        rest: '-',
        redirect: undefined,
      },
    ],
    [
      'v=spf1 ip6:2001:db8::/32 exists:%{i}.x.example a:mail.example -all',
      {
        senders: ['ip6:2001:db8::/32', 'exists:%{i}.x.example', 'a:mail.example'],
        ordered: '',
        rest: '-',
        redirect: undefined,
      },
    ],
  ])('%j', (text, expected) => {
    expect(readSpf(text)).toEqual(expected);
  });

  it.each([
    ['v=spf1 include -all', 'no mechanism'],
    ['v=spf1 include: -all', 'no mechanism'],
    ['v=spf1 include/x:y -all', 'no mechanism'],
    ['v=spf1 x=%{ -all', 'macro'],
    ['v=spf1 exists -all', 'no mechanism'],
    ['v=spf1 a: -all', 'no mechanism'],
    ['v=spf1 ip4:192.0.2 -all', 'no mechanism'],
    ['v=spf1 ip4:192.0.2.1/33 -all', 'no mechanism'],
    ['v=spf1 ip4 -all', 'no mechanism'],
    ['v=spf1 ip6:2001:db8::/129 -all', 'no mechanism'],
    ['v=spf1 ipv4:192.0.2.1 -all', 'no mechanism'],
    ['v=spf1 -all:example.net', 'no mechanism'],
    ['v=spf1 !all', 'no mechanism'],
    ['v=spf1 redirect=a.example redirect=b.example', 'twice'],
    [`v=spf1 ${'include:a.example '.repeat(11)}-all`, 'too many'],
    [`v=spf1 ${'mx:a.example '.repeat(10)}redirect=b.example`, 'too many'],
  ])('%j is an error for good: %s', (text, why) => {
    const found = readSpf(text);
    expect(found).toBeInstanceOf(Issue);
    expect(found instanceof Issue ? found.reason : '').toContain(why);
  });

  it.each(['include', 'a', 'mx', 'ptr', 'exists'])(
    'ten times %s is allowed, eleven times not',
    (mechanism) => {
      expect(readSpf(`v=spf1 ${`${mechanism}:a.example `.repeat(10)}-all`)).not.toBeInstanceOf(Issue);
      expect(readSpf(`v=spf1 ${`${mechanism}:a.example `.repeat(11)}-all`)).toBeInstanceOf(Issue);
    },
  );

  it('addresses are not asked for, however many', () => {
    expect(readSpf(`v=spf1 ${'ip4:192.0.2.1 '.repeat(30)}-all`)).not.toBeInstanceOf(Issue);
  });
});

describe('an edit of SPF is asked about', () => {
  it.each([
    ['-all to ~all', 'v=spf1 mx -all', 'v=spf1 mx ~all', 'more easily'],
    ['~all to ?all', 'v=spf1 mx ~all', 'v=spf1 mx ?all', 'more easily'],
    ['?all to +all', 'v=spf1 mx ?all', 'v=spf1 mx +all', 'more easily'],
    ['~all to no all', 'v=spf1 mx ~all', 'v=spf1 mx', 'more easily'],
    ['+all hidden between strings', '"v=spf1 -all"', '"v=sp" "f1 +all"', 'more easily'],
    ['one more include', 'v=spf1 mx -all', 'v=spf1 mx include:x.example -all', 'More servers'],
    ['a wider range', 'v=spf1 ip4:192.0.2.0/28 -all', 'v=spf1 ip4:192.0.2.0/24 -all', 'More servers'],
    ['a wider IPv6 range', 'v=spf1 ip6:2001:db8::/48 -all', 'v=spf1 ip6:2001:db8::/32 -all', 'More servers'],
    ['one sender less', 'v=spf1 mx include:x.example -all', 'v=spf1 mx -all', 'listed now'],
    ['a narrower range', 'v=spf1 ip4:192.0.2.0/24 -all', 'v=spf1 ip4:192.0.2.0/28 -all', 'listed now'],
    ['a sender that passes no longer', 'v=spf1 mx -all', 'v=spf1 ?mx -all', 'listed now'],
    ['an exception gone', 'v=spf1 -ip4:192.0.2.1 mx -all', 'v=spf1 mx -all', 'Other servers'],
    [
      'an exception moved behind',
      'v=spf1 -ip4:192.0.2.1 mx -all',
      'v=spf1 mx -ip4:192.0.2.1 -all',
      'Other servers',
    ],
    ['a redirect', 'v=spf1 redirect=a.example', 'v=spf1 redirect=b.example', 'another domain'],
    ['a mechanism behind all', 'v=spf1 mx -all', 'v=spf1 -all mx', 'listed now'],
    ['two explanations', 'v=spf1 mx -all', 'v=spf1 mx exp=a.example exp=b.example -all', 'broken'],
    ['a redirect to nowhere', 'v=spf1 mx -all', 'v=spf1 mx -all redirect=', 'broken'],
    ['an open macro', 'v=spf1 mx -all', 'v=spf1 mx x=%{i -all', 'broken'],
    ['an unknown macro', 'v=spf1 exists:%{i}.example -all', 'v=spf1 exists:%{x}.example -all', 'broken'],
    ['a lone percent sign', 'v=spf1 mx -all', 'v=spf1 mx x=50% -all', 'broken'],
    ['a macro moved', 'v=spf1 exists:%{i}.example -all', 'v=spf1 exists:%{ir}.example -all', 'More servers'],
    ['what cannot be read', 'v=spf1 mx -all', 'v=spf1 mxx -all', 'broken'],
    ['from what cannot be read', 'v=spf1 mxx -all', 'v=spf1 mx -all', 'decide who'],
    ['from what cannot be read, to all', 'v=spf1 mxx -all', 'v=spf1 mx ?all', 'Anybody'],
    ['something else', 'v=spf1 mx -all', 'verify=1', 'Without'],
    ['no SPF any more for its reader', 'v=spf1 mx -all', 'v=spf1; mx -all', 'Without'],
    ['from something else', 'verify=1', 'v=spf1 mx -all', 'decide who'],
  ])('%s', (_what, from, to, fragment) => {
    for (const label of ['@', 'news']) {
      const plan = [update(spf(from, label), spf(to, label))];
      expect(asked(plan)).toEqual(['dns.spf']);
      expect(said(plan)).toContain(fragment);
      // A sync deletes and creates: what counts is what becomes of the two.
      const anew = [remove(spf(from, label)), create(spf(to, label))];
      expect(asked(anew)).toContain('dns.spf');
      expect(said(anew)).toContain(fragment);
    }
  });

  it.each([
    ['-all for ~all', 'v=spf1 mx ~all', 'v=spf1 mx -all'],
    ['-all for ?all', 'v=spf1 mx ?all', 'v=spf1 mx -all'],
    ['-all for nothing', 'v=spf1 mx', 'v=spf1 mx -all'],
    ['-all for +all', 'v=spf1 mx +all', 'v=spf1 mx -all'],
    ['another order of senders', 'v=spf1 mx a -all', 'v=spf1 a mx -all'],
    ['other letters and spaces', 'v=spf1 MX  -ALL', 'V=SPF1 mx -all'],
    ['other strings', '"v=spf1 mx -all"', '"v=spf1 m" "x -all"'],
    [
      'an address in a range that is listed',
      'v=spf1 ip4:192.0.2.0/24 -all',
      'v=spf1 ip4:192.0.2.7 ip4:192.0.2.0/24 -all',
    ],
    [
      'without an address in a range that is listed',
      'v=spf1 ip4:192.0.2.7 ip4:192.0.2.0/24 -all',
      'v=spf1 ip4:192.0.2.0/24 -all',
    ],
    ['an explanation', 'v=spf1 mx -all', 'v=spf1 mx -all exp=why.example.com'],
    ['a plus that was meant anyway', 'v=spf1 mx -all', 'v=spf1 +mx -all'],
  ])('but not %s', (_what, from, to) => {
    expect(asked([update(spf(from), spf(to))])).toEqual([]);
  });

  it.each([
    ['a first one', [create(spf('v=spf1 mx -all'))], 'decide who'],
    ['a soft one', [create(spf('v=spf1 mx ~all'))], 'decide who'],
    ['for all the world', [create(spf('v=spf1 +all'))], 'Anybody could send'],
    ['a deletion', [remove(spf('v=spf1 -all', 'news'))], 'Without'],
    ['two at once', [create(spf('v=spf1 mx -all')), create(spf('v=spf1 a -all'))], 'cancel each other'],
    [
      'one instead of two',
      [remove(spf('v=spf1 mx -all')), remove(spf('v=spf1 a -all')), create(spf('v=spf1 mx a -all'))],
      'decide who',
    ],
    ['one that is moved', [update(spf('v=spf1 -all'), spf('v=spf1 -all', 'old'))], 'Without'],
  ])('%s', (_what, plan, fragment) => {
    expect(asked(plan)).toEqual(['dns.spf']);
    expect(said(plan)).toContain(fragment);
  });
});

describe('beside what stays at the name', () => {
  it('another record is no second SPF', () => {
    const plan = [create(spf('v=spf1 mx -all', 'shop'))];
    expect(said(plan, known(['A', 'shop', '203.0.113.1'], ['TXT', 'shop', 'verify=1']))).toContain(
      'decide who',
    );
  });

  it('one that is deleted does not make two', () => {
    const plan = [remove(spf('v=spf1 mx -all', 'shop'))];
    expect(said(plan, known(spf('v=spf1 a -all', 'shop')))).toContain('Without');
  });

  it('one that was there is not a first one that hurts nobody', () => {
    const plan = [update(spf('v=spf1 mx -all', 'unused'), spf('v=spf1 -all', 'unused'))];
    expect(asked(plan, known())).toEqual(['dns.spf']);
  });
});
