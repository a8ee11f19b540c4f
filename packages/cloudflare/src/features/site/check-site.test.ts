import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { judged, siteCases } from '../../../test/support/site-cases.ts';
import type { ProblemId, Verdict } from './problems.ts';

interface Shown {
  readonly id: ProblemId;
  readonly severity: string;
  readonly text: string;
  readonly next?: { readonly tool: string; readonly arguments: Record<string, unknown> };
}

interface Checked {
  readonly host: string;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly problems: readonly Shown[];
  readonly ways?: readonly {
    readonly from: string;
    readonly through?: readonly string[];
    readonly ends: string;
  }[];
  readonly in_effect?: Record<string, string>;
  readonly tracer?: string;
  readonly unknown?: readonly string[];
  readonly limits: string;
  readonly untrusted: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

let server: Harness;

beforeEach(async () => {
  server = await startInProcess({ simulator: { seed: 'empty' } });
});
afterEach(() => server.close());

const zone = 'example.com';

async function check(args: Record<string, unknown> = {}, by = server): Promise<Checked> {
  return (await by.call('check_site', { zone, ...args })).data as unknown as Checked;
}

const idsOf = ({ problems }: Checked) => problems.map(({ id }) => id);

async function record(name: string, more: Record<string, unknown> = {}) {
  const args = { zone, type: 'A', name, content: '192.0.2.1', proxied: true, ...more };
  const { data } = await server.apply('create_dns_record', args);
  return data.changes[0]?.id ?? '';
}

async function setting(name: string, value: string) {
  await server.apply('update_zone_setting', { zone, setting: name, value });
}

async function redirect(expression: string, target: string) {
  const rule = { expression, redirect: { target_url: target, status_code: 301 } };
  await server.apply('create_rule', { zone, phase: 'redirect', ...rule });
}

async function bulk(targets: Readonly<Record<string, string>>, list = 'moved') {
  const redirects = Object.entries(targets).map(([source_url, target_url]) => ({ source_url, target_url }));
  await server.apply('sync_redirects', { list, redirects });
}

/** A site in order: both names proxied, https forced. */
async function launched() {
  await record('@');
  await record('www');
  await setting('ssl', 'strict');
  await setting('always_use_https', 'on');
}

describe('check_site', () => {
  it('says that a site in order works, and what that does not cover', async () => {
    await launched();
    const found = await check({ host: 'www' });
    expect(found).toMatchObject({
      host: 'www.example.com',
      verdict: 'works',
      problems: [],
      in_effect: { ssl: 'strict', security_level: 'medium' },
      tracer: "Cloudflare's own tracer comes to the origin over https, as do the rules.",
      limits: expect.stringContaining('Nothing was sent to the site'),
    });
    expect(found.ways).toEqual([
      { from: 'https://www.example.com/', ends: 'at the origin' },
      {
        from: 'http://www.example.com/',
        through: ['301 → https://www.example.com/'],
        ends: 'at the origin',
      },
      { from: 'https://example.com/', ends: 'at the origin' },
      { from: 'http://example.com/', through: ['301 → https://example.com/'], ends: 'at the origin' },
    ]);
    expect(found.untrusted).toEqual(expect.arrayContaining(['ways[].through']));
  });

  it.each([
    ['@', 'example.com'],
    ['www', 'www.example.com'],
    ['https://www.example.com/a?b=1', 'www.example.com'],
    ['http://EXAMPLE.com:8080/', 'example.com'],
  ])('takes %s', async (host, expected) => {
    expect((await check({ host })).host).toBe(expected);
  });

  it.each([
    'https://other.example/',
    'ftp://www.example.com/',
    '*.example.com',
    'https://example.com@other.example/',
  ])('refuses %s, and asks nobody', async (host) => {
    await check();
    server.requests();
    expect((await check({ host })).error?.code).toBe('invalid_input');
    expect(server.requests()).toEqual([]);
  });

  it.each(['www.b\u00fccher.example', 'https://www.b\u00fccher.example/', 'WWW.xn--bcher-kva.example'])(
    'takes %s in an international zone',
    async (host) => {
      const international = await startInProcess({ simulator: { seed: 'international' } });
      const found = await check({ zone: 'b\u00fccher.example', host }, international);
      international.close();
      expect(found.host).toBe('www.xn--bcher-kva.example');
      expect(idsOf(found)).not.toContain('name_servers_differ');
    },
  );

  it('follows the path of a URL', async () => {
    await launched();
    await redirect('http.request.uri.path eq "/old"', 'https://www.example.com/old');
    expect((await check({ host: 'www' })).verdict).toBe('works');
    const found = await check({ host: 'https://www.example.com/old' });
    expect([found.verdict, idsOf(found)]).toEqual(['broken', ['redirect_loop']]);
  });

  it('sends few requests, and fewer once the rules are known', async () => {
    await launched();
    server.requests();
    await check({ host: 'www' });
    const first = server.requests().filter((request) => !request.includes('/dns-query'));
    await check({ host: 'www' });
    const second = server.requests().filter((request) => !request.includes('/dns-query'));
    expect([first.length, second.length]).toEqual([22, 9]);
    await record('plain', { proxied: false });
    server.requests();
    await check({ host: 'plain' });
    const plain = server.requests().filter((request) => !request.includes('/dns-query'));
    expect(plain.length).toBe(2);
  });

  it('never sends the site a request, and has the tracer not send one either', async () => {
    await launched();
    await check();
    const traces = server.simulator.requests().filter(({ url }) => url.includes('request-tracer'));
    expect(traces).toHaveLength(1);
    expect(JSON.parse(String(traces[0]?.body))).toMatchObject({ skip_response: true });
  });

  it('says where the tracer of Cloudflare sees something else', async () => {
    await launched();
    const answer = {
      status_code: 403,
      trace: [{ type: 'ruleset', trace: [{ matched: true, action: 'block' }] }],
    };
    server.fault({
      match: { path: 'request-tracer' },
      fault: {
        kind: 'status',
        status: 200,
        body: JSON.stringify({ success: true, errors: [], messages: [], result: answer }),
      },
    });
    const found = await check();
    expect([found.verdict, idsOf(found)]).toEqual(['works', ['tracer_differs']]);
    expect(found.tracer).toContain('comes to a block over https; the rules come to the origin');
  });

  it('leaves the tracer out in one line where the token may not use it, or it fails', async () => {
    await launched();
    server.fault({ match: { path: 'request-tracer' }, times: 5, fault: { kind: 'status', status: 503 } });
    const found = await check();
    expect(found.verdict).toBe('works');
    expect(found.unknown).toEqual(["Cloudflare's own request tracer was left out: it did not answer."]);
  });

  it('is told by a resolver that is down that it cannot be told', async () => {
    await launched();
    server.fault({ match: { path: '/dns-query' }, times: 100, fault: { kind: 'status', status: 503 } });
    const found = await check();
    expect(found.verdict).toBe('unknown');
    expect(found.unknown).toEqual([expect.stringContaining('The public resolver did not answer')]);
  });

  it('names what a token may not read', async () => {
    await launched();
    const token = `cfut_${'r'.repeat(48)}`;
    server.simulator.tokens.add({ token, permissions: ['Zone Read', 'DNS Read'] });
    const narrow = await startInProcess({ account: server.simulator, token });
    const found = await check({}, narrow);
    narrow.close();
    expect(found.verdict).toBe('unknown');
    expect(found.unknown?.join('\n')).toContain('SSL and Certificates Read');
    expect(found.unknown?.join('\n')).toContain('Zone Settings Read');
    expect(found.unknown?.join('\n')).toContain('Rules of');
    expect(found.unknown?.join('\n')).toContain('Allow Request Tracer Read');
  });
});

/** A site with one problem, the host that has it, and which problem. Those that no call of ours mends are in the table of verdicts. */
const mendable: readonly (readonly [ProblemId, () => Promise<string | undefined>])[] = [
  [
    'activation_due',
    async () => {
      await server.apply('create_zone', { zone: 'fresh.example' });
      server.simulator.registrar.delegate('fresh.example', true);
      return 'fresh.example';
    },
  ],
  ['no_record', async () => void (await record('@'))],
  ['sibling_missing', async () => void (await record('www'))],
  ['not_proxied', async () => void (await record('www', { proxied: false }))],
  [
    'redirect_loop',
    async () => {
      await launched();
      await redirect('http.host eq "www.example.com"', 'https://example.com/');
      await redirect('http.host eq "example.com"', 'https://www.example.com/');
      return undefined;
    },
  ],
  [
    'redirect_loop',
    async () => {
      await launched();
      const actions = { forwarding_url: { url: 'http://www.example.com/', status_code: 301 } };
      await server.apply('create_page_rule', { zone, url: 'https://www.example.com/*', actions });
      return undefined;
    },
  ],
  // Over Bulk Redirects of one list, and over one and a rule of the zone.
  [
    'redirect_loop',
    async () => {
      await launched();
      await bulk({ 'www.example.com/': 'https://example.com/' });
      await redirect('http.host eq "example.com"', 'https://www.example.com/');
      return undefined;
    },
  ],
  [
    'redirect_loop',
    async () => {
      await launched();
      // In this order: sync_redirects refuses a loop over a rule that it sees.
      await bulk({ 'example.com/': 'https://www.example.com/' });
      await redirect('http.host eq "www.example.com"', 'https://example.com/');
      return undefined;
    },
  ],
  [
    'redirect_target_missing',
    async () => {
      await record('www');
      await redirect('http.host eq "www.example.com"', 'https://example.com/');
      return undefined;
    },
  ],
  [
    'encryption_loop',
    async () => {
      await launched();
      await setting('ssl', 'off');
      return undefined;
    },
  ],
  [
    'encryption_off',
    async () => {
      await launched();
      await setting('always_use_https', 'off');
      await setting('ssl', 'off');
      return undefined;
    },
  ],
  [
    'encryption_flexible',
    async () => {
      await launched();
      await setting('ssl', 'flexible');
      return undefined;
    },
  ],
  [
    'https_not_forced',
    async () => {
      await launched();
      await setting('always_use_https', 'off');
      return undefined;
    },
  ],
  [
    'blocked_for_all',
    async () => {
      await launched();
      await server.apply('create_rule', { zone, phase: 'waf_custom', expression: 'true', action: 'block' });
      return undefined;
    },
  ],
  [
    'challenged_for_all',
    async () => {
      await launched();
      const rule = { expression: 'true', action: 'managed_challenge' };
      await server.apply('create_rule', { zone, phase: 'waf_custom', ...rule });
      return undefined;
    },
  ],
  [
    'under_attack',
    async () => {
      await launched();
      await setting('security_level', 'under_attack');
      return undefined;
    },
  ],
  [
    'development_mode',
    async () => {
      await launched();
      await setting('development_mode', 'on');
      return undefined;
    },
  ],
];

const rank: Readonly<Record<Verdict, number>> = { broken: 0, unknown: 1, will_work: 2, works: 3 };

describe('the next call of a problem', () => {
  it('is made for every problem that has one', () => {
    const withCall = siteCases.flatMap(({ given }) =>
      judged(given).problems.flatMap(({ id, next }) => (next === undefined ? [] : [id])),
    );
    expect([...new Set(withCall)].toSorted()).toEqual([...new Set(mendable.map(([id]) => id))].toSorted());
  });

  it.each(mendable)('of %s mends it', async (id, spoil) => {
    const other = await spoil();
    const args = other === undefined ? { host: 'www' } : { zone: other };
    const before = await check(args);
    const problem = before.problems.find((each) => each.id === id);
    expect(idsOf(before)).toContain(id);
    expect(problem?.next).toBeDefined();
    await server.apply(problem?.next?.tool ?? '', problem?.next?.arguments ?? {});
    const after = await check(args);
    expect(idsOf(after)).not.toContain(id);
    expect(rank[after.verdict]).toBeGreaterThanOrEqual(rank[before.verdict]);
  });

  it('leads from any of these sites to one without a problem that a call mends', async () => {
    await launched();
    await setting('ssl', 'off');
    await redirect('http.host eq "www.example.com"', 'https://example.com/');
    await redirect('http.host eq "example.com"', 'http://www.example.com/');
    await server.apply('create_rule', { zone, phase: 'waf_custom', expression: 'true', action: 'block' });
    for (let turn = 0; turn < 10; turn += 1) {
      const call = (await check({ host: 'www' })).problems.find(
        (problem) => problem.next !== undefined,
      )?.next;
      if (call === undefined) break;
      await server.apply(call.tool, call.arguments);
    }
    expect((await check({ host: 'www' })).verdict).toBe('works');
  });
});

describe('a launch', () => {
  it('goes from a domain elsewhere to a site that works, over what the registrar does', async () => {
    const fresh = 'signed-shop.example';
    const verdict = async () => {
      const found = await check({ zone: fresh, host: 'www' });
      return [found.verdict, ...idsOf(found)];
    };
    await server.apply('create_zone', { zone: fresh });
    expect(await verdict()).toEqual(['broken', 'no_record', 'ds_before_switch', 'name_servers_not_set']);
    const origin = { zone: fresh, type: 'A', content: '192.0.2.1', proxied: true };
    await server.apply('create_dns_record', { ...origin, name: 'www' });
    await server.apply('create_dns_record', { ...origin, name: '@' });
    await server.apply('update_zone_setting', { zone: fresh, setting: 'ssl', value: 'strict' });
    await server.apply('update_zone_setting', { zone: fresh, setting: 'always_use_https', value: 'on' });
    expect(await verdict()).toEqual([
      'will_work',
      'ds_before_switch',
      'name_servers_not_set',
      'certificate_pending',
    ]);
    server.simulator.registrar.delegate(fresh, true);
    expect(await verdict()).toEqual(['broken', 'ds_left_behind', 'activation_due', 'certificate_pending']);
    server.simulator.registrar.publishDs(fresh, 'none');
    expect(await verdict()).toEqual(['will_work', 'activation_due', 'certificate_pending']);
    await server.apply('activate_zone', { zone: fresh });
    expect(await verdict()).toEqual(['works']);
    server.simulator.registrar.delegate(fresh, false);
    expect(await verdict()).toEqual(['broken', 'zone_moved', 'certificate_pending']);
  });

  it('of a partial zone waits for the record and for the alias at the other provider', async () => {
    const part = 'part.example';
    const verdict = async () => idsOf(await check({ zone: part, host: 'www' }));
    await server.apply('create_zone', { zone: part, type: 'partial' });
    const origin = { zone: part, type: 'A', content: '192.0.2.1', proxied: true };
    await server.apply('create_dns_record', { ...origin, name: 'www' });
    expect(await verdict()).toContain('ownership_not_proved');
    server.simulator.registrar.delegate(part, true);
    await server.apply('activate_zone', { zone: part });
    expect(await verdict()).toContain('not_pointed');
    server.simulator.registrar.point(`www.${part}`, true);
    expect(await verdict()).not.toContain('not_pointed');
  });
});
