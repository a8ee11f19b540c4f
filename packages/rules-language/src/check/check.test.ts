import { describe, expect, it } from 'vitest';
import { nowhere } from '../../test/support/trees.ts';
import { analyse } from '../analyse.ts';
import { parse } from '../parse/parse.ts';
import type { Problem } from '../problem.ts';
import type { Expression } from '../syntax-tree.ts';
import { typeName } from '../types.ts';
import type { Phase, Plan, Setting } from '../use.ts';
import { check } from './check.ts';

const filter: Setting = { use: 'filter' };

function problems(source: string, setting: Setting = filter): readonly Problem[] {
  const analysis = analyse(source, setting);
  return analysis.ok ? [] : analysis.problems;
}

describe('filters of the documentation', () => {
  it.each([
    'true',
    'ssl',
    'not ssl',
    'http.host eq "www.example.com" and not cf.edge.server_port in {80 443}',
    'http.request.uri.path matches "/autodiscover\\.(xml|src)$"',
    'http.request.headers.names[0] == "Content-Type"',
    'any(http.request.headers.names[*] == "Content-Type")',
    'any(lower(http.request.headers.names[*])[*] == "content-type")',
    'any(url_decode(http.request.body.form.values[*])[*] contains "an xss attack")',
    'all(http.request.headers["content-type"][*] == "application/json")',
    'all(len(http.request.uri.args["filter"][*])[*] in {3 4})',
    'all(not len(http.request.uri.args["filter"][*])[*] in {3 4})',
    'not len(http.request.uri.args["order"]) >= 0',
    'len(http.request.uri.args["filter"][1]) eq 4',
    '(ip.src in $office_network)',
    'ip.src in {198.51.100.1 198.51.100.3..198.51.100.7 192.0.2.0/24 2001:0db8::/32}',
    'http.request.full_uri wildcard "*.example.com/*" or http.request.full_uri wildcard "example.com/*"',
    'http.request.full_uri strict wildcard r"https://example.com/\\*"',
    'ends_with(http.request.uri.path, ".html")',
    'lower(http.request.uri.path) contains "/wp-login.php"',
    'lookup_json_integer(http.request.body.raw, 1, "product_id") eq 456',
    'lookup_json_string(http.request.body.raw, "network", "name") == "cloudflare"',
    'remove_bytes(http.host, "\\x2e\\x77") eq "cloudflarecom"',
    'substring(http.request.body.raw, -2) eq "jk"',
    'http.host == "downloads.example.com" and not is_timed_hmac_valid_v0("mysecretkey", http.request.uri, 100000, http.request.timestamp.sec, 8)',
    'is_timed_hmac_valid_v0("k", concat(http.request.uri, http.request.headers["timestamp"][0], "-", http.request.headers["mac"][0]), 100000, http.request.timestamp.sec, 0)',
    'any(starts_with(http.request.headers.names[*], "x-"))',
    'any((http.request.headers.names[*] eq "a" or http.request.headers.names[*] eq "b"))',
    'cidr(ip.src, 24, 24) eq 113.10.0.0',
  ])('%s', (source) => {
    expect(problems(source)).toEqual([]);
  });
});

describe('names', () => {
  it.each<[string, number, string, string?]>([
    ['http.request.path eq "/"', 1, 'unknown_field', 'http.request.uri.path'],
    ['ssl and HTTP.HOST eq "a"', 9, 'unknown_field', 'http.host'],
    ['ssl and qqqqq', 9, 'unknown_field'],
    ['lower eq "a"', 1, 'unknown_field', 'lower(…)'],
    ['startswith(http.host, "a")', 1, 'unknown_function', 'starts_with'],
    ['not Lower(http.host) eq "a"', 5, 'unknown_function', 'lower'],
    ['ssl(http.host)', 1, 'unknown_function'],
    ['constructor', 1, 'unknown_field'],
    ['__proto__(ssl)', 1, 'unknown_function'],
  ])('%s: column %i, %s', (source, column, code, suggestion) => {
    const [problem, ...others] = problems(source);
    expect(problem).toMatchObject({ code, line: 1, column });
    expect(problem?.suggestion).toBe(suggestion);
    expect(others).toEqual([]);
  });

  it('are reported all at once, each where it stands', () => {
    const source = 'http.hots eq "a"\n  and ip.source in {1}\n  or lowre(http.host) eq "x"';
    expect(problems(source).map(({ line, column, suggestion }) => [line, column, suggestion])).toEqual([
      [1, 1, 'http.host'],
      [2, 7, 'ip.src'],
      [3, 6, 'lower'],
    ]);
  });

  it('are not looked up without end', () => {
    const source = Array.from({ length: 400 }, (_, index) => `nn${index}`).join(' or ');
    expect(problems(source)).toHaveLength(20);
  });
});

describe('types', () => {
  it.each<[string, number, string, string?]>([
    // left and right sides
    ['http.host eq 1', 14, 'type String is needed', '"1"'],
    ['http.host eq 192.0.2.1', 14, 'type String is needed', '"192.0.2.1"'],
    ['http.host in {"a" 1}', 19, 'type String is needed', '"1"'],
    ['cf.edge.server_port eq "80"', 24, 'type Integer is needed', '80'],
    ['cf.edge.server_port eq "http"', 24, 'type Integer is needed'],
    ['cf.edge.server_port in {80 192.0.2.0/24}', 28, 'type Integer is needed'],
    ['ip.src eq "192.0.2.1"', 11, 'type IP address is needed', '192.0.2.1'],
    ['ip.src eq "office"', 11, 'type IP address is needed'],
    ['ip.src in {1..2}', 12, 'type IP address is needed'],
    ['"a" eq "b"', 1, 'The left side'],
    // operators
    ['ip.src lt 192.0.2.1', 1, 'to which lt does not apply'],
    ['ip.src contains "1"', 1, 'to which contains does not apply'],
    ['cf.edge.server_port contains 8', 1, 'to which contains does not apply'],
    ['cf.edge.server_port wildcard "8*"', 1, 'to which wildcard does not apply'],
    // booleans
    ['ssl eq true', 1, 'is a Boolean', 'ssl'],
    ['ssl ne false', 1, 'is a Boolean', 'ssl'],
    ['ssl == false', 1, 'is a Boolean', 'not ssl'],
    ['ssl != true', 1, 'is a Boolean', 'not ssl'],
    ['ssl eq 1', 1, 'is a Boolean'],
    ['ends_with(http.host, "a") eq true', 1, 'is a Boolean', 'ends_with(http.host, "a")'],
    ['http.host eq true', 14, 'type String is needed', '"true"'],
    // collections
    ['http.request.headers eq "a"', 1, 'only its elements'],
    ['http.request.headers["a"] eq "b"', 1, 'only its elements', 'any(http.request.headers["a"][*] eq "b")'],
    ['http.request.headers[*] eq "b"', 1, 'only its elements'],
    ['http.host[0] eq "a"', 10, 'has no positions', ''],
    ['http.host["a"] eq "a"', 10, 'has no names', ''],
    ['any(http.host[*] eq "a")', 14, 'has no elements', ''],
    ['http.request.headers[0] eq "a"', 21, 'has no positions'],
    ['http.request.headers["a"]["b"] eq "a"', 26, 'has no names'],
    // conditions
    ['http.host', 1, 'A filter is true or false'],
    ['"a"', 1, 'A filter is true or false'],
    ['http.host and ssl', 1, 'not a condition'],
    ['not http.host', 5, 'not a condition'],
    ['not http.request.headers["a"]', 5, 'not a condition'],
    // arrays of booleans
    [
      'http.request.headers.names[*] eq "a"',
      1,
      'any(…) or all(…)',
      'any(http.request.headers.names[*] eq "a")',
    ],
    [
      'not http.request.headers.names[*] eq "a"',
      1,
      'any(…) or all(…)',
      'any(not http.request.headers.names[*] eq "a")',
    ],
    ['ssl and http.request.headers.names[*] eq "a"', 1, 'One side of and is a Boolean'],
    ['any(ssl)', 5, 'any() takes Array<Boolean>'],
    ['any(http.host eq "a")', 5, 'any() takes Array<Boolean>'],
    ['any(http.request.headers.names)', 5, 'any() takes Array<Boolean>'],
  ])('%s: column %i, %s', (source, column, message, suggestion) => {
    const [problem, ...others] = problems(source);
    expect(problem).toMatchObject({ line: 1, column });
    expect(problem?.message).toContain(message);
    expect(problem?.suggestion).toBe(suggestion);
    expect(others).toEqual([]);
  });
});

describe('arguments', () => {
  it.each<[string, number, string, string?]>([
    ['lower() eq "a"', 1, 'takes 1 argument; here are 0'],
    ['lower(http.host, http.host) eq "a"', 1, 'takes 1 argument; here are 2'],
    ['starts_with(http.host)', 1, 'takes 2 arguments; here are 1'],
    ['substring(http.host) eq "a"', 1, 'takes 2 to 3 arguments; here are 1'],
    ['concat(http.host) eq "a"', 1, 'takes at least 2 arguments; here are 1'],
    ['lower("A") eq "a"', 7, 'a field or a function, not a value'],
    ['remove_bytes(http.host, http.host) eq "a"', 25, 'written as a value, not computed'],
    ['lower(ip.src) eq "a"', 7, 'lower() takes String'],
    ['starts_with(http.host, 1)', 24, 'starts_with() takes String'],
    ['lower(http.request.headers.names) eq "a"', 7, 'lower() takes String', 'http.request.headers.names[*]'],
    ['any(lower(http.request.headers.names[*]) eq "a")', 5, 'only its elements'],
    ['len(ip.src) gt 1', 1, 'len() does not take IP address'],
    ['concat(http.host, http.request.headers.names) eq "a"', 1, 'does not take String with Array<String>'],
    ['starts_with(http.host, http.request.headers.names[*])', 24, 'Only the first argument'],
    ['cidr(ip.src, 33, 24) eq 10.0.0.0', 14, 'from 1 to 32'],
    ['cidr(192.0.2.1, 24, 24) eq 10.0.0.0', 6, 'a field or a function, not a value'],
    ['url_decode(http.host, "rr") eq "a"', 23, 'each once'],
    ['url_decode(http.host, "x") eq "a"', 23, '"r" and "u"'],
  ])('%s: column %i, %s', (source, column, message, suggestion) => {
    const [problem] = problems(source);
    expect(problem).toMatchObject({ line: 1, column });
    expect(problem?.message).toContain(message);
    if (suggestion !== undefined) expect(problem?.suggestion).toBe(suggestion);
  });

  it.each<[string, Setting, string, string]>([
    ['split(http.host, "", 3)[0]', { use: 'header_value' }, 'wrong_arguments', 'not empty'],
    ['split(http.host, ",", 129)[0]', { use: 'header_value' }, 'wrong_arguments', 'from 1 to 128'],
    ['remove_query_args(http.host, "a")', { use: 'rewrite_query' }, 'wrong_arguments', 'one of a few fields'],
    ['regex_replace(http.host, "(", "a")', { use: 'redirect_target' }, 'bad_regex', 'no regular expression'],
    [
      'wildcard_replace(http.host, "**", "a")',
      { use: 'redirect_target' },
      'bad_wildcard',
      'no wildcard pattern',
    ],
  ])('%s', (source, setting, code, message) => {
    expect(problems(source, setting)).toMatchObject([{ code, message: expect.stringContaining(message) }]);
  });
});

describe('patterns', () => {
  it.each([
    ['http.host matches "("', 'bad_regex', 19],
    ['http.host matches r"(?=a)"', 'bad_regex', 19],
    ['http.host wildcard "**"', 'bad_wildcard', 20],
    ['http.host strict wildcard "a\\\\b"', 'bad_wildcard', 27],
  ])('%s', (source, code, column) => {
    expect(problems(source)).toMatchObject([{ code, column }]);
  });

  it('that only this engine cannot follow give a warning', () => {
    const analysis = analyse('http.host matches r"(?u)\\p{Age=6.0}"', filter);
    expect(analysis).toMatchObject({ ok: true, warnings: [{ code: 'unreadable_regex', column: 19 }] });
  });
});

describe('parentheses', () => {
  it.each<[string, string]>([
    ['lower((http.host)) eq "a"', 'http.host'],
    ['lower(((http.host))) eq "a"', 'http.host'],
    ['len((http.request.headers["a"])) eq 1', 'http.request.headers["a"]'],
    ['starts_with(http.host, ("a"))', '"a"'],
    ['substring(http.host, (1)) eq "a"', '1'],
    ['starts_with((lower(http.host)), "a")', 'lower(http.host)'],
    ['any(starts_with((http.request.headers.names[*]), "a"))', 'http.request.headers.names[*]'],
  ])('stand around no value: %s', (source, suggestion) => {
    expect(problems(source)).toMatchObject([{ message: expect.stringContaining('Parentheses'), suggestion }]);
  });

  it.each<[string, Setting['use']]>([
    ['(http.host)', 'header_value'],
    ['((concat("/a", http.host)))', 'rewrite_path'],
    ['("a")', 'redirect_target'],
  ])('stand around no value that is the whole: %s', (source, use) => {
    expect(problems(source, { use })).toMatchObject([
      { code: 'wrong_type', suggestion: expect.not.stringMatching(/^\(/) },
    ]);
  });

  it.each([
    '(ssl)',
    '((ssl) and (http.host eq "a"))',
    'any((starts_with(http.request.headers.names[*], "a")))',
    'any((http.request.headers.names[*] eq "a"))',
    '(any(http.request.headers.names[*] eq "a"))',
  ])('stand around conditions: %s', (source) => {
    expect(problems(source)).toEqual([]);
  });

  it('stand around a Boolean that is an argument', () => {
    expect(problems('to_string((ssl))', { use: 'header_value' })).toEqual([]);
  });
});

describe('where functions and fields may be used', () => {
  it.each<[string, Setting, string | undefined]>([
    ['to_string(ip.src) eq "a"', filter, 'to_string() is not available in the filter of a rule'],
    ['to_string(ip.src)', { use: 'header_value' }, undefined],
    ['regex_replace(http.host, "a", "b")', { use: 'redirect_target' }, undefined],
    [
      'uuidv4(cf.random_seed)',
      { use: 'redirect_target' },
      'uuidv4() is not available in the target of a redirect',
    ],
    [
      'cidr(ip.src, 24, 24) eq 10.0.0.0',
      { use: 'filter', phase: 'http_request_transform' },
      'cidr() is not available in http_request_transform',
    ],
    ['cidr(ip.src, 24, 24) eq 10.0.0.0', { use: 'filter', phase: 'http_ratelimit' }, undefined],
    [
      'http.response.code eq 404',
      { use: 'filter', phase: 'http_request_transform' },
      'http.response.code is not available in http_request_transform',
    ],
    ['http.response.code eq 404', { use: 'filter', phase: 'http_response_headers_transform' }, undefined],
    ['bit_slice(http.host, 1, 2) eq 1', filter, 'bit_slice() is not available'],
  ])('%s, %j: %s', (source, setting, message) => {
    const found = problems(source, setting);
    if (message === undefined) expect(found).toEqual([]);
    else {
      expect(found).toMatchObject([{ code: 'not_allowed_here', message: expect.stringContaining(message) }]);
    }
  });

  it.each([
    [
      'concat(regex_replace(http.host, "a", "b"), regex_replace(http.host, "a", "b"))',
      'regex_replace() stands at most once',
    ],
    [
      'wildcard_replace(regex_replace(http.host, "a", "b"), "*", "b")',
      'regex_replace() and wildcard_replace() do not stand in one expression',
    ],
  ])('%s', (source, message) => {
    expect(problems(source, { use: 'redirect_target' })).toMatchObject([
      { code: 'not_allowed_here', message: expect.stringContaining(message) },
    ]);
  });
});

describe('plans', () => {
  it.each<[string, Plan, readonly string[]]>([
    ['http.host eq "a"', 'free', []],
    ['http.host matches "a"', 'business', ['the operator matches']],
    ['http.host ~ "a" or http.host ~ "b"', 'business', ['the operator matches']],
    [
      'cf.bot_management.score lt 10 and http.host ~ "a"',
      'enterprise',
      ['cf.bot_management.score', 'the operator matches'],
    ],
    ['ip.src in $office', 'free', []],
    ['http.host in $hosts', 'enterprise', ['a list of hostnames']],
    ['ip.src.asnum in $networks', 'enterprise', ['a list of AS numbers']],
  ])('%s needs %s, because of %j', (source, plan, because) => {
    const analysis = analyse(source, filter);
    expect(analysis).toMatchObject({ ok: true, plan });
    expect(analysis.ok && analysis.planReasons.map((reason) => reason.because)).toEqual(because);
  });

  it('are a problem where the zone has a lower one', () => {
    const source = 'http.host eq "a" and http.host matches "b"';
    expect(problems(source, { use: 'filter', plan: 'pro' })).toMatchObject([
      { code: 'plan_too_low', column: 22, message: expect.stringMatching(/Business.*Pro/) },
    ]);
    expect(problems(source, { use: 'filter', plan: 'business' })).toEqual([]);
    expect(problems(source, { use: 'filter', plan: 'enterprise' })).toEqual([]);
  });
});

describe('values', () => {
  it.each<[string, string | undefined, string?]>([
    ['http.request.uri.path', undefined],
    ['concat("/a", http.request.uri.path)', undefined],
    ['http.request.headers["a"][0]', undefined],
    ['"/fixed"', undefined],
    ['ssl', 'is of type Boolean', 'to_string(ssl)'],
    ['http.request.headers["a"]', 'is of type Array<String>', 'http.request.headers["a"][0]'],
    ['http.request.headers', 'is of type Map<Array<String>>'],
    ['http.request.headers["a"][*]', '[*] has to end in a function'],
    ['lower(http.request.headers["a"][*])', 'is of type Array<String>'],
    ['1', 'is of type Integer', 'to_string(1)'],
  ])('%s: %s', (source, message, suggestion) => {
    for (const use of ['rewrite_path', 'rewrite_query', 'header_value', 'redirect_target'] as const) {
      const [problem] = problems(source, { use });
      if (message === undefined) expect(problem).toBeUndefined();
      else expect(problem?.message).toContain(message);
      if (suggestion !== undefined) expect(problem?.suggestion).toBe(suggestion);
    }
  });
});

describe('values that are no strings', () => {
  // The acceptance tests of Cloudflare's Terraform provider set headers to `ip.src`.
  it.each(['ip.src', 'cf.edge.server_ip'])('%s is written out everywhere but in a target', (source) => {
    for (const use of ['rewrite_path', 'rewrite_query', 'header_value'] as const) {
      expect(analyse(source, { use })).toMatchObject({ ok: true, warnings: [], type: { kind: 'ip' } });
    }
    expect(problems(source, { use: 'redirect_target' })).toMatchObject([
      { message: expect.stringContaining('is of type IP address'), suggestion: `to_string(${source})` },
    ]);
  });

  it('integers are headers with a warning', () => {
    expect(analyse('cf.bot_management.score', { use: 'header_value' })).toMatchObject({
      ok: true,
      warnings: [{ code: 'not_text', suggestion: 'to_string(cf.bot_management.score)' }],
    });
    for (const use of ['rewrite_path', 'rewrite_query', 'redirect_target'] as const) {
      expect(problems('len(http.host)', { use })).toMatchObject([
        { suggestion: 'to_string(len(http.host))' },
      ]);
    }
  });

  it.each(['1', '192.0.2.1', '-1'])('the literal %s is none', (source) => {
    expect(problems(source, { use: 'header_value' })).toMatchObject([{ code: 'wrong_type' }]);
  });
});

describe('warnings', () => {
  it.each<[string, string, number, string?]>([
    ['ip.geoip.country eq "DE"', 'deprecated_field', 1, 'ip.src.country'],
    ['any(http.request.headers["Accept"][*] eq "a")', 'never_matches', 5, 'http.request.headers["accept"]'],
    ['lower(http.host) eq "Example.com"', 'never_matches', 21, '"example.com"'],
    ['upper(http.host) contains "example"', 'never_matches', 27, '"EXAMPLE"'],
    ['any(lower(http.request.headers.names[*])[*] in {"a" "B"})', 'never_matches', 53, '"b"'],
    ['http.host in {}', 'never_matches', 14],
    ['ssl and true', 'constant_value', 9],
    ['not false', 'constant_value', 5],
    ['ssl xor (true)', 'constant_value', 10],
    [
      'any((http.request.headers.names[*] eq "a" or http.request.headers.values[*] eq "b"))',
      'mixed_arrays',
      6,
    ],
    ['ip.src in {10/8}', 'loose_address', 12, '10.0.0.0/8'],
    ['ssl\u00a0', 'blank', 4, ''],
  ])('%s: %s at column %i', (source, code, column, suggestion) => {
    const analysis = analyse(source, filter);
    expect(analysis).toMatchObject({ ok: true, warnings: [{ code, line: 1, column }] });
    expect(analysis.ok && analysis.warnings[0]?.suggestion).toBe(suggestion);
  });

  it.each([
    'true',
    '(false)',
    'lower(http.host) ne "Example.com"',
    'lower(http.host) eq "ä"',
    'http.request.uri.args["Accept"][0] eq "a"',
    'http.request.headers["accept"][0] eq "A"',
  ])('%s gives none', (source) => {
    expect(analyse(source, filter)).toMatchObject({ ok: true, warnings: [] });
  });

  it('say that a value never changes', () => {
    expect(analyse('"/a"', { use: 'rewrite_path' })).toMatchObject({
      ok: true,
      warnings: [{ code: 'constant_value' }],
    });
  });
});

describe('check', () => {
  it('says the type, with positions on one line without the source', () => {
    const parsed = parse('\n lower(http.host)');
    if (!parsed.ok) throw new Error('not parsed');
    const checked = check(parsed.expression, { use: 'header_value' });
    expect(checked.ok && typeName(checked.type)).toBe('String');
    expect(check(parsed.expression, filter)).toMatchObject({ problems: [{ line: 1 }] });
    expect(check(parsed.expression, filter, '\n lower(http.host)')).toMatchObject({
      problems: [{ line: 2, column: 2 }],
    });
  });

  it('refuses trees that no source has', () => {
    let deep: Expression = { kind: 'field', name: 'ssl', span: nowhere };
    for (let level = 0; level < 5_000; level += 1) deep = { kind: 'not', operand: deep, span: nowhere };
    expect(check(deep, filter)).toMatchObject({ ok: false, problems: [{ code: 'too_deep' }] });
    const set: Expression = {
      kind: 'comparison',
      left: { kind: 'field', name: 'http.host', span: nowhere },
      operator: 'eq',
      right: { kind: 'set', members: [], span: nowhere },
      span: nowhere,
    };
    expect(check(set, filter)).toMatchObject({ ok: false, problems: [{ code: 'wrong_type' }] });
  });

  // developers.cloudflare.com/rules/custom-errors/example-rules, waf/managed-rules/waf-exceptions/define-api.
  it.each<[Phase, string, number]>([
    ['http_custom_errors', 'http.response.code ge 500 and http.response.code lt 600', 0],
    ['http_custom_errors', 'cf.response.1xxx_code eq 1020', 0],
    ['http_request_firewall_managed', 'http.host eq "dev.example.com"', 0],
    ['http_request_firewall_managed', 'http.response.code eq 500', 1],
  ])('in %s takes %s, with %i problems', (phase, source, count) => {
    expect(problems(source, { use: 'filter', phase })).toHaveLength(count);
  });

  it.each<Phase>(['http_request_dynamic_redirect', 'http_response_compression', 'http_ratelimit'])(
    'takes the same filter in %s',
    (phase) => {
      expect(
        problems('http.host eq "a" and ip.src.country in {"DE" "FR"}', { use: 'filter', phase }),
      ).toEqual([]);
    },
  );
});
