// What a model copies out of an answer into a call, through the real process: texts that strangers wrote hold characters
// which cannot be seen, such as those within an emoji, and long ones are not shown whole.
import {
  createRealTime,
  createSimulator,
  type RunningServer,
  SIMULATOR_TOKEN,
  serve,
} from '@crunchtools/cloudflare-simulator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RelayedBundle, type RelayedServer, relayedBundle } from '../support/model-process.ts';

const zone = 'example.com';
/** A warning sign in emoji style, a family, right-to-left marks, and escapes that somebody typed. */
const stranger =
  '\u26a0\ufe0f \ud83d\udc69\u200d\ud83d\udc67 \u200f\u05e9\u05dc\u05d5\u05dd\u200f \\u{200d} \\u{41}';

const simulator = createSimulator({ seed: 'empty', plan: 'enterprise', determinism: createRealTime() });
let http: RunningServer;
let bundle: RelayedBundle;
let server: RelayedServer;

beforeAll(async () => {
  http = await serve(simulator, { port: 0 });
  bundle = await relayedBundle(http.port);
});
beforeEach(async () => {
  server = await bundle.start(['--log-level', 'silent', '--confirm', 'never']);
});
afterEach(() => server.stop());
afterAll(async () => {
  await http.close();
  await bundle.remove();
});

type Json = Record<string, unknown>;

interface Rule {
  readonly id: string;
  readonly description: string;
  readonly expression: string;
}

/** What Cloudflare answers, as far as it is looked at here. */
interface Stored {
  readonly id: string;
  readonly comment: string;
  readonly rules: readonly (Rule & {
    readonly action_parameters: { readonly response: { readonly content: string } };
  })[];
}

/** What the server answers, as far as it is looked at here. */
interface Answer {
  readonly record: { readonly comment: string };
  readonly total: number;
  readonly phases: readonly {
    readonly rules: readonly (Rule & { readonly response: { readonly content: string } })[];
  }[];
  readonly error: { readonly message: string };
}

/** As somebody else, past the server. */
async function api(method: string, path: string, body?: Json): Promise<Stored> {
  const headers = { authorization: `Bearer ${SIMULATOR_TOKEN}`, 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${http.port}/client/v4${path}`;
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const { result } = (await response.json()) as { readonly result: Stored };
  return result;
}

async function call(name: string, args: Json): Promise<Answer> {
  const { result } = await server.client.request('tools/call', { name, arguments: { zone, ...args } });
  return result?.['structuredContent'] as Answer;
}

async function zonePath(): Promise<string> {
  const [first] = (await api('GET', '/zones')) as unknown as readonly Stored[];
  return `/zones/${first?.id}`;
}

describe('a comment of a stranger', () => {
  it('is stored as it was when a model writes back what it was shown, with something added', async () => {
    const path = await zonePath();
    const record = { type: 'A', name: 'copied', content: '192.0.2.1', ttl: 300, comment: stranger };
    const { id } = await api('POST', `${path}/dns_records`, record);
    const shown = await call('get_dns_record', { record_id: id });
    const comment = shown.record.comment;
    expect(comment).toContain(String.raw`\u{fe0f}`);
    const same = await call('update_dns_record', { record_id: id, comment });
    expect(same).toMatchObject({ status: 'applied', changes: [] });
    const longer = await call('update_dns_record', { record_id: id, comment: `${comment}!` });
    expect(longer).toMatchObject({ status: 'applied' });
    expect((await api('GET', `${path}/dns_records/${id}`)).comment).toBe(`${stranger}!`);
    const found = await call('list_dns_records', { comment_contains: comment });
    expect(found.total).toBe(1);
  });
});

describe('rules of a stranger', () => {
  const expression = String.raw`http.request.uri.path contains "⚠️\\u{200d}"`;
  const rules = ['one', 'two'].map((name) => ({
    action: 'block',
    expression,
    description: `${name} ${stranger}`,
    enabled: true,
  }));

  it('are the same when a model sets the list that it was shown', async () => {
    const path = `${await zonePath()}/rulesets/phases/http_request_firewall_custom/entrypoint`;
    await api('PUT', path, { rules });
    const listed = await call('list_rules', { phase: 'waf_custom' });
    const copied = listed.phases[0]?.rules.map(({ description, expression: shown }) => ({
      description,
      expression: shown,
      action: 'block',
    }));
    expect(await call('set_rules', { phase: 'waf_custom', rules: copied })).toMatchObject({
      status: 'applied',
      changes: [],
    });
    const { rules: stored } = await api('GET', path);
    expect(stored.map(({ description }) => description)).toEqual(rules.map(({ description }) => description));
  });

  it('are not cut: a text that was not shown whole is refused, with its place', async () => {
    const path = `${await zonePath()}/rulesets/phases/http_request_firewall_custom/entrypoint`;
    const content = `<p>${'x'.repeat(9_000)}</p>`;
    const response = { status_code: 403, content_type: 'text/html', content };
    await api('PUT', path, { rules: [{ ...rules[0], action_parameters: { response } }] });
    const listed = await call('list_rules', { phase: 'waf_custom' });
    const rule = listed.phases[0]?.rules[0];
    const shown = rule?.response.content;
    expect(shown).toMatch(/…\[\+\d+ characters\]$/u);
    const change = { phase: 'waf_custom', rule_id: rule?.id, response: { ...response, content: shown } };
    const answer = await call('update_rule', change);
    expect(answer).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(answer.error.message).toMatch(/^response\.content is not whole/u);
    const { rules: stored } = await api('GET', path);
    expect(stored[0]?.action_parameters.response.content).toBe(content);
  });
});
