import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.ts';
import { mayTalkTo, readSite } from './site.ts';

const read = (value: string): unknown => readSite(value, 'WIKI_URL');

describe('readSite', () => {
  it.each([
    ['https://wiki.example.com', 'wiki.example.com', 443, '', true],
    ['https://wiki.example.com/', 'wiki.example.com', 443, '', true],
    ['https://wiki.example.com:8443/w/', 'wiki.example.com', 8443, '/w', true],
    ['HTTPS://Wiki.Example.com/a/b-c_d.e', 'wiki.example.com', 443, '/a/b-c_d.e', true],
    ['https://bücher.example/~me', 'xn--bcher-kva.example', 443, '/~me', true],
    ['https://10.0.0.5/rt', '10.0.0.5', 443, '/rt', true],
    ['https://[2001:db8::1]:444', '2001:db8::1', 444, '', true],
    ['https://wiki', 'wiki', 443, '', true],
    ['http://localhost:8080/wiki', 'localhost', 8080, '/wiki', false],
    ['http://127.0.0.1', '127.0.0.1', 80, '', false],
    ['http://[::1]:8080', '::1', 8080, '', false],
  ])('takes %s', (value, hostname, port, basePath, isSecure) => {
    expect(read(value)).toEqual({ hostname, port, basePath, isSecure });
  });

  it.each([
    ['', 'blanks'],
    ['wiki.example.com', 'no address'],
    ['//wiki.example.com', 'no address'],
    ['ftp://wiki.example.com', 'no address'],
    ['https:wiki.example.com', 'no address'],
    ['https:/wiki.example.com', 'no address'],
    ['https://', 'no address'],
    ['https:///path', 'no address'],
    [' https://wiki.example.com', 'blanks'],
    ['https://wiki.example.com\n', 'blanks'],
    ['https://wiki.example.com\\@evil.example', 'backslashes'],
    ['https://wiki%2eexample.com', 'percent'],
    ['https://wiki.example.com/%2e%2e/', 'percent'],
    ['https://user:hunter2hunter2@wiki.example.com', 'user name or password'],
    ['https://token@wiki.example.com', 'user name or password'],
    ['https://wiki.example.com@evil.example', 'user name or password'],
    ['https://wiki.example.com?a=b', 'query'],
    ['https://wiki.example.com/#top', 'query'],
    ['https://wiki.example.com/a/../b', 'path'],
    ['https://wiki.example.com/./b', 'path'],
    ['https://wiki.example.com//b', 'path'],
    ['https://wiki.example.com/index.php;x', 'path'],
    ['https://0x7f.1', 'unusual form'],
    ['https://2130706433', 'unusual form'],
    ['https://010.0.0.1', 'unusual form'],
    ['https://1.2.3', 'unusual form'],
    ['https://wiki.example.com:0', 'unusual form'],
    ['https://[2001:0db8::1]', 'unusual form'],
    ['http://wiki.example.com', 'http'],
    ['http://10.0.0.5', 'http'],
    ['http://localhost.example.com', 'http'],
    ['http://localhost.', 'http'],
    ['http://127.0.0.1.example.com', 'http'],
    ['https://169.254.169.254', 'metadata'],
    ['http://169.254.169.254/latest', 'metadata'],
    ['https://[fe80::1]', 'metadata'],
    ['https://[fd00:ec2::254]', 'metadata'],
    ['https://[::ffff:a9fe:a9fe]', 'metadata'],
    ['https://[64:ff9b::a9fe:a9fe]', 'metadata'],
    ['https://[2002:a9fe:a9fe::1]', 'metadata'],
    ['https://0.0.0.0', 'metadata'],
    ['https://[::]', 'metadata'],
    ['https://metadata.google.internal', 'metadata'],
    ['https://100.100.100.200', 'metadata'],
  ])('refuses %j', (value, problem) => {
    expect(() => read(value)).toThrow(InputError);
    expect(() => read(value)).toThrow(new RegExp(`^WIKI_URL .*(?:${problem})`, 'u'));
  });

  it('never repeats what it was given', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('https://', 'http://', 'https://u:', ''),
        fc.stringMatching(/^[a-z]{12}$/u),
        fc.constantFrom('', '@wiki.example', ':0', '?a', '/%41', '.example', '/a//'),
        (scheme, secret, rest) => {
          try {
            read(`${scheme}${secret}${rest}`);
          } catch (error) {
            expect(String(error)).not.toContain(secret);
            expect(JSON.stringify(error)).not.toContain(secret);
          }
        },
      ),
    );
  });

  it('gives a host and a path that a parser of URLs reads the same way', () => {
    const part = fc.stringMatching(/^[a-z0-9.%@:/?#\\[\]_-]{1,12}$/u);
    fc.assert(
      fc.property(fc.constantFrom('https://', 'http://'), part, part, (scheme, host, rest) => {
        const value = `${scheme}${host}${rest}`;
        try {
          const { hostname, port, basePath, isSecure } = readSite(value, 'WIKI_URL');
          const shown = hostname.includes(':') ? `[${hostname}]` : hostname;
          const url = new URL(`${isSecure ? 'https' : 'http'}://${shown}:${port}${basePath}/`);
          expect(url.href).toBe(new URL(value.endsWith('/') ? value : `${value}/`).href);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('mayTalkTo', () => {
  it.each([
    ['203.0.113.5', true, false],
    ['10.0.0.5', true, false],
    ['fd12:3456::1', true, false],
    ['127.0.0.1', true, true],
    ['::1', true, true],
    ['::ffff:127.0.0.1', true, true],
    ['169.254.169.254', false, false],
    ['::ffff:169.254.169.254', false, false],
    ['fe80::1%eth0', false, false],
    ['0.0.0.0', false, false],
    ['255.255.255.255', false, false],
    ['', false, false],
    ['wiki.example.com', false, false],
    [undefined, false, false],
  ])('%s: over TLS %s, without %s', (address, secure, plain) => {
    expect(mayTalkTo(address, { isSecure: true })).toBe(secure);
    expect(mayTalkTo(address, { isSecure: false })).toBe(plain);
  });
});
