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

/** Each policy: where it stands, and how one looks that is in order. */
const places = {
  'dns.dmarc': ['_dmarc', 'v=DMARC1; p=reject'],
  'dns.dkim': ['s1._domainkey', 'v=DKIM1; k=rsa; p=MIGf'],
  'dns.mta_sts': ['_mta-sts', 'v=STSv1; id=20260101'],
  'dns.tls_rpt': ['_smtp._tls', 'v=TLSRPTv1; rua=mailto:tls@example.com'],
} as const;
type Guard = keyof typeof places;

const at = (guard: Guard, text: string, type = 'TXT'): Row => [type, places[guard][0], text];
const all: readonly Guard[] = ['dns.dmarc', 'dns.dkim', 'dns.mta_sts', 'dns.tls_rpt'];

describe.each(all)('%s', (guard) => {
  const [, good] = places[guard];
  const same = good.replaceAll('; ', ' ; ').replace('id=20260101', 'id=20270101');

  it.each([
    ['gone', [remove(at(guard, good))]],
    ['moved away', [update(at(guard, good), ['TXT', 'old', good])]],
    ['something else', [update(at(guard, good), at(guard, 'x=1'))]],
    ['malformed', [update(at(guard, good), at(guard, good.replace(';', '')))]],
    ['of no version', [update(at(guard, good), at(guard, good.replace(/v=[^;]*/u, 'v=X')))]],
    ['twice', [create(at(guard, good)), create(at(guard, `${same} ;`))]],
    [
      'one instead of two',
      [remove(at(guard, good)), remove(at(guard, `${same};`)), create(at(guard, `${same} ;`))],
    ],
    ['led elsewhere', [remove(at(guard, good)), create(at(guard, 'policy.example.net', 'CNAME'))]],
    ['from elsewhere', [remove(at(guard, 'policy.example.net', 'CNAME')), create(at(guard, good))]],
  ])('is asked about when %s', (_how, plan) => {
    expect(asked(plan)).toContain(guard);
    expect(said(plan)).toMatch(/example\.com|cancel each other/u);
  });

  it.each([
    ['written otherwise', [update(at(guard, good), at(guard, same))]],
    [
      'put into several strings',
      [update(at(guard, good), at(guard, `"${good.slice(0, 9)}" "${good.slice(9)}"`))],
    ],
    ['made anew as it is', [create(at(guard, good)), remove(at(guard, same))]],
    [
      'given a comment',
      [update(at(guard, good), ['TXT', places[guard][0], good, { comment: 'x', tags: ['a:b'], ttl: 300 }])],
    ],
  ])('is not asked about for its value when %s', (_how, plan) => {
    expect(asked(plan).filter((id) => id !== 'dns.deleted')).toEqual([]);
  });
});

it.each<readonly [Guard, string, string]>([
  ['dns.dmarc', 'v=DMARC1; p=none', 'decide what becomes'],
  ['dns.dkim', 'v=DKIM1; p=MIGf', 'Whoever holds the key'],
  ['dns.mta_sts', 'v=STSv1; id=1', 'from its host mta-sts'],
])('%s is asked about when it is new', (guard, text, fragment) => {
  expect(asked([create(at(guard, text))])).toEqual([guard]);
  expect(said([create(at(guard, text))])).toContain(fragment);
});

it('reports about TLS may start without a question, and may not go to others', () => {
  expect(asked([create(at('dns.tls_rpt', places['dns.tls_rpt'][1]))])).toEqual([]);
  const other = at('dns.tls_rpt', 'v=TLSRPTv1; rua=mailto:x@example.net');
  const plan = [update(at('dns.tls_rpt', places['dns.tls_rpt'][1]), other)];
  expect(asked(plan)).toEqual(['dns.tls_rpt']);
  expect(said(plan)).toContain('go to others');
  expect(
    asked([update(at('dns.tls_rpt', places['dns.tls_rpt'][1]), at('dns.tls_rpt', 'v=TLSRPTv1; rua='))]),
  ).toEqual(['dns.tls_rpt']);
  for (const text of ['v=TLSRPTv1; rua=', 'rua=mailto:tls@example.com; v=TLSRPTv1']) {
    const broken = [update(at('dns.tls_rpt', places['dns.tls_rpt'][1]), at('dns.tls_rpt', text))];
    expect(said(broken)).toContain('would end');
  }
  const added = at('dns.tls_rpt', 'v=TLSRPTv1; rua=mailto:tls@example.com, mailto:x@example.net');
  expect(asked([update(at('dns.tls_rpt', places['dns.tls_rpt'][1]), added)])).toEqual(['dns.tls_rpt']);
});

describe('DMARC', () => {
  it.each([
    ['p', 'p=reject', 'p=quarantine', 'more easily'],
    ['p to none', 'p=quarantine', 'p=none', 'more easily'],
    ['sp', 'p=reject', 'p=reject; sp=none', 'more easily'],
    ['np', 'p=reject; sp=reject', 'p=reject; np=none', 'more easily'],
    ['sp that np followed', 'p=reject; sp=reject', 'p=reject; sp=none; np=reject', 'more easily'],
    ['pct', 'p=reject', 'p=reject; pct=10', 'more easily'],
    ['t', 'p=reject', 'p=reject; t=y', 'more easily'],
    ['psd', 'p=reject', 'p=reject; psd=Y', 'more easily'],
    ['ruf to a first stranger', 'p=reject', 'p=reject; ruf=mailto:a@notexample.com!10m', 'go to others'],
    ['adkim', 'p=reject; adkim=s', 'p=reject; adkim=r', 'more easily'],
    ['aspf', 'p=reject; aspf=s', 'p=reject', 'more easily'],
    ['rua to others', 'p=none; rua=mailto:a@example.com', 'p=none; rua=mailto:b@example.net', 'go to others'],
    ['rua ends', 'p=none; rua=mailto:a@example.com', 'p=none', 'go to others'],
    [
      'one more reader',
      'p=none; rua=mailto:a@example.com',
      'p=none; rua=mailto:a@example.com,mailto:b@example.net',
      'go to others',
    ],
    ['ruf to others', 'p=none; ruf=mailto:a@example.com', 'p=none; ruf=mailto:b@example.net', 'go to others'],
    ['ruf ends', 'p=none; ruf=mailto:a@example.com', 'p=none', 'go to others'],
    ['p unknown', 'p=none', 'p=no', 'no readable'],
    ['p missing', 'p=none', 'rua=mailto:a@example.com', 'no readable'],
    ['sp unknown', 'p=reject', 'p=reject; sp=all', 'no readable'],
    ['np unknown', 'p=reject', 'p=reject; np=all', 'no readable'],
    ['pct beyond', 'p=reject', 'p=reject; pct=101', 'no readable'],
    ['pct below', 'p=reject', 'p=reject; pct=-1', 'no readable'],
    ['pct no number', 'p=reject', 'p=reject; pct=all', 'no readable'],
    ['pct in another notation', 'p=reject', 'p=reject; pct=1e2', 'no readable'],
    ['pct without a number', 'p=reject', 'p=reject; pct=', 'no readable'],
    ['a tag twice', 'p=reject', 'p=reject; p=none', 'no readable'],
  ])('weaker or for others: %s', (_what, from, to, fragment) => {
    const plan = [update(at('dns.dmarc', `v=DMARC1; ${from}`), at('dns.dmarc', `v=DMARC1; ${to}`))];
    expect(asked(plan)).toEqual(['dns.dmarc']);
    expect(said(plan)).toContain(fragment);
  });

  it.each([
    ['p', 'p=none', 'p=quarantine'],
    ['p for all', 'p=quarantine', 'p=reject'],
    ['sp', 'p=reject; sp=none', 'p=reject'],
    ['sp as it is', 'p=reject', 'p=reject; sp=reject; np=reject'],
    ['pct', 'p=reject; pct=10', 'p=reject; pct=100'],
    ['pct none at all', 'p=reject; pct=0', 'p=reject'],
    ['t', 'p=reject; t=y', 'p=reject'],
    ['psd', 'p=reject; psd=y', 'p=reject; psd=n'],
    ['first copies to the own zone', 'p=reject', 'p=reject; ruf=mailto:a@mail.example.com!10m'],
    ['adkim', 'p=reject; adkim=r', 'p=reject; adkim=s'],
    ['aspf', 'p=reject', 'p=reject; aspf=s'],
    ['first reports', 'p=reject', 'p=reject; rua=mailto:a@example.com; ruf=mailto:a@example.com'],
    [
      'the order of readers',
      'p=none; rua=mailto:a@example.com,mailto:b@example.com',
      'p=none; rua=mailto:B@example.com, mailto:a@example.com',
    ],
    ['letters', 'p=REJECT; adkim=S; t=Y', 'p=reject; adkim=s; t=y'],
    ['the same stranger', 'p=none; ruf=mailto:b@example.net', 'p=reject; ruf=mailto:b@example.net'],
    ['a mark in an address', 'p=reject', 'p=reject; ruf=mailto:a!b@mail.example.com!10m'],
    ['two signs in an address', 'p=reject', 'p=reject; ruf=mailto:x@y@example.com'],
    ['how reports look', 'p=reject; fo=1; ri=3600', 'p=reject; fo=0'],
  ])('stricter or the same: %s', (_what, from, to) => {
    expect(asked([update(at('dns.dmarc', `v=DMARC1; ${from}`), at('dns.dmarc', `v=DMARC1; ${to}`))])).toEqual(
      [],
    );
  });

  it('has its version first', () => {
    const [good, other] = ['v=DMARC1; p=none', 'p=none; v=DMARC1'].map((text) => at('dns.dmarc', text));
    if (good === undefined || other === undefined) throw new Error('there is none');
    expect(said([update(good, other)])).toContain('no readable');
  });

  it('is not taken for a first one because nothing else is at the name', () => {
    const [reject, none, also] = ['p=reject', 'p=none', 'p=none; fo=1'].map((text) =>
      at('dns.dmarc', `v=DMARC1; ${text}`),
    );
    if (reject === undefined || none === undefined || also === undefined) throw new Error('there is none');
    for (const plan of [
      [remove(reject)],
      [update(reject, none)],
      [create(none), create(also)],
      [remove(reject), create(none), create(also)],
    ]) {
      expect(asked(plan, known())).toContain('dns.dmarc');
    }
    expect(asked([create(none)], known())).toEqual([]);
  });

  it.each([
    ['dns.dmarc', 'decide what becomes'],
    ['dns.dkim', 'Whoever holds the key'],
    ['dns.mta_sts', 'from its host mta-sts'],
  ] as const)('and other policies may be led elsewhere: %s', (guard, fragment) => {
    expect(said([update(at(guard, places[guard][1]), at(guard, 'a.example.net', 'CNAME'))])).toContain(
      fragment,
    );
  });

  it('is asked about below other names, as a proof of nothing else', () => {
    expect(asked([create(['TXT', '_dmarc.news', 'v=DMARC1; p=none'])])).toEqual(['dns.dmarc']);
    expect(asked([create(['TXT', 'example.net._report._dmarc', 'v=DMARC1'])])).toEqual([]);
    expect(said([create(['TXT', '_dmarc.news', 'v=DMARC1; p=none'])])).toContain('news.example.com');
  });
});

describe('DKIM', () => {
  it.each([
    ['another key', 'p=AAAA', 'p=BBBB', 'Another key'],
    ['no key', 'p=AAAA', 'p=', 'withdrawn'],
    ['a key again', 'p=', 'p=AAAA', 'Another key'],
    ['only a test', 'p=AAAA', 't=y; p=AAAA', 'for a test'],
    ['only a test, too', 't=s; p=AAAA', 't=s : y; p=AAAA', 'for a test'],
    ['for names below, too', 't=s; p=AAAA', 'p=AAAA', 'names below'],
    ['another algorithm', 'p=AAAA', 'k=ed25519; p=AAAA', 'Another key'],
    ['other hashes', 'p=AAAA', 'h=sha1; p=AAAA', 'Another key'],
    ['another service', 'p=AAAA', 's=tlsrpt; p=AAAA', 'Another key'],
    ['p missing', 'p=AAAA', 'k=rsa', 'could not read'],
    ['v behind', 'p=AAAA', 'p=AAAA; v=DKIM1', 'could not read'],
    ['v unknown', 'p=AAAA', 'v=DKIM2; p=AAAA', 'could not read'],
    ['hashes for services', 'h=ab; s=c; p=AAAA', 'h=a; s=bc; p=AAAA', 'Another key'],
  ])('%s', (_what, from, to, fragment) => {
    const plan = [update(at('dns.dkim', from), at('dns.dkim', to))];
    expect(asked(plan)).toEqual(['dns.dkim']);
    expect(said(plan)).toContain(fragment);
  });

  it.each([
    ['what holds anyway', 'p=AAAA', 'v=DKIM1; k=rsa; h=*; s=*; p=AAAA'],
    ['a note', 'p=AAAA', 'n=hello; p=AAAA'],
    ['no test any more', 't=y; p=AAAA', 'p=AAAA'],
    ['a test still', 't=y; p=AAAA', 'p=AAAA; t=y'],
    ['not for names below', 'p=AAAA', 't=s; p=AAAA'],
    ['a flag of tomorrow', 'p=AAAA', 't=xy; p=AAAA'],
    ['spaces in the key', 'p=AA AA', 'p=AAAA'],
    ['empty as before', 'p=', 'k=rsa; p='],
  ])('not %s', (_what, from, to) => {
    expect(asked([update(at('dns.dkim', from), at('dns.dkim', to))])).toEqual([]);
  });
});

describe('MTA-STS', () => {
  it.each(['v=STSv1; id=', 'v=STSv1', 'v=STSv1; id=a-b', `v=STSv1; id=${'1'.repeat(33)}`, 'id=1; v=STSv1'])(
    'cannot be read: %s',
    (text) => {
      const plan = [update(at('dns.mta_sts', 'v=STSv1; id=1'), at('dns.mta_sts', text))];
      expect(said(plan)).toContain('no readable');
    },
  );

  it('has a host', () => {
    const host: Row = ['CNAME', 'mta-sts', 'sts.example.net'];
    expect(asked([create(host)])).toEqual(['dns.mta_sts']);
    expect(said([create(host)])).toContain('mail to example.com from another host');
    expect(asked([update(host, ['CNAME', 'mta-sts', 'other.example.net'])])).toEqual(['dns.mta_sts']);
    expect(asked([update(host, ['CNAME', 'mta-sts', 'STS.example.net.'])])).toEqual([]);
  });
});
