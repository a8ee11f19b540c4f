import { setTimeout } from 'node:timers/promises';
import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { connectClient } from '../support/process.ts';

/**
 * The whole story, over stdio, on the sandbox as users have it: a ticket comes in, and an assistant that can do nothing but
 * call tools, with a person who approves, gets the site to work. What takes hours in the world (the registrar, the
 * certificate) takes seconds in the sandbox, and is done there by nobody here.
 */

const zone = 'garden-outlet.example';
const host = `www.${zone}`;
const ticket = `Ticket 4711. The garden outlet gets a site of its own: ${host}, on the server 203.0.113.80.
${zone} itself is to lead there. HTTPS only. Images never change.`;

interface NextCall {
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
}

interface Answer {
  readonly status: string;
  readonly verdict: string;
  readonly summary: string;
  readonly changes: readonly { readonly after: { readonly name_servers?: readonly string[] } }[];
  readonly warnings?: readonly string[];
  readonly problems: readonly { readonly id: string; readonly next?: NextCall }[];
  readonly error?: { readonly code: string };
  readonly endings: readonly { readonly answer: string; readonly location?: { readonly value: string } }[];
  readonly to_origin: { readonly cache: { readonly value: string } };
}

const open: Client[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});

async function assistant() {
  const client = await connectClient({ capabilities: { elicitation: { form: {} } } });
  open.push(client);
  const questions: string[] = [];
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    questions.push(params.message);
    // As a person would: the server tells an answer that is faster than reading from one by a person.
    await setTimeout(1_100);
    return { action: 'accept', content: { approve: true } };
  });
  const call = async (name: string, args: Record<string, unknown>): Promise<Answer> => {
    const { structuredContent, content } = await client.callTool({ name, arguments: args });
    const [block] = content as { text: string }[];
    return (structuredContent ?? JSON.parse(block?.text ?? '')) as Answer;
  };
  return { client, questions, call };
}

describe('a ticket for a new site', () => {
  it('is finished by an assistant: domain, DNS, HTTPS, redirect, cache, and a site that works', async () => {
    const { client, questions, call } = await assistant();
    const write = async (name: string, args: Record<string, unknown>) => {
      const answer = await call(name, args);
      expect([name, answer.status]).toEqual([name, 'applied']);
      return answer;
    };
    const look = () => call('check_site', { zone, host });

    const { messages } = await client.getPrompt({
      name: 'launch_site',
      arguments: { zone, host, origin: '203.0.113.80', redirect_from: zone, ticket },
    });
    const text = JSON.stringify(messages);
    expect(text).toContain('Ticket 4711.');

    // 1. The domain is not there yet.
    expect((await call('get_zone', { zone })).error?.code).toBe('not_found');
    const planned = await call('create_zone', { zone, dry_run: true });
    expect(planned.status).toBe('planned');
    expect(planned.warnings?.join()).toContain('ns1.hosting.example');
    const made = await write('create_zone', { zone });
    expect(made.changes[0]?.after.name_servers).toEqual([
      'hazel.ns.cloudflare.com',
      'rowan.ns.cloudflare.com',
    ]);
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain(`It adds the domain ${zone} to an account.`);

    // 2. to 6. What the ticket asks for.
    const record = { zone, type: 'A', content: '203.0.113.80', proxied: true };
    await write('create_dns_record', { ...record, name: host });
    await write('create_dns_record', { ...record, name: zone });
    await write('update_zone_setting', { zone, setting: 'ssl', value: 'strict' });
    await write('update_zone_setting', { zone, setting: 'always_use_https', value: 'on' });
    const redirect = {
      target_url_expression: `concat("https://${host}", http.request.uri.path)`,
      status_code: 301,
      preserve_query_string: true,
    };
    await write('create_rule', { zone, phase: 'redirect', expression: `http.host eq "${zone}"`, redirect });
    await write('create_rule', {
      zone,
      phase: 'cache',
      expression: `http.host eq "${host}" and starts_with(http.request.uri.path, "/images/")`,
      cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 86_400 } },
    });

    // 7. It does not work yet, and the answer says what is awaited; then each next call is made as it stands.
    const first = await look();
    expect([first.verdict, ...first.problems.map(({ id }) => id)]).toEqual([
      'will_work',
      'name_servers_not_set',
      'certificate_pending',
    ]);
    const made7: string[] = [];
    let found = await look();
    for (let turn = 0; turn < 60 && found.verdict !== 'works'; turn += 1) {
      const next = found.problems.find((problem) => problem.next !== undefined)?.next;
      if (next === undefined) await setTimeout(500);
      else {
        made7.push(next.tool);
        await write(next.tool, next.arguments);
      }
      found = await look();
    }
    expect([found.verdict, found.problems]).toEqual(['works', []]);
    expect(made7).toEqual(['activate_zone']);

    // And so says the trace: one name for the site, over HTTPS, with its images in the cache.
    const apex = await call('trace_request', { zone, url: `https://${zone}/a?b=1` });
    expect(apex.endings[0]?.location?.value).toBe(`https://${host}/a?b=1`);
    const image = await call('trace_request', { zone, url: `https://${host}/images/rake.jpg` });
    expect(image.to_origin.cache.value).toBe('eligible');
  });
});

describe('check_site in a process of its own', () => {
  it('ends when it is cancelled', async () => {
    const { client } = await assistant();
    const ended = new AbortController();
    const call = client.callTool(
      { name: 'check_site', arguments: { zone: 'mapleandpine.com' } },
      { signal: ended.signal },
    );
    ended.abort();
    await expect(call).rejects.toThrow();
    const { structuredContent } = await client.callTool({
      name: 'check_site',
      arguments: { zone: 'mapleandpine.com', host: 'www' },
    });
    expect(structuredContent).toMatchObject({ verdict: 'works' });
  });
});
