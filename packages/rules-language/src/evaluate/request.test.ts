import { describe, expect, it } from 'vitest';
import { plain } from '../../test/support/evaluation.ts';
import type { Result } from '../values.ts';
import {
  describeRequest,
  InvalidRequest,
  type RequestDescription,
  type RequestFacts,
  withHeaders,
  withResponse,
  withResponseHeaders,
  withRewritten,
} from './index.ts';

function values(request: RequestFacts, ...names: readonly string[]): readonly unknown[] {
  return names.map((name) => {
    const value: Result = request.fields.get(name) ?? { kind: 'unknown', because: [] };
    return plain(value);
  });
}

const nothing = { unknown: [] };

describe('describeRequest', () => {
  const table: readonly [string, Partial<RequestDescription>, Readonly<Record<string, unknown>>][] = [
    [
      'a plain request',
      {},
      {
        'http.request.method': 'GET',
        'http.host': 'example.com',
        'http.request.full_uri': 'https://example.com/',
        'http.request.uri': '/',
        'http.request.uri.path': '/',
        'http.request.uri.query': '',
        'http.request.uri.args': {},
        'http.request.headers': { host: ['example.com'] },
        'http.request.headers.names': ['Host'],
        'http.user_agent': '',
        'http.referer': '',
        'http.cookie': '',
        'http.request.cookies': {},
        'http.request.accepted_languages': [],
        'http.request.body.raw': '',
        'http.request.body.size': 0,
        'cf.edge.server_port': 443,
        'cf.threat_score': 0,
        ssl: true,
        'ip.src': nothing,
        'http.request.version': nothing,
        'http.request.timestamp.sec': nothing,
        'cf.bot_management.score': nothing,
        'http.response.code': nothing,
      },
    ],
    [
      'a URL with everything',
      { url: 'HTTP://WWW.Example.com:8080/%61/./B.PHP?x=1&y&x=a%20b&&=z#f?g' },
      {
        'http.host': 'www.example.com:8080',
        'http.request.full_uri': 'http://www.example.com:8080/a/B.PHP?x=1&y&x=a%20b&&=z',
        'http.request.uri': '/a/B.PHP?x=1&y&x=a%20b&&=z',
        'http.request.uri.path': '/a/B.PHP',
        'http.request.uri.path.extension': 'php',
        'http.request.uri.query': 'x=1&y&x=a%20b&&=z',
        'http.request.uri.args': { x: ['1', 'a%20b'], y: [''], '': ['z'] },
        'http.request.uri.args.names': ['x', 'y', 'x', ''],
        'http.request.uri.args.values': ['1', '', 'a%20b', 'z'],
        'raw.http.request.uri.path': '/%61/./B.PHP',
        'raw.http.request.full_uri': 'http://www.example.com:8080/%61/./B.PHP?x=1&y&x=a%20b&&=z',
        'cf.edge.server_port': 8080,
        ssl: false,
      },
    ],
    [
      'a usual port',
      { url: 'https://example.com:443' },
      { 'http.host': 'example.com', 'http.request.uri': '/' },
    ],
    [
      'a plain URL',
      { url: 'http://example.com/' },
      { 'http.host': 'example.com', 'cf.edge.server_port': 80, ssl: false },
    ],
    ['a query without a path', { url: 'https://example.com?a' }, { 'http.request.uri': '/?a' }],
    [
      'a name that is not ASCII',
      { url: 'https://bücher.example/ü' },
      {
        'http.host': 'xn--bcher-kva.example',
        'http.request.uri.path': '/%C3%BC',
        'raw.http.request.uri.path': '/ü',
      },
    ],
    ['an address', { url: 'https://[2001:DB8::1]/' }, { 'http.host': '[2001:db8::1]' }],
    [
      'no normalisation',
      { url: 'https://example.com/a/../b', normalization: 'none' },
      { 'http.request.uri.path': '/a/../b' },
    ],
    [
      'a method in lower case',
      { method: 'post' },
      { 'http.request.method': 'POST', 'http.request.body.raw': nothing },
    ],
    [
      'cookies',
      {
        headers: [
          ['Cookie', 'a=1; %62=2'],
          ['cookie', 'a=3=4;;c'],
        ],
        cookies: { d: 'x&y' },
      },
      {
        'http.cookie': 'a=1; %62=2; a=3=4;;c; d=x&y',
        'http.request.cookies': { a: ['1', '3=4'], b: ['2'], c: [''], d: ['x&y'] },
        'http.request.headers.names': ['Host', 'Cookie', 'cookie', 'Cookie'],
      },
    ],
    [
      'headers of HTTP/2',
      { headers: { 'X-A': 'B' }, http_version: '2' },
      { 'http.request.headers.names': ['host', 'x-a'], 'http.request.headers.values': ['example.com', 'B'] },
    ],
    [
      'languages',
      { headers: { 'Accept-Language': 'fr-CH, fr;q=0.8, en;q=0.9, de;q=0.7, *;q=0.5' } },
      { 'http.request.accepted_languages': ['fr-CH', 'en', 'fr', 'de'] },
    ],
    [
      'a form',
      {
        method: 'POST',
        body: 'user=a+b&user=ü',
        headers: { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=utf-8' },
      },
      {
        'http.request.body.raw': 'user=a+b&user=ü',
        'http.request.body.size': 16,
        'http.request.body.form': { user: ['a+b', 'ü'] },
        'http.request.body.form.names': ['user', 'user'],
      },
    ],
    [
      'a body that is no form',
      { method: 'POST', body: 'a=b' },
      { 'http.request.body.form': {}, 'http.request.body.multipart': nothing },
    ],
    [
      'a client',
      {
        ip: '2001:DB8:0::1',
        country: 'fr',
        asn: 64496,
        http_version: 'http/3',
        time: '2026-01-02T03:04:05.678Z',
      },
      {
        'ip.src': '2001:db8::1',
        'ip.src.country': 'FR',
        'ip.src.is_in_european_union': true,
        'ip.src.continent': nothing,
        'ip.src.asnum': 64496,
        'http.request.version': 'HTTP/3',
        'cf.edge.client_tcp': false,
        'http.request.timestamp.sec': 1767323045,
        'http.request.timestamp.msec': 678,
      },
    ],
    [
      'a client elsewhere',
      { country: 'CH', time: 1.5 },
      {
        'ip.src.is_in_european_union': false,
        'http.request.timestamp.sec': 1,
        'http.request.timestamp.msec': 500,
      },
    ],
    [
      'a response',
      {
        response: {
          status: 404,
          headers: { 'Content-Type': 'text/HTML; charset=utf-8', Server: ['a', 'b'] },
        },
      },
      {
        'http.response.code': 404,
        'http.response.content_type.media_type': 'text/html',
        'http.response.headers': { 'content-type': ['text/HTML; charset=utf-8'], server: ['a', 'b'] },
        'http.response.headers.names': ['Content-Type', 'Server', 'Server'],
        'raw.http.response.headers': { 'content-type': ['text/HTML; charset=utf-8'], server: ['a', 'b'] },
      },
    ],
    [
      'more, under old names too',
      {
        country: 'DE',
        also: {
          'cf.bot_management.score': 3,
          'ip.geoip.country': 'AT',
          'ip.geoip.continent': 'EU',
          'cf.bot_management.detection_ids': [1, 2],
          'cf.llm.prompt.custom_topic_categories': { competitors: 9 },
          'cf.edge.server_ip': '192.0.2.7',
          ssl: false,
        },
      },
      {
        'cf.bot_management.score': 3,
        'ip.src.country': 'AT',
        'ip.src.continent': 'EU',
        'cf.bot_management.detection_ids': [1, 2],
        'cf.llm.prompt.custom_topic_categories': { competitors: 9 },
        'cf.edge.server_ip': '192.0.2.7',
        ssl: false,
      },
    ],
  ];
  it.each(table)('%s', (_, description, expected) => {
    const request = describeRequest({ url: 'https://example.com/', ...description });
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, values(request, name)[0]]))).toEqual(
      expected,
    );
  });

  it('headers', () => {
    const request = describeRequest({
      url: 'https://example.com/',
      headers: {
        'User-Agent': 'curl',
        Referer: 'ü',
        'X-Forwarded-For': ['192.0.2.1', '192.0.2.2'],
        host: 'other.example',
      },
    });
    expect(values(request, 'http.user_agent', 'http.referer', 'http.x_forwarded_for', 'http.host')).toEqual([
      'curl',
      'ü',
      '192.0.2.1, 192.0.2.2',
      'other.example',
    ]);
    expect(values(request, 'http.request.headers.names', 'http.request.full_uri')).toEqual([
      ['User-Agent', 'Referer', 'X-Forwarded-For', 'X-Forwarded-For', 'host'],
      'https://other.example/',
    ]);
  });

  const refused: readonly [string, Partial<RequestDescription>][] = [
    ['begin with http', { url: 'example.com/' }],
    ['begin with http', { url: 'ftp://example.com/' }],
    ['no valid host', { url: 'https:///path' }],
    ['no valid host', { url: 'https://a b/' }],
    ['no valid host', { url: 'https://user:secret@example.com/' }],
    ['space or a control', { url: 'https://example.com/a b' }],
    ['space or a control', { url: 'https://example.com/a\nb' }],
    ['method', { method: 'GET /' }],
    ['not a token', { headers: { 'a b': 'c' } }],
    ['line break', { headers: { a: 'b\r\nc: d' } }],
    ['line break', { cookies: { a: 'b\r\nc: d' } }],
    ['not an IP address', { ip: '1.2.3' }],
    ['two letters', { country: 'Germany' }],
    ['32 bits', { asn: -1 }],
    ['HTTP version', { http_version: '4' }],
    ['HTTP version', { http_version: 'constructor' }],
    ['RFC 3339', { time: 'yesterday' }],
    ['RFC 3339', { time: Number.NaN }],
    ['status', { response: { status: 20 } }],
    ['no field', { also: { 'http.hots': 'x' } }],
    ['not a whole number', { also: { 'cf.bot_management.score': 1.5 } }],
    ['not a text', { also: { 'http.host': 1 } }],
    ['not an IP address', { also: { 'ip.src': 'x' } }],
    ['not true or false', { also: { ssl: 'yes' } }],
    ['not a list', { also: { 'http.request.headers.names': 'a' } }],
    ['not a list', { also: { 'http.request.headers.names': [1] } }],
    ['not an object', { also: { 'http.request.headers': { a: 'b' } } }],
    ['not an object', { also: { 'http.request.headers': ['a'] } }],
  ];
  it.each(refused)('refuses: %s, %j', (message, description) => {
    const attempt = () => describeRequest({ url: 'https://example.com/', ...description });
    expect(attempt).toThrow(InvalidRequest);
    expect(attempt).toThrow(message);
  });

  it('shows no control characters of a name', () => {
    expect(() => describeRequest({ url: 'https://a/', also: { '\u001b[2J': 1 } })).toThrow(/"\ufffd\[2J"/);
  });
});

describe('changes on the way', () => {
  const request = describeRequest({
    url: 'http://example.com/old/a.html?x=1',
    headers: { Cookie: 'a=b' },
    response: { status: 200, headers: { server: 'a' } },
  });

  it('a rewritten URL leaves the raw fields alone', () => {
    const rewritten = withRewritten(request, { path: '/new.php' });
    expect(
      values(
        rewritten,
        'http.request.uri.path',
        'http.request.uri.path.extension',
        'http.request.uri',
        'http.request.full_uri',
        'raw.http.request.uri.path',
        'raw.http.request.full_uri',
      ),
    ).toEqual([
      '/new.php',
      'php',
      '/new.php?x=1',
      'http://example.com/new.php?x=1',
      '/old/a.html',
      'http://example.com/old/a.html?x=1',
    ]);
    const both = withRewritten(rewritten, { path: '/b', query: 'y=2' });
    expect(values(both, 'http.request.uri', 'http.request.uri.args', 'raw.http.request.uri.args')).toEqual([
      '/b?y=2',
      { y: ['2'] },
      { x: ['1'] },
    ]);
    expect(values(withRewritten(request, { query: '' }), 'http.request.uri')).toEqual(['/old/a.html']);
  });

  it('other headers', () => {
    const changed = withHeaders(request, { 'User-Agent': 'x' });
    expect(
      values(
        changed,
        'http.user_agent',
        'http.cookie',
        'http.request.cookies',
        'http.request.headers',
        'http.host',
      ),
    ).toEqual(['x', '', {}, { 'user-agent': ['x'] }, 'example.com']);
    expect(values(request, 'http.cookie')).toEqual(['a=b']);
  });

  it('another response', () => {
    const changed = withResponseHeaders(request, { server: 'b' });
    expect(
      values(changed, 'http.response.headers', 'raw.http.response.headers', 'http.response.code'),
    ).toEqual([{ server: ['b'] }, { server: ['a'] }, 200]);
    expect(
      values(withResponse(request, { status: 500 }), 'http.response.code', 'http.response.headers'),
    ).toEqual([500, {}]);
  });
});
