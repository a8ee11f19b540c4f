import { describe, expect, it } from 'vitest';
import { blockRule, fixture, ruleAt, rulesetOf } from './test/fixture.ts';

const CUSTOM = 'http_request_firewall_custom';
const ABSENT = '0'.repeat(32);

function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(({ id }: { id: string }) => id) : [];
}

describe('an entry point', () => {
  it('is missing before the first, which a PUT makes', async () => {
    const { send } = fixture();
    const path = '/phases/http_request_transform/entrypoint';
    const before = await send('GET', path);
    expect([before.status, before.code, before.message]).toEqual([
      404,
      10003,
      'could not find entrypoint ruleset in the http_request_transform phase',
    ]);
    const made = rulesetOf(await send('PUT', path, { rules: [] }));
    expect(made).toEqual({
      id: made.id,
      name: 'default',
      description: '',
      kind: 'zone',
      version: '1',
      last_updated: made.last_updated,
      phase: 'http_request_transform',
      rules: [],
    });
    expect(made.last_updated).toMatch(/^2026-01-05T09:00:00\.\d{6}Z$/);
    expect((await send('GET', path)).result).toEqual(made);
    expect((await send('GET', `/${made.id}`)).result).toEqual(made);
  });

  it('takes its name at the beginning, and keeps it', async () => {
    const { send } = fixture();
    const path = '/phases/http_request_origin/entrypoint';
    const made = rulesetOf(await send('PUT', path, { name: 'mine', description: 'first' }));
    expect([made.name, made.description]).toEqual(['mine', 'first']);
    expect(await send('PUT', path, { name: 'other' })).toMatchObject({ status: 400, pointer: '/name' });
    expect(rulesetOf(await send('PUT', path, { name: 'mine' })).version).toBe('2');
  });

  it.each(['kind', 'phase', 'id'])('does not take %s', async (name) => {
    const reply = await fixture().send('PUT', '/phases/http_request_origin/entrypoint', { [name]: 'zone' });
    expect(reply).toMatchObject({
      status: 400,
      message: `invalid JSON: unknown field "${name}"`,
      pointer: `/${name}`,
    });
  });

  it.each([
    // The acceptance tests of Cloudflare's Terraform provider write to these.
    ['GET', 'http_custom_errors', 404],
    ['GET', 'http_response_cache_settings', 404],
    ['GET', 'http_request_firewall_managed', 404],
    ['GET', 'http_log_custom_fields', 404],
    ['PUT', 'http_custom_errors', 200],
    ['PUT', 'http_response_cache_settings', 200],
    ['PUT', 'http_request_firewall_managed', 200],
    ['PUT', 'http_log_custom_fields', 200],
    ['GET', 'http_request_nonsense', 400],
    ['PUT', 'http_request_sanitize', 400],
    ['PUT', 'http_request_nonsense', 400],
  ])('answers %s of the phase %s with %i', async (method, phase, status) => {
    expect((await fixture().send(method, `/phases/${phase}/entrypoint`, {})).status).toBe(status);
  });

  it('lists no versions before the first', async () => {
    const { send } = fixture();
    expect(await send('GET', `/phases/${CUSTOM}/entrypoint/versions`)).toMatchObject({
      status: 200,
      result: [],
    });
    expect((await send('GET', `/phases/${CUSTOM}/entrypoint/versions/1`)).status).toBe(404);
  });
});

describe('creating a ruleset', () => {
  const body = { name: 'Mine', kind: 'zone', phase: CUSTOM, rules: [blockRule('a')] };

  it('makes an entry point', async () => {
    const { send } = fixture();
    const made = rulesetOf(await send('POST', '', { ...body, description: 'words' }));
    expect(made).toMatchObject({
      name: 'Mine',
      description: 'words',
      kind: 'zone',
      phase: CUSTOM,
      version: '1',
    });
    expect((await send('GET', `/phases/${CUSTOM}/entrypoint`)).result).toEqual(made);
  });

  it('refuses a second entry point of the phase', async () => {
    const { send, entrypoint } = fixture();
    await entrypoint(CUSTOM, []);
    expect(await send('POST', '', body)).toMatchObject({
      status: 400,
      code: 20217,
      message: `'zone' is not a valid value for kind because exceeded maximum number of zone rulesets for phase ${CUSTOM}`,
      pointer: '/kind',
    });
  });

  it.each([
    [{ ...body, name: undefined }, '/name'],
    [{ ...body, name: '' }, '/name'],
    [{ ...body, kind: undefined }, '/kind'],
    [{ ...body, kind: 'root' }, '/kind'],
    [{ ...body, kind: 'managed' }, '/kind'],
    [{ ...body, phase: undefined }, '/phase'],
    [{ ...body, phase: 'http_request_sanitize' }, '/phase'],
    [{ ...body, description: 5 }, '/description'],
    [{ ...body, rules: {} }, '/rules'],
    [{ ...body, rules: [null] }, '/rules/0'],
    [{ ...body, extra: 1 }, '/extra'],
    [[], ''],
    [null, ''],
  ])('refuses %j', async (sent, pointer) => {
    const { send } = fixture();
    expect(await send('POST', '', sent)).toMatchObject({ status: 400, pointer });
    expect((await send('GET', `/phases/${CUSTOM}/entrypoint`)).status).toBe(404);
  });

  it('refuses what is not JSON', async () => {
    expect(await fixture().send('POST', '', 'rules')).toMatchObject({ status: 400, code: 6007 });
  });
});

describe('custom rulesets', () => {
  const custom = { name: 'Extra', kind: 'custom', phase: CUSTOM, rules: [blockRule('a')] };

  it('are as many as the plan has, and only where custom rules run', async () => {
    const { send } = fixture('pro');
    expect((await send('POST', '', custom)).status).toBe(200);
    expect((await send('POST', '', custom)).status).toBe(200);
    expect(await send('POST', '', custom)).toMatchObject({ code: 20217, pointer: '/kind' });
    expect(await send('POST', '', { ...custom, phase: 'http_ratelimit', rules: [] })).toMatchObject({
      code: 20217,
    });
  });

  it('are executed by the entry point, and then cannot be deleted', async () => {
    const { send, entrypoint } = fixture();
    const { id } = rulesetOf(await send('POST', '', custom));
    const execute = { action: 'execute', action_parameters: { id }, expression: 'true' };
    const entry = await entrypoint(CUSTOM, [execute]);
    expect((await send('DELETE', `/${id}`)).status).toBe(400);
    expect((await send('DELETE', `/${id}/versions/1`)).status).toBe(400);
    expect((await send('DELETE', `/${entry.id}/rules/${ruleAt(entry, 0).id}`)).status).toBe(200);
    expect((await send('DELETE', `/${id}`)).status).toBe(204);
  });

  it('do not execute each other, and must exist', async () => {
    const { send } = fixture();
    const { id } = rulesetOf(await send('POST', '', custom));
    const rule = { action: 'execute', action_parameters: { id }, expression: 'true' };
    expect((await send('POST', '', { ...custom, rules: [rule] })).status).toBe(400);
    const unknown = { ...rule, action_parameters: { id: ABSENT } };
    expect(await send('PUT', `/phases/${CUSTOM}/entrypoint`, { rules: [unknown] })).toMatchObject({
      status: 400,
      pointer: '/rules/0/action_parameters/id',
    });
  });
});

describe('replacing a ruleset', () => {
  it('keeps what is left out', async () => {
    const { send, entrypoint } = fixture();
    const { id, rules } = await entrypoint(CUSTOM, [blockRule('a')]);
    const next = rulesetOf(await send('PUT', `/${id}`, { description: 'now' }));
    expect(next).toMatchObject({ description: 'now', version: '2', rules });
    expect(rulesetOf(await send('PUT', `/${id}`, { rules: [] }))).toMatchObject({
      description: 'now',
      version: '3',
      rules: [],
    });
  });

  it('takes back what it answered', async () => {
    const { send, entrypoint } = fixture();
    const made = await entrypoint(CUSTOM, [blockRule('a'), blockRule('b', { enabled: false })]);
    const { name, kind, phase, description, rules } = made;
    const again = rulesetOf(await send('PUT', `/${made.id}`, { name, kind, phase, description, rules }));
    expect(again).toEqual({ ...made, version: '2', last_updated: again.last_updated });
  });

  it.each([
    ['kind', 'custom'],
    ['phase', 'http_ratelimit'],
    ['name', 'other'],
  ])('refuses another %s', async (name, value) => {
    const { send, entrypoint } = fixture();
    const { id } = await entrypoint(CUSTOM, []);
    expect(await send('PUT', `/${id}`, { [name]: value })).toMatchObject({
      status: 400,
      pointer: `/${name}`,
    });
  });

  it('keeps the identity of rules with a known id or ref, and counts what changed', async () => {
    const { send, entrypoint, simulator } = fixture();
    const made = await entrypoint(CUSTOM, [blockRule('a'), blockRule('b'), blockRule('c')]);
    const [a, b, c] = made.rules;
    simulator.clock.advance(60_000);
    const next = rulesetOf(
      await send('PUT', `/${made.id}`, {
        rules: [
          { id: c?.id, ref: 'renamed', action: 'block', expression: c?.expression },
          blockRule('a'),
          blockRule('b', { description: 'changed' }),
          { action: 'block', expression: 'true' },
        ],
      }),
    );
    expect(next.rules.map(({ id, version }) => [id, version])).toEqual([
      [c?.id, '2'],
      [a?.id, '1'],
      [b?.id, '2'],
      [ruleAt(next, 3).id, '1'],
    ]);
    expect(ruleAt(next, 1)).toEqual(a);
    expect(ruleAt(next, 0).ref).toBe('renamed');
    expect(ruleAt(next, 2).last_updated).toBe(next.last_updated);
    expect(ruleAt(next, 3).ref).toBe(ruleAt(next, 3).id);
    expect(made.rules.map(({ id }) => id)).not.toContain(ruleAt(next, 3).id);
  });

  it('gives new ids to rules without one, even when nothing else changed', async () => {
    const { send, entrypoint } = fixture();
    const rule = { action: 'block', expression: 'true' };
    const made = await entrypoint(CUSTOM, [rule]);
    const next = rulesetOf(await send('PUT', `/${made.id}`, { rules: [rule] }));
    expect(ruleAt(next, 0).id).not.toBe(ruleAt(made, 0).id);
  });

  it('refuses the same rule twice', async () => {
    const { send, entrypoint } = fixture();
    const made = await entrypoint(CUSTOM, [blockRule('a')]);
    const { id } = ruleAt(made, 0);
    const byId = { id, action: 'block', expression: 'true' };
    expect(await send('PUT', `/${made.id}`, { rules: [byId, byId] })).toMatchObject({
      pointer: '/rules/1/id',
    });
    const byRef = [blockRule('a'), blockRule('a')];
    expect(await send('PUT', `/${made.id}`, { rules: byRef })).toMatchObject({ pointer: '/rules/1/ref' });
    const fresh = [blockRule('x'), blockRule('y'), blockRule('x')];
    expect(await send('PUT', `/${made.id}`, { rules: fresh })).toMatchObject({ pointer: '/rules/2/ref' });
  });
});

describe('versions', () => {
  it('are all kept, and can be put back', async () => {
    const { send, entrypoint } = fixture();
    const first = await entrypoint(CUSTOM, [blockRule('a'), blockRule('b')]);
    const second = rulesetOf(await send('PUT', `/${first.id}`, { rules: [blockRule('b')] }));
    for (const base of [`/${first.id}`, `/phases/${CUSTOM}/entrypoint`]) {
      const { result } = await send('GET', `${base}/versions`);
      const { rules: _1, ...firstSummary } = first;
      const { rules: _2, ...secondSummary } = second;
      expect(result).toEqual([firstSummary, secondSummary]);
      expect((await send('GET', `${base}/versions/1`)).result).toEqual(first);
      expect((await send('GET', `${base}/versions/2`)).result).toEqual(second);
      expect(await send('GET', `${base}/versions/3`)).toMatchObject({ status: 404, code: 10003 });
    }
    const third = rulesetOf(await send('PUT', `/${first.id}`, { rules: first.rules }));
    expect(third.rules.map(({ ref, expression }) => [ref, expression])).toEqual(
      first.rules.map(({ ref, expression }) => [ref, expression]),
    );
    // The rule that had gone is a new one under its old ref; the other never changed.
    expect(ruleAt(third, 0).id).not.toBe(ruleAt(first, 0).id);
    expect(ruleAt(third, 1)).toEqual(ruleAt(first, 1));
  });

  it('can be deleted, except the one at work, and no number comes back', async () => {
    const { send, entrypoint } = fixture();
    const { id } = await entrypoint(CUSTOM, []);
    await send('PUT', `/${id}`, {});
    expect((await send('DELETE', `/${id}/versions/2`)).status).toBe(400);
    expect((await send('DELETE', `/${id}/versions/9`)).status).toBe(404);
    const deleted = await send('DELETE', `/${id}/versions/1`);
    expect([deleted.status, deleted.text, deleted.headers['content-length']]).toEqual([204, '', undefined]);
    expect((await send('GET', `/${id}/versions/1`)).status).toBe(404);
    expect(rulesetOf(await send('PUT', `/${id}`, {})).version).toBe('3');
  });

  it('of an unused custom ruleset go down to one, and their numbers stay used', async () => {
    const { send } = fixture();
    const body = { name: 'Extra', kind: 'custom', phase: CUSTOM, rules: [] };
    const { id } = rulesetOf(await send('POST', '', body));
    await send('PUT', `/${id}`, { description: 'second' });
    expect((await send('DELETE', `/${id}/versions/2`)).status).toBe(204);
    expect((await send('GET', `/${id}`)).result).toMatchObject({ version: '1', description: '' });
    expect((await send('DELETE', `/${id}/versions/1`)).status).toBe(400);
    expect(rulesetOf(await send('PUT', `/${id}`, {})).version).toBe('3');
  });
});

describe('deleting a ruleset', () => {
  it('removes it with its versions, and its phase is as at the beginning', async () => {
    const { send, entrypoint } = fixture();
    const { id } = await entrypoint(CUSTOM, [blockRule('a')]);
    const reply = await send('DELETE', `/${id}`);
    expect([reply.status, reply.text]).toEqual([204, '']);
    for (const path of [`/${id}`, `/${id}/versions`, `/phases/${CUSTOM}/entrypoint`]) {
      expect(await send('GET', path)).toMatchObject({ status: 404, code: 10003 });
    }
    expect((await entrypoint(CUSTOM, [])).version).toBe('1');
  });

  it.each([
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['GET', '/versions'],
    ['GET', '/versions/1'],
    ['DELETE', '/versions/1'],
    ['POST', '/rules'],
    ['PATCH', `/rules/${ABSENT}`],
    ['DELETE', `/rules/${ABSENT}`],
  ])('or %s%s of one that is not there is refused', async (method, path) => {
    expect(await fixture().send(method, `/${ABSENT}${path}`, {})).toMatchObject({ status: 404, code: 10003 });
  });
});

describe('the list', () => {
  it('shows what there is without rules, page by page, with what Cloudflare manages', async () => {
    const { send, entrypoint } = fixture();
    const made = await entrypoint(CUSTOM, [blockRule('a')]);
    await entrypoint('http_config_settings', []);
    const { result } = await send('GET', '');
    const ids = idsOf(result);
    expect(ids).toEqual(ids.toSorted());
    expect(result).toHaveLength(6);
    const { rules: _, ...summary } = made;
    expect(result).toContainEqual(summary);
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const reply = await send('GET', `?per_page=4${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      pages.push(...idsOf(reply.result));
      const { result_info: info } = JSON.parse(reply.text) as { result_info: { cursor?: string } };
      cursor = info.cursor;
    } while (cursor !== undefined);
    expect(pages).toEqual(ids);
  });

  it('has fewer managed rulesets on the Free plan', async () => {
    const { send } = fixture('free');
    const ids = idsOf((await send('GET', '')).result);
    expect(ids).toHaveLength(2);
    for (const id of ids) expect((await send('GET', `/${id}`)).status).toBe(200);
  });

  it.each(['?per_page=0', '?per_page=51', '?per_page=x', '?cursor=nonsense', '?cursor='])(
    'refuses %s',
    async (query) => {
      expect((await fixture().send('GET', query)).status).toBe(400);
    },
  );
});
