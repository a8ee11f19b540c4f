import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import {
  isRealWrite,
  justBefore,
  type SecondWriter,
  second,
  secondWriter,
  type WireRule,
} from '../../../test/support/rules.ts';

let server: Harness;
let others: SecondWriter;

beforeEach(async () => {
  server = await startInProcess({ simulator: { plan: 'business' } });
  others = secondWriter(server);
});
afterEach(() => server.close());

const zone = 'mapleandpine.net';
const phase = 'compression';
const wirePhase = 'http_response_compression';

/** A rule that is told apart by its description. */
function wish(name: string, algorithm = 'gzip'): Record<string, unknown> {
  return {
    description: name,
    expression: `http.request.uri.path eq "/${name}"`,
    compression: [algorithm],
  };
}

async function rulesNow(): Promise<readonly WireRule[]> {
  return (await others.entrypoint(zone, wirePhase)).rules;
}

async function names(): Promise<readonly unknown[]> {
  return (await rulesNow()).map(({ description }) => description);
}

function set(rules: readonly Record<string, unknown>[]): ReturnType<Harness['apply']> {
  return server.apply('set_rules', { zone, phase, rules });
}

function writes(): readonly string[] {
  return server.requests().filter((line) => isRealWrite(line.split(' ')[0] ?? '', line));
}

describe('set_rules', () => {
  it('makes the first rules of a phase, in order', async () => {
    await set([wish('a'), wish('b'), wish('c')]);
    expect(await names()).toEqual(['a', 'b', 'c']);
  });

  it('recognises rules by id, by ref and by being equal, and writes none of them', async () => {
    await set([wish('a'), { ...wish('b'), ref: 'mine' }, wish('c')]);
    const [first] = await rulesNow();
    server.requests();
    const { data } = await server.call('set_rules', {
      zone,
      phase,
      rules: [{ id: first?.id }, { ref: 'mine', ...wish('b') }, wish('c')],
    });
    expect(data).toMatchObject({ status: 'applied', changes: [] });
    expect(data.warnings[0]).toContain('already');
    expect(writes()).toEqual([]);
  });

  it('takes equal rules one by one, in their order', async () => {
    await set([wish('a'), wish('b'), wish('a')]);
    const plan = async (...listed: readonly string[]): Promise<readonly string[]> => {
      const rules = listed.map((name) => wish(name));
      const { data } = await server.call('set_rules', { zone, phase, rules, dry_run: true });
      return data.changes.map(({ action }) => action);
    };
    expect(await plan('a', 'b', 'a')).toEqual([]);
    expect(await plan('a', 'a', 'b')).toEqual(['reorder']);
    expect(await plan('a', 'b', 'a', 'a')).toEqual(['create']);
    expect(await plan('a', 'b')).toEqual(['delete']);
  });

  it('asks Cloudflare once about the whole list, and never replaces it', async () => {
    await set([wish('a'), wish('b')]);
    server.requests();
    const { data } = await server.call('set_rules', {
      zone,
      phase,
      rules: [wish('b', 'brotli'), wish('new')],
      dry_run: true,
    });
    expect(data.changes.map(({ action }) => action)).toEqual(['delete', 'delete', 'create', 'create']);
    const asked = server.requests().filter((line) => !line.startsWith('GET'));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^PUT .*dry_run=true$/u);
    expect(await names()).toEqual(['a', 'b']);
  });

  it('keeps ids and versions of what stays, and edits in place', async () => {
    await set([wish('a'), wish('b'), wish('c')]);
    const [a, b, c] = await rulesNow();
    server.requests();
    await set([{ id: c?.id }, { id: a?.id, compression: ['zstd'] }, { id: b?.id }]);
    const now = await rulesNow();
    expect(now.map(({ id }) => id)).toEqual([c?.id, a?.id, b?.id]);
    expect(now[1]).toMatchObject({ description: 'a', action_parameters: { algorithms: [{ name: 'zstd' }] } });
    expect(now[2]).toEqual(b);
    expect(writes()).toHaveLength(2);
  });

  it('asks before it deletes what is not listed', async () => {
    await set([wish('a'), wish('b')]);
    const { data } = await server.call('set_rules', { zone, phase, rules: [wish('b')] });
    expect(data.status).toBe('needs_confirmation');
    expect(await names()).toEqual(['a', 'b']);
  });

  it('asks before it touches much of a long list', async () => {
    const many = Array.from({ length: 12 }, (_, index) => wish(`rule-${index}`));
    await set(many);
    const [first = {}, ...rest] = many;
    const edited = rest.map((rule, index) => (index < 4 ? { ...rule, enabled: false } : rule));
    const ids = (await rulesNow()).map(({ id }) => id);
    const { data } = await server.call('set_rules', {
      zone,
      phase,
      rules: [first, ...edited].map((rule, index) => ({ ...rule, id: ids[index] })),
    });
    expect(data.reasons.join()).toContain('33 % of the 12');
  });

  it.each([
    [[{ id: 'f'.repeat(32) }], 'Rule 1 of the list: there is no compression rule'],
    [[wish('x'), { expression: 'true' }], 'Rule 2 of the list cannot be sent: compression: is required'],
    [[wish('x'), { ...wish('y'), colour: 'red' }], 'rules.1.colour'],
    [
      [
        { ...wish('x'), ref: 'r' },
        { ...wish('y'), ref: 'r' },
      ],
      '"r" belongs to another',
    ],
  ])('refuses %j', async (rules, fragment) => {
    const { data } = await server.call('set_rules', { zone, phase, rules });
    expect(data).toMatchObject({ status: 'refused', changes: [] });
    expect(data.error.message).toContain(fragment);
  });

  it('refuses one rule that is listed twice', async () => {
    await set([wish('a')]);
    const [rule] = await rulesNow();
    const { data } = await server.call('set_rules', {
      zone,
      phase,
      rules: [{ id: rule?.id }, { id: rule?.id }],
    });
    expect(data.error.message).toContain('Rule 2 of the list: means the rule');
  });

  it('refuses more rules than the plan has', async () => {
    const rules = Array.from({ length: 51 }, (_, index) => wish(`rule-${index}`));
    const { data } = await server.call('set_rules', { zone, phase, rules });
    expect(data.error.message).toContain('this would make 51');
  });

  it('stops in the middle when somebody else writes, and overwrites nothing', async () => {
    await set([wish('a')]);
    justBefore(server, second(isRealWrite), () => others.add(zone, wirePhase, theirs));
    const { data } = await server.call('set_rules', {
      zone,
      phase,
      rules: [wish('a'), wish('b'), wish('c'), wish('d')],
    });
    expect(data.status).toBe('failed');
    expect(data.error.code).toBe('drift');
    expect(data.changes.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'not_applied']);
    expect(await names()).toEqual(expect.arrayContaining(['a', 'b', 'c', 'theirs']));
    expect(await names()).not.toContain('d');
  });

  it('brings neighbours back behind each other, although all of them get new ids', async () => {
    const before = ['first', 'second', 'gone', 'gone-too', 'moved', 'last'];
    await set(before.map((name) => wish(name)));
    const { data } = await set(['moved', 'first', 'second', 'last'].map((name) => wish(name)));
    expect(data.changes.map(({ action }) => action)).toEqual(['delete', 'delete', 'reorder']);
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect(await names()).toEqual(before);
  });

  it('goes on after an answer that was lost', async () => {
    server.fault({
      match: { path: /\/rules$/u },
      skip: 1,
      fault: { kind: 'cut', when: 'after_commit' },
    });
    await set([wish('a'), wish('b'), wish('c'), wish('d')]);
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
  });
});

const theirs = {
  description: 'theirs',
  action: 'compress_response',
  expression: 'http.host eq "theirs.mapleandpine.net"',
  action_parameters: { algorithms: [{ name: 'gzip' }] },
};

describe('set_rules beside rules of another kind', () => {
  const firewall = 'http_request_firewall_custom';
  const block = { action: 'block', expression: 'ip.src eq 192.0.2.1' };
  const executing = { id: 'e'.repeat(32), ref: 'managed', version: '1', action: 'execute', enabled: true };
  const result = {
    id: 'a'.repeat(32),
    version: '3',
    rules: [{ ...executing, expression: 'true', action_parameters: { id: 'c'.repeat(32) } }],
  };
  const body = { success: true, errors: [], messages: [], result };

  beforeEach(() => {
    server.fault({ match: { path: `${firewall}/entrypoint` }, fault: { kind: 'status', status: 200, body } });
    server.fault({
      match: { path: 'dry_run' },
      fault: { kind: 'status', status: 200, body: { ...body, result: null } },
    });
  });

  it('does not delete them because they are not listed', async () => {
    const { data } = await server.call('set_rules', { zone, phase: 'waf_custom', rules: [block] });
    expect(data.status).toBe('refused');
    expect(data.error.message).toContain(`${executing.id} ("execute")`);
  });

  it('keeps them where they are listed by id', async () => {
    const { data } = await server.call('set_rules', {
      zone,
      phase: 'waf_custom',
      rules: [{ id: executing.id }, block],
      dry_run: true,
    });
    expect(data.changes.map(({ action }) => action)).toEqual(['create']);
  });
});

describe('set_rules, whatever the lists', () => {
  const rule = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const list = fc.uniqueArray(fc.tuple(rule, fc.constantFrom('gzip', 'brotli')), {
    maxLength: 6,
    selector: ([name]) => name,
  });

  beforeEach(async () => {
    server.close();
    server = await startInProcess({
      simulator: { plan: 'business', rateLimit: { requests: 1_000_000, windowSeconds: 300 } },
    });
    others = secondWriter(server);
  });

  it('leads to the wished list, and undo brings the old one back', async () => {
    await fc.assert(
      fc.asyncProperty(list, list, async (before, after) => {
        await set(before.map(([name, algorithm]) => wish(name, algorithm)));
        const old = (await rulesNow()).map(settableOf);
        const ids = new Map((await rulesNow()).map(({ id, description }) => [description, id]));
        const { data } = await set(
          after.map(([name, algorithm]) => ({
            ...wish(name, algorithm),
            ...(ids.has(name) ? { id: ids.get(name) } : {}),
          })),
        );
        expect((await rulesNow()).map(contentOf)).toEqual(after);
        if (data.change_id === undefined) return;
        await server.apply('undo_change', { change_ids: [data.change_id] });
        expect((await rulesNow()).map(settableOf)).toEqual(old);
      }),
      { numRuns: 40 },
    );
  });
});

function contentOf({ description, action_parameters: parameters }: WireRule): readonly unknown[] {
  return [description, (parameters as { algorithms: { name: string }[] }).algorithms[0]?.name];
}

/** Everything but what Cloudflare gives a rule that is made again. */
function settableOf({ id: _, version: __, last_updated: ___, ...rule }: WireRule): object {
  return rule;
}
