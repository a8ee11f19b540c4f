import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expressionOf, plain } from '../../test/support/evaluation.ts';
import { booleanArray, filter, fuzzRuns, value } from '../../test/support/programs.ts';
import { syntaxTree } from '../../test/support/trees.ts';
import { fieldNamed } from '../fields/index.ts';
import type { Type } from '../types.ts';
import type { Use } from '../use.ts';
import type { Value } from '../values.ts';
import {
  describeRequest,
  evaluate,
  evaluateValue,
  type RequestDescription,
  type RequestFacts,
} from './index.ts';

function requestWith(description: Partial<RequestDescription> = {}): RequestFacts {
  return describeRequest({
    url: 'https://www.example.com/articles/2008/?filter=waf&filter=botm&filter=cdn',
    ...description,
  });
}

function truth(source: string, description: Partial<RequestDescription> = {}): unknown {
  return plain(evaluate(expressionOf(source), requestWith(description)));
}

function made(
  source: string,
  description: Partial<RequestDescription> = {},
  use: Use = 'rewrite_path',
): unknown {
  return plain(evaluateValue(expressionOf(source, use), requestWith(description)));
}

describe('comparisons', () => {
  it.each([
    ['http.request.uri.path eq "/articles/2008/"', true],
    ['http.request.uri.path == "/articles/2009/"', false],
    ['http.request.uri.path ne "/articles/2009/"', true],
    ['http.request.uri.path contains "/articles/"', true],
    ['http.request.uri.path contains ""', true],
    ['http.request.uri.path contains "/Articles/"', false],
    ['http.request.uri.path matches "^/articles/200[7-8]/$"', true],
    ['http.request.uri.path ~ r"^/articles/200[0-7]"', false],
    ['http.request.uri.path lt "/b"', true],
    ['http.request.uri.path ge "/articles/2008/"', true],
    ['http.request.uri.path gt "/articles/2008/"', false],
    ['http.request.uri.path le "/"', false],
    ['http.request.full_uri wildcard "HTTPS://*.example.com/articles/*"', true],
    ['http.request.full_uri strict wildcard "HTTPS://*.example.com/articles/*"', false],
    ['http.request.full_uri wildcard "*.example.com/articles/"', false],
    ['http.host in {"example.com" "www.example.com"}', true],
    ['http.host in {"example.com"}', false],
    ['cf.edge.server_port in {80 440..443}', true],
    ['cf.edge.server_port in {80 440..442}', false],
    ['cf.edge.server_port lt 443', false],
    ['cf.edge.server_port le 443', true],
    ['cf.edge.server_port gt -1', true],
    ['ssl', true],
    ['not ssl', false],
    ['len(http.host) eq 15', true],
    ['starts_with(http.request.uri.path, "/articles")', true],
    ['ends_with(http.host, ".com")', true],
    ['ends_with(http.host, ".org")', false],
  ])('%s is %s', (source, expected) => {
    expect(truth(source)).toBe(expected);
  });

  it.each([
    ['203.0.113.9', 'ip.src eq 203.0.113.9', true],
    ['203.0.113.9', 'ip.src ne 203.0.113.0', true],
    ['203.0.113.9', 'ip.src in {203.0.113.0/24}', true],
    ['203.0.114.9', 'ip.src in {203.0.113.0/24}', false],
    ['203.0.113.9', 'ip.src in {0.0.0.0/0}', true],
    ['203.0.113.9', 'ip.src in {::/0}', false],
    ['198.51.100.5', 'ip.src in {198.51.100.1 198.51.100.3..198.51.100.7}', true],
    ['198.51.100.2', 'ip.src in {198.51.100.1 198.51.100.3..198.51.100.7}', false],
    ['198.51.100.7', 'ip.src in {198.51.100.3..198.51.100.7}', true],
    ['2001:db8:0:0::1', 'ip.src eq 2001:DB8::1', true],
    ['2001:db8::1', 'ip.src in {2001:0db8::/32}', true],
    ['2001:db9::1', 'ip.src in {2001:0db8::/32}', false],
    ['2001:db8::1', 'ip.src in {2001:db8::..2001:db8::2}', true],
    ['::ffff:203.0.113.9', 'ip.src eq 203.0.113.9', false],
    ['::ffff:203.0.113.9', 'ip.src ne 203.0.113.9', true],
    ['113.10.0.2', 'cidr(ip.src, 24, 24) eq 113.10.0.0', true],
    ['2001:0000:130F:0000:0000:09C0:876A:130B', 'cidr(ip.src, 24, 24) eq 2001::', true],
    ['2001:0000:130F:0000:0000:09C0:876A:130B', 'cidr6(ip.src, 24) eq 2001::', true],
    ['113.10.0.2', 'cidr6(ip.src, 24) eq 113.10.0.2', true],
  ])('from %s, %s is %s', (ip, source, expected) => {
    expect(truth(source, { ip })).toBe(expected);
  });

  it('follow older names to the current fields', () => {
    expect(
      truth('ip.geoip.country eq "GB" and ip.geoip.asnum in {64496}', { country: 'gb', asn: 64496 }),
    ).toBe(true);
    expect(truth('ip.geoip.country eq "GB"')).toEqual({ unknown: ['ip.geoip.country'] });
  });

  it('count octets', () => {
    const headers = { 'x-a': 'é' };
    expect(truth('len(http.request.headers["x-a"][0]) eq 2', { headers })).toBe(true);
    expect(truth('http.request.headers["x-a"][0] eq "\\xc3\\xa9"', { headers })).toBe(true);
    expect(truth('http.request.headers["x-a"][0] matches "^..$"', { headers })).toBe(true);
  });
});

describe('arrays and maps', () => {
  const headers = { Accept: 'application/json', 'X-Many': ['a', 'B', 'c'] };
  it.each([
    ['http.request.headers["accept"][0] eq "application/json"', true],
    ['any(http.request.headers["accept"][*] == "application/json")', true],
    ['any(http.request.headers["accept"][*] == "text/plain")', false],
    ['all(http.request.headers["x-many"][*] matches "^[a-c]$")', false],
    ['all(lower(http.request.headers["x-many"][*])[*] matches "^[a-c]$")', true],
    ['any(http.request.headers.names[*] == "Accept")', true],
    ['any(http.request.headers.names[*] == "accept")', false],
    ['any(lower(http.request.headers.names[*])[*] == "accept")', true],
    ['len(http.request.uri.args["filter"][1]) eq 4', true],
    ['all(len(http.request.uri.args["filter"][*])[*] in {3 4})', true],
    ['all(not len(http.request.uri.args["filter"][*])[*] in {3 4})', false],
    ['len(http.request.uri.args["filter"]) >= 0', true],
    ['not len(http.request.uri.args["order"]) >= 0', true],
    ['any(starts_with(http.request.uri.args["filter"][*], "b"))', true],
    [
      'any((http.request.uri.args["filter"][*] == "waf" and http.request.uri.args["filter"][*] == "cdn"))',
      false,
    ],
    ['any((http.request.uri.args["filter"][*] == "waf" or http.request.uri.args["filter"][*] == "x"))', true],
    [
      'all((http.request.uri.args["filter"][*] == "waf" xor http.request.uri.args["filter"][*] != "waf"))',
      true,
    ],
    ['any(http.request.headers[*][*] == "B")', true],
    ['has_key(http.request.headers, "x-many")', true],
    ['has_key(http.request.headers, "X-Many")', false],
    ['has_value(http.request.headers.names, "X-Many")', true],
    ['has_value(http.request.headers.names, http.request.uri.args.names[0])', false],
    ['has_key(http.request.headers, lower(http.request.uri.args.names[9]))', false],
    ['len(http.request.uri.args["filter"]) eq 3', true],
    ['join(http.request.uri.args["filter"], ",") eq "waf,botm,cdn"', true],
    ['concat(http.request.uri.args.names, http.request.uri.args["filter"])[3] eq "waf"', true],
  ])('%s is %s', (source, expected) => {
    expect(truth(source, { headers })).toBe(expected);
  });

  it.each([
    // A comparison with what is not there is false, whatever the operator.
    ['http.request.headers["no"][0] eq "a"', false],
    ['http.request.headers["no"][0] ne "a"', false],
    ['not http.request.headers["no"][0] ne "a"', true],
    ['http.request.headers["accept"][1] ne "a"', false],
    ['http.request.headers["no"][0] in {"a"}', false],
    ['http.request.headers["no"][0] matches ""', false],
    ['http.request.headers["no"][0] in $list', false],
    ['lower(http.request.headers["no"][0]) ne "a"', false],
    ['len(http.request.headers["no"][0]) ge 0', false],
    ['starts_with(http.request.headers["no"][0], "")', false],
    ['any(http.request.headers["no"][*] ne "a")', false],
    ['all(http.request.headers["no"][*] eq "a")', true],
    ['all(starts_with(http.request.headers["no"][*], "a"))', false],
    // A condition goes through what is not there as through an empty array.
    ['all((starts_with(http.request.headers["no"][*], "a")))', true],
    ['any((starts_with(http.request.headers["no"][*], "a")))', false],
    ['all(not starts_with(http.request.headers["no"][*], "a"))', true],
    ['any(not starts_with(http.request.headers["no"][*], "a"))', false],
    ['all(not ends_with(http.request.headers["no"][*], "a"))', true],
    ['all(not (starts_with(http.request.headers["no"][*], "a")))', true],
    ['all(not not starts_with(http.request.headers["no"][*], "a"))', true],
    [
      'all((starts_with(http.request.headers["no"][*], "a") or ends_with(http.request.headers["no"][*], "b")))',
      true,
    ],
    [
      'all((starts_with(http.request.headers["no"][*], "a") and ends_with(http.request.headers["no"][*], "b")))',
      true,
    ],
    [
      'all((starts_with(http.request.headers["no"][*], "a") xor ends_with(http.request.headers["no"][*], "b")))',
      true,
    ],
    ['all(lower(http.request.headers["no"][*])[*] eq "a")', true],
    ['not all(starts_with(http.request.headers["no"][*], "a"))', true],
    ['not starts_with(http.request.headers["no"][0], "a")', true],
    ['not starts_with(lower(http.request.headers["no"][*])[0], "a")', true],
    ['not lower(http.request.headers["no"][*])[0] eq "a"', true],
    ['not starts_with(join(lower(http.request.headers["no"][*]), ","), "a")', true],
    ['any(not starts_with(http.request.headers["accept"][*], http.request.headers["no"][0]))', false],
    ['all(not starts_with(http.request.headers["accept"][*], http.request.headers["no"][0]))', true],
    ['lookup_json_string(http.request.body.raw, "a") ne "b"', false],
  ])('of what is not there: %s is %s', (source, expected) => {
    expect(truth(source, { headers })).toBe(expected);
  });

  it('go into arrays of arrays, leaving out what is not there', () => {
    const also = { 'http.request.body.multipart.names': [['username'], [], ['picture', 'x']] };
    expect(truth('any(http.request.body.multipart.names[*][0] == "picture")', { also })).toBe(true);
    expect(truth('all(http.request.body.multipart.names[*][0] in {"username" "picture"})', { also })).toBe(
      true,
    );
    expect(truth('any(http.request.body.multipart.names[*][*] == "x")', { also })).toBe(true);
    expect(truth('any(http.request.body.multipart.names[*][1] == "username")', { also })).toBe(false);
  });
});

describe('values', () => {
  it.each([
    ['concat("String1", " ", "String", "2")', 'String1 String2'],
    ['concat("/", http.request.accepted_languages[0], http.request.uri.path)', '//articles/2008/'],
    ['regex_replace("/foo/bar", "/bar$", "/baz")', '/foo/baz'],
    ['regex_replace("/x", "^/y$", "/mumble")', '/x'],
    ['regex_replace("/foo", "^/FOO$", "/x")', '/foo'],
    ['regex_replace("/a/a", "/a", "/b")', '/b/a'],
    ['regex_replace("/b", "^/b$", "/b$$")', '/b$'],
    // The page shows a slash at the end of this result, which nothing in the example can have put there.
    ['regex_replace("/foo/a/path", "^/foo/([^/]*)/(.*)$", "/bar/<2>/<1>")', '/bar/path/a'],
    ['regex_replace("/", "(x)?/", "[<1>]")', '[]'],
    ['regex_replace("/", "/", "$")', { unknown: ['regex_replace'] }],
    ['remove_bytes(http.host, "\\x2e\\x77")', 'examplecom'],
    ['upper(http.host)', 'WWW.EXAMPLE.COM'],
    ['substring(http.request.uri.path, 2, 5)', 'rti'],
    ['substring(http.request.uri.path, 10)', '2008/'],
    ['substring(http.request.uri.path, -2)', '8/'],
    ['substring(http.request.uri.path, 0, -2)', '/articles/200'],
    ['substring(http.request.uri.path, 15)', ''],
    ['substring(http.request.uri.path, 5, 5)', ''],
    // Not documented: positions outside the string, and an end before the start.
    ['substring(http.request.uri.path, 99)', { unknown: ['substring'] }],
    ['substring(http.request.uri.path, 0, 16)', { unknown: ['substring'] }],
    ['substring(http.request.uri.path, -99, 2)', { unknown: ['substring'] }],
    ['substring(http.request.uri.path, 5, 2)', { unknown: ['substring'] }],
    ['to_string(ssl)', 'true'],
    ['to_string(cf.edge.server_port)', '443'],
    ['to_string(ip.src)', '2001:db8::1'],
    ['uuidv4(cf.random_seed)', { unknown: ['cf.random_seed'] }],
    ['http.request.headers["no"][0]', undefined],
    [
      'wildcard_replace(http.request.full_uri, "https://*.example.com/*/*", "https://example.com/<1>/<2>/<3>")',
      'https://example.com/www/articles/2008/?filter=waf&filter=botm&filter=cdn',
    ],
    [
      'wildcard_replace(http.request.full_uri, "/articles/*", "/<1>")',
      'https://www.example.com/articles/2008/?filter=waf&filter=botm&filter=cdn',
    ],
    ['wildcard_replace(http.request.uri.path, "/*", "/apps/<1>")', '/apps/articles/2008/'],
    ['wildcard_replace(http.request.uri.path, "/ARTICLES/*", "/<1>")', '/2008/'],
    ['wildcard_replace(http.request.uri.path, "/ARTICLES/*", "/<1>", "s")', '/articles/2008/'],
    ['remove_query_args(http.request.uri.query, "filter")', ''],
    ['remove_query_args(http.request.uri.query, "search")', 'filter=waf&filter=botm&filter=cdn'],
  ])('%s is %j', (source, expected) => {
    const written = source.replaceAll('<', '$\x7b').replaceAll('>', '}');
    expect(made(written, { ip: '2001:DB8::1' })).toEqual(expected);
  });

  it.each([
    ['order=asc&country=GB', 'country', 'order=asc'],
    ['order=asc&country=GB', 'order', 'country=GB'],
    ['category=Foo&order=desc&category=Bar', 'order', 'category=Foo&category=Bar'],
    ['category=Foo&order=desc&category=Bar', 'category', 'order=desc'],
    ['a&b=1&a=', 'a', 'b=1'],
  ])('from %s without %s', (query, name, expected) => {
    const url = `https://example.com/?${query}`;
    expect(made(`remove_query_args(http.request.uri.query, "${name}")`, { url })).toBe(expected);
  });

  it('of headers', () => {
    const headers = { 'x-categories': 'groceries,electronics,diy,auto', client_id: 'MTIzYWJj', bad: '!' };
    const header = (source: string) => made(source, { headers }, 'header_value');
    expect(header('split(http.request.headers["x-categories"][0], ",", 64)[3]')).toBe('auto');
    expect(header('split(http.request.headers["x-categories"][0], ",", 3)[2]')).toBe('diy,auto');
    expect(header('split(http.request.headers["x-categories"][0], ",", 1)[0]')).toBe(headers['x-categories']);
    expect(header('split(http.request.headers["x-categories"][0], "x", 9)[1]')).toBeUndefined();
    expect(header('decode_base64(http.request.headers["bad"][0])')).toEqual({ unknown: ['decode_base64'] });
    expect(header('encode_base64("hello world")')).toBe('aGVsbG8gd29ybGQ');
    expect(header('encode_base64("hello world", "p")')).toBe('aGVsbG8gd29ybGQ=');
    expect(header('encode_base64("\\xfb\\xff", "up")')).toBe('-_8=');
    expect(header('encode_base64(sha256("my-token"))')).toBe(
      createHash('sha256').update('my-token').digest('base64').replace('=', ''),
    );
    expect(
      truth('any(decode_base64(http.request.headers["client_id"][*])[*] eq "123abc")', { headers }),
    ).toBe(true);
  });

  it('of bodies', () => {
    const body =
      '{"product": {"id": 356}, "name": "é", "big": 9223372036854775808, "least": -9223372036854775808}';
    const description = { method: 'POST', body };
    expect(truth('lookup_json_integer(http.request.body.raw, "product", "id") eq 356', description)).toBe(
      true,
    );
    expect(truth('lookup_json_string(http.request.body.raw, "name") eq "é"', description)).toBe(true);
    expect(truth('lookup_json_integer(http.request.body.raw, "name") ne 1', description)).toBe(false);
    expect(truth('lookup_json_integer(http.request.body.raw, "big") ne 1', description)).toBe(false);
    expect(truth('lookup_json_integer(http.request.body.raw, "least") lt 0', description)).toBe(true);
    expect(
      truth('any(url_decode(http.request.body.form.values[*])[*] contains "an xss attack")', {
        method: 'POST',
        body: 'a=an+xss%20attack',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ).toBe(true);
  });

  it('of tokens', () => {
    const source =
      'is_timed_hmac_valid_v0("mysecretkey", http.request.uri, 100000, http.request.timestamp.sec, 8)';
    const url =
      'https://e.com/download/cat.jpg?verify=1484063787-JcOQEFurDwNF66OcDJLopQxjsg3cB1KVO5%2BBFS9zZZ0%3D';
    expect(truth(source, { url, time: 1484063800 })).toBe(true);
    expect(truth(source, { url, time: 1494063800 })).toBe(false);
    expect(truth(source, { url })).toEqual({ unknown: ['http.request.timestamp.sec'] });
  });
});

describe('what is unknown', () => {
  it.each([
    ['cf.bot_management.score lt 30', ['cf.bot_management.score']],
    ['cf.client.bot or cf.client.bot', ['cf.client.bot']],
    ['not cf.client.bot', ['cf.client.bot']],
    ['ssl and cf.client.bot', ['cf.client.bot']],
    ['not ssl or cf.client.bot', ['cf.client.bot']],
    ['ssl xor cf.client.bot', ['cf.client.bot']],
    ['cf.client.bot and cf.waf.score lt 3', ['cf.client.bot', 'cf.waf.score']],
    ['http.host in $hosts', ['$hosts']],
    ['lower(cf.ray_id) contains "a"', ['cf.ray_id']],
    ['any(cf.bot_management.detection_ids[*] eq 1)', ['cf.bot_management.detection_ids']],
    ['any(http.request.headers.names[*] in $names)', ['$names']],
    ['http.host matches r"(?s-u)(?u:.?){2000}b"', ['more work than one answer may take']],
    ['http.host matches r"(?u)\\p{Age=6.0}"', ['matches']],
  ])('%s, because of %j', (source, because) => {
    const url = `https://${'a'.repeat(60)}.example/`;
    expect(
      truth(source, source.includes('2000') ? { url, headers: { host: 'a'.repeat(100_000) } } : {}),
    ).toEqual({ unknown: because });
  });

  it.each([
    ['not ssl and cf.client.bot', false],
    ['ssl or cf.client.bot', true],
    ['cf.client.bot and cf.waf.score lt 3 and not ssl', false],
    ['any(http.request.uri.args["no"][*] in $names)', false],
    ['http.host eq "www.example.com" or http.host in $hosts', true],
  ])('does not decide here: %s is %s', (source, expected) => {
    expect(truth(source)).toBe(expected);
  });

  it('becomes known when it is given', () => {
    expect(truth('cf.bot_management.score lt 30', { also: { 'cf.bot_management.score': 29 } })).toBe(true);
    const lists = {
      $hosts: ['*.example.com'],
      office: ['192.0.2.0/24', '2001:db8::1'],
      asns: ['64496'],
      none: [],
    };
    const description = { lists, ip: '192.0.2.9', asn: 64496 };
    expect(truth('http.host in $hosts and ip.src in $office and ip.src.asnum in $asns', description)).toBe(
      true,
    );
    expect(truth('http.host in $none or ip.src in $none', description)).toBe(false);
    expect(truth('ip.src in $office', { ...description, ip: '2001:db8::2' })).toBe(false);
    expect(truth('ip.src in $office', { ...description, ip: '2001:db8::1' })).toBe(true);
    expect(truth('http.host in $hosts', { lists, url: 'https://example.com/' })).toBe(false);
  });
});

/** A value of a type. */
function anyOf(type: Type): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'boolean':
      return fc.boolean().map((one) => ({ kind: 'boolean', value: one }));
    case 'integer':
      return fc.bigInt(-10n, 300n).map((one) => ({ kind: 'integer', value: one }));
    case 'string':
      return fc
        .oneof(fc.constantFrom('', '/a', 'x', '{"a":"b"}', '%2541', 'a.php'), fc.string({ maxLength: 8 }))
        .map((one) => ({ kind: 'string', value: one.replaceAll(/[^\0-\xff]/g, '?') }));
    case 'ip':
      return fc
        .oneof(fc.ipV4(), fc.constantFrom('::', '2001:db8::1'))
        .map((one) => ({ kind: 'ip', value: one }));
    case 'array':
      return fc.array(anyOf(type.of), { maxLength: 3 }).map((items) => ({ kind: 'array', value: items }));
    case 'map':
      return fc
        .dictionary(fc.constantFrom('accept', 'x-a', 'b'), anyOf(type.of), { maxKeys: 3 })
        .map((entries) => ({ kind: 'map', value: new Map(Object.entries(entries)) }));
  }
}

/** The names of all fields in a tree. */
function fieldsIn(tree: unknown): readonly string[] {
  const names: string[] = [];
  JSON.stringify(tree, (_, node: unknown) => {
    if (
      typeof node === 'object' &&
      node !== null &&
      'kind' in node &&
      node.kind === 'field' &&
      'name' in node
    )
      names.push(String(node.name));
    return typeof node === 'bigint' ? String(node) : node;
  });
  return [...new Set(names)];
}

/** A request in which the fields of an expression have values, or are unknown. */
function requestFor(names: readonly string[]): fc.Arbitrary<readonly (readonly [string, Value, boolean])[]> {
  return fc.tuple(
    ...names.map((name) => {
      const fact = fieldNamed(name);
      if (fact === undefined) throw new Error(name);
      return fc.tuple(fc.constant(fact.deprecated ?? name), anyOf(fact.type), fc.boolean());
    }),
  );
}

const lists = new Map<string, readonly string[]>();

describe('laws', () => {
  it('what is known stays when more becomes known', () => {
    const scenario = filter.chain((tree) => fc.tuple(fc.constant(tree), requestFor(fieldsIn(tree))));
    fc.assert(
      fc.property(scenario, ([tree, facts]) => {
        const part = {
          lists,
          fields: new Map(facts.flatMap(([name, one, known]) => (known ? [[name, one] as const] : []))),
        };
        const all = { lists, fields: new Map(facts.map(([name, one]) => [name, one] as const)) };
        const before = evaluate(tree, part);
        const after = evaluate(tree, all);
        if (before.kind === 'boolean') expect(after).toEqual(before);
        else
          expect(
            before.because.filter((reason) => part.fields.has(fieldNamed(reason)?.deprecated ?? reason)),
          ).toEqual([]);
      }),
      { numRuns: fuzzRuns / 2 },
    );
  });

  it('so do values', () => {
    const scenario = value.chain((tree) => fc.tuple(fc.constant(tree), requestFor(fieldsIn(tree))));
    fc.assert(
      fc.property(scenario, ([tree, facts]) => {
        const part = {
          lists,
          fields: new Map(facts.flatMap(([name, one, known]) => (known ? [[name, one] as const] : []))),
        };
        const before = evaluateValue(tree, part);
        const after = evaluateValue(tree, {
          lists,
          fields: new Map(facts.map(([name, one]) => [name, one] as const)),
        });
        expect(['string', 'unknown', 'missing']).toContain(after.kind);
        if (before.kind !== 'unknown') expect(after).toEqual(before);
      }),
      { numRuns: fuzzRuns / 2 },
    );
  });

  it("De Morgan's, and the definition of xor", () => {
    const scenario = fc
      .tuple(filter, filter)
      .chain(([a, b]) => fc.tuple(fc.constant(a), fc.constant(b), requestFor(fieldsIn([a, b]))));
    fc.assert(
      fc.property(scenario, ([a, b, facts]) => {
        const request = {
          lists,
          fields: new Map(facts.flatMap(([name, one, known]) => (known ? [[name, one] as const] : []))),
        };
        const span = { start: 0, end: 0 };
        const not = (operand: typeof a) => ({ kind: 'not', operand, span }) as const;
        const both = (kind: 'and' | 'or' | 'xor', ...operands: (typeof a)[]) =>
          ({ kind, operands, span }) as const;
        const result = (tree: typeof a) => plain(evaluate(tree, request));
        expect(result(not(both('and', a, b)))).toEqual(result(both('or', not(a), not(b))));
        expect(result(not(not(a)))).toEqual(result(a));
        const xor = result(both('xor', a, b));
        if (typeof xor === 'boolean') expect(xor).toBe(result(a) !== result(b));
        else expect([result(a), result(b)].some((one) => typeof one !== 'boolean')).toBe(true);
      }),
      { numRuns: fuzzRuns / 8 },
    );
  });

  it('any and all are each other, negated', () => {
    const scenario = booleanArray.chain((tree) => fc.tuple(fc.constant(tree), requestFor(fieldsIn(tree))));
    fc.assert(
      fc.property(scenario, ([array, facts]) => {
        const span = { start: 0, end: 0 };
        const request = { lists, fields: new Map(facts.map(([name, one]) => [name, one] as const)) };
        const any = { kind: 'call', name: 'any', arguments: [array], span } as const;
        const all = {
          kind: 'call',
          name: 'all',
          arguments: [{ kind: 'not', operand: array, span }],
          span,
        } as const;
        const result = plain(evaluate(any, request));
        const opposite = plain(evaluate(all, request));
        if (result === true) expect(opposite).toBe(false);
        // A condition goes through an array that is not there as through an empty one.
        else if (result === false) expect(opposite).toBe(true);
        else expect(opposite).toEqual(result);
      }),
      { numRuns: fuzzRuns / 8 },
    );
  });

  it('never throws, not even for trees that the checker refuses', () => {
    const request = requestWith({ ip: '192.0.2.1', country: 'DE', headers: { accept: 'a' } });
    fc.assert(
      fc.property(syntaxTree, (tree) => {
        expect(() => evaluate(tree, request)).not.toThrow();
      }),
      { numRuns: fuzzRuns / 2 },
    );
  });
});
