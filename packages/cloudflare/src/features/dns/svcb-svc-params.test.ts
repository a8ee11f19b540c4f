import { describe, expect, it } from 'vitest';
import { svcParams } from './svcb.ts';

describe('svcParams', () => {
  it.each([
    ['', ''],
    ['alpn=h3,h2', 'alpn="h3,h2"'],
    ['alpn="h3,h2" no-default-alpn', 'alpn="h3,h2" no-default-alpn'],
    ['  port=8443   alpn=h2  ', 'port="8443" alpn="h2"'],
    [
      'mandatory=alpn,ipv4hint alpn=h2 ipv4hint=192.0.2.1,192.0.2.2',
      'mandatory="alpn,ipv4hint" alpn="h2" ipv4hint="192.0.2.1,192.0.2.2"',
    ],
    ['ipv6hint="2001:DB8:0:0::1"', 'ipv6hint="2001:db8::1"'],
    ['ech=AEX+DQ==', 'ech="AEX+DQ=="'],
    ['dohpath=/dns-query{?dns}', 'dohpath="/dns-query{?dns}"'],
    ['key667=hello', 'key667="hello"'],
    ['key667', 'key667'],
    [String.raw`alpn="f\\\\oo\\,bar,h2"`, String.raw`alpn="f\\\\oo\\,bar,h2"`],
  ])('%s becomes %s', (input, expected) => {
    const params = svcParams(input);
    expect(params).toBe(expected);
    expect(svcParams(expected)).toBe(expected);
  });

  it.each([
    ['apln=h2', 'apln: is not a key'],
    ['ALPN=h2', 'write "alpn"'],
    ['alpn=h2 alpn=h3', '"alpn" twice'],
    ['alpn', 'alpn: needs a value, such as alpn="h3,h2"'],
    ['alpn=', 'needs a value'],
    ['alpn=h2,,h3', 'empty identifier'],
    ['alpn="h3, h2"', 'separate identifiers with commas only'],
    ['alpn=http/2', 'write "h2"'],
    ['no-default-alpn', 'without alpn'],
    ['alpn=h2 no-default-alpn=1', 'takes no value'],
    ['port=65536', 'is not a port'],
    ['port=https', 'is not a port'],
    ['ipv4hint=2001:db8::1', 'ipv4hint: "2001:db8::1" is not an IPv4 address'],
    ['ipv6hint=192.0.2.1', 'ipv6hint: "192.0.2.1" is not an IPv6 address'],
    ['ipv4hint=192.0.2.1,', 'is not an IPv4 address'],
    ['ech=a-b', 'is not base64'],
    ['mandatory=alpn', '"alpn", which is not there'],
    ['mandatory=mandatory', 'must not name itself'],
    ['mandatory=alpn,alpn alpn=h2', 'names a key twice'],
    ['mandatory=foo', '"foo", which is not a key'],
    ['key65535=a', 'is not a key'],
    ['key0667=a', 'is not a key'],
    ['dohpath=/dns-query', 'the variable dns'],
    ['alpn="h2', 'never closed'],
    ['constructor=1', 'is not a key'],
  ])('refuses %s', (input, fragment) => {
    expect(svcParams(input)).toHaveProperty('reason', expect.stringContaining(fragment));
  });
});
