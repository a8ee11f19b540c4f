import { describe, expect, it } from 'vitest';
import { asked, create, type Row, remove, update } from '../../../../test/support/guarded-records.ts';

const hash = '0123456789abcdef'.repeat(2);
const alias = (label: string, host = 'a.example.net'): Row => ['CNAME', label, host];

describe('an alias at a label of a protocol', () => {
  it.each([
    ['_dmarc', 'dns.dmarc'],
    ['s1._domainkey', 'dns.dkim'],
    ['_mta-sts', 'dns.mta_sts'],
    ['_smtp._tls', 'dns.tls_rpt'],
    ['_atproto', 'dns.identity'],
    ['_dnslink', 'dns.identity'],
    ['_kerberos', 'dns.identity'],
    ['default._bimi', 'dns.identity'],
    ['_acme-challenge', 'dns.certificate'],
    [`_${hash}`, 'dns.certificate'],
    ['_smtp._x', 'dns.moved'],
    ['_x._tls', 'dns.moved'],
    ['_x', 'dns.moved'],
  ])('%s is asked about as %s, and as nothing else', (label, guard) => {
    expect(asked([update(alias(label), alias(label, 'b.example.net'))])).toEqual([guard]);
  });
});

describe('a proof of control', () => {
  it.each<[string, Row]>([
    ['the hash of an authority', alias(`_${hash}`)],
    ['an alias to an authority', alias('x', `y.${hash}.sectigo.com`)],
    ['an alias to the name of an authority', alias('x', 'sectigo.com')],
    ['the text of GlobalSign', ['TXT', '@', 'globalsign-domain-verification=abc']],
    ['the text of GlobalSign, with an underscore', ['TXT', '@', '_globalsign-domain-verification=abc']],
  ])('is %s', (_what, row) => {
    expect(asked([create(row)])).toEqual(['dns.certificate']);
  });

  it.each<[string, Row]>([
    ['a hash that is part of a label', alias(`x_${hash}`)],
    ['a longer hash', alias(`_${hash}0`)],
    ['a host that begins as an authority', alias('x', 'sectigo.com.example.net')],
    ['a host that ends as one', alias('x', 'notsectigo.com')],
    ['a text with another word', ['TXT', '@', 'my-globalsign-domain-verification=abc']],
  ])('is not %s', (_what, row) => {
    expect(asked([create(row)])).toEqual([]);
  });
});

it.each(['_smtp', '_smtp._x', 'x._tls', '_tls'])('a text at %s is no policy for reports', (label) => {
  expect(asked([remove(['TXT', label, 'v=TLSRPTv1; rua=mailto:a@example.com'])])).toEqual(['dns.deleted']);
});
