import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { pageRuleAt, pageRulesOf } from '../../../test/support/page-rules.ts';
import { secondWriter } from '../../../test/support/rules.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';
const images = 'www.mapleandpine.com/images/*';
const account = 'www.mapleandpine.com/account/*';

function lastPatch(): unknown {
  const sent = server.simulator.requests().findLast(({ method }) => method === 'PATCH');
  return JSON.parse(sent?.body ?? 'null');
}

describe('update_page_rule', () => {
  it('changes, adds and removes single actions, and sends them as a whole', async () => {
    const { id } = await pageRuleAt(server, zone, images);
    await server.call('get_zone', { zone });
    server.requests();
    const actions = { browser_cache_ttl: 3600, polish: null, cache_deception_armor: true };
    await server.apply('update_page_rule', { zone, rule_id: id, actions });
    expect(server.requests().map((line) => line.split(' ')[0])).toEqual(['GET', 'PATCH']);
    expect(lastPatch()).toEqual({
      actions: [
        { id: 'cache_level', value: 'cache_everything' },
        { id: 'edge_cache_ttl', value: 604_800 },
        { id: 'browser_cache_ttl', value: 3600 },
        { id: 'cache_deception_armor', value: 'on' },
      ],
    });
  });

  it.each<readonly [string, Record<string, unknown>, unknown]>([
    ['status', { status: 'disabled' }, { status: 'disabled' }],
    ['priority', { priority: 4 }, { priority: 4 }],
    [
      'url',
      { url: 'mapleandpine.com/images/*' },
      {
        targets: [{ target: 'url', constraint: { operator: 'matches', value: 'mapleandpine.com/images/*' } }],
      },
    ],
  ])('sends the %s alone', async (_name, change, sent) => {
    const { id } = await pageRuleAt(server, zone, images);
    await server.apply('update_page_rule', { zone, rule_id: id, ...change });
    expect(lastPatch()).toEqual(sent);
  });

  // What the acceptance tests of Cloudflare's Terraform provider leave behind (recordings/page-rules.json).
  describe('that another client made', () => {
    const url = `${zone}/theirs/*`;

    async function theirs(actions: readonly { readonly id: string; readonly value?: unknown }[]) {
      server.close();
      server = await startInProcess({ simulator: { plan: 'enterprise' } });
      const client = secondWriter(server);
      const { data: found } = await server.call('get_zone', { zone });
      const path = `/zones/${String(Reflect.get(found, 'id'))}/pagerules`;
      const targets = [{ target: 'url', constraint: { operator: 'matches', value: url } }];
      const plain = [{ id: 'browser_check', value: 'on' }];
      const made = await client.send('POST', path, { targets, actions: plain, status: 'active' });
      const { id } = await pageRuleAt(server, zone, url);
      const kept = await client.send('PUT', `${path}/${id}`, {
        targets,
        actions,
        priority: 1,
        status: 'active',
      });
      expect([made.status, kept.status]).toEqual([200, 200]);
      const rule = await pageRuleAt(server, zone, url);
      expect(Object.keys(rule.actions)).toEqual(actions.map((action) => action.id));
      await server.apply('update_page_rule', { zone, rule_id: id, status: 'disabled' });
      expect(await pageRuleAt(server, zone, url)).toEqual({ ...rule, status: 'disabled' });
      return rule;
    }

    it.each<readonly [string, string, unknown]>([
      ['an action without a value that has one', 'disable_apps', true],
      [
        'an empty list beside a filled one',
        'cache_key_fields',
        { query_string: { include: [], exclude: ['a'] } },
      ],
    ])('is edited, deleted and brought back with %s', async (_, action, value) => {
      const { id, actions } = await theirs([{ id: action, value }]);
      const { data } = await server.apply('delete_page_rule', { zone, rule_id: id });
      await server.apply('undo_change', { change_ids: [data.change_id] });
      expect((await pageRuleAt(server, zone, url)).actions).toEqual(actions);
    });

    it('is edited without any action; what cannot be made again is told to be for good', async () => {
      const { id } = await theirs([]);
      for (const [tool, also] of [
        ['delete_page_rule', {}],
        ['update_page_rule', { actions: { browser_check: 'on' } }],
      ] as const) {
        const { data } = await server.call(tool, { zone, rule_id: id, ...also, dry_run: true });
        expect(data.irreversible).toEqual([expect.stringContaining('has no action')]);
      }
      const { data: off } = await server.call('update_page_rule', {
        zone,
        rule_id: id,
        status: 'active',
        dry_run: true,
      });
      expect(off.irreversible).toBeUndefined();
      const { data } = await server.apply('delete_page_rule', { zone, rule_id: id });
      const undo = await server.call('undo_change', { change_ids: [data.change_id] });
      expect(undo.data.error.code).toBe('irreversible');
    });
  });

  it('moves a rule up past others and back', async () => {
    const before = (await pageRulesOf(server, zone)).map(({ url }) => url);
    const { id } = await pageRuleAt(server, zone, images);
    const { data } = await server.apply('update_page_rule', { zone, rule_id: id, priority: 4 });
    const moved = await pageRulesOf(server, zone);
    expect(moved.map(({ url }) => url).indexOf(images)).toBe(1);
    await server.apply('undo_change', { change_ids: [data.change_id] });
    expect((await pageRulesOf(server, zone)).map(({ url }) => url)).toEqual(before);
  });

  it('answers an update that changes nothing without a write', async () => {
    const { id } = await pageRuleAt(server, zone, images);
    server.requests();
    const change = { actions: { browser_cache_ttl: 86_400, mirage: null }, priority: 2, url: images };
    const { data } = await server.call('update_page_rule', { zone, rule_id: id, ...change });
    expect(data).toMatchObject({
      status: 'applied',
      changes: [],
      warnings: ['The rule is like this already.'],
    });
    expect(server.requests().filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  it.each<readonly [string, string, Record<string, unknown>, string]>([
    [
      'less security',
      account,
      { actions: { security_level: 'essentially_off' } },
      'no longer raises the security level',
    ],
    ['the end of protection', account, { status: 'disabled' }, 'no longer keeps pages out of the cache'],
    ['all security off', images, { actions: { disable_security: true } }, 'turns security features off'],
    ['no encryption', images, { actions: { ssl: 'flexible' } }, 'lowers the encryption'],
    [
      'full caching of a host',
      images,
      { url: 'www.mapleandpine.com/*' },
      'caches the answer to every request',
    ],
  ])('asks before %s', async (_name, url, change, reason) => {
    const { id } = await pageRuleAt(server, zone, url);
    const { data } = await server.call('update_page_rule', { zone, rule_id: id, ...change });
    expect(data.status).toBe('needs_confirmation');
    expect(data.reasons[0]).toContain(reason);
  });

  it.each<readonly [string, Record<string, unknown>, string]>([
    ['the pattern of another rule', { url: account }, 'update that one: '],
    ['a redirect beside other actions', { actions: { always_use_https: true } }, 'stands alone'],
    [
      'the removal of every action',
      { actions: { cache_level: null, edge_cache_ttl: null, browser_cache_ttl: null, polish: null } },
      'at least one action',
    ],
  ])('refuses %s', async (_name, change, message) => {
    const { id } = await pageRuleAt(server, zone, images);
    const { data } = await server.call('update_page_rule', { zone, rule_id: id, ...change });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'invalid_input' } });
    expect(data.error.message).toContain(message);
  });

  it('says that there is no such rule', async () => {
    const { data } = await server.call('update_page_rule', { zone, rule_id: '0'.repeat(32), priority: 2 });
    expect(data).toMatchObject({ status: 'failed', error: { code: 'not_found' } });
    expect(data.error.next_step).toContain('list_page_rules');
  });

  it('moves and disables a rule that breaks a rule already, and breaks no other', async () => {
    const old = {
      id: 'e'.repeat(32),
      targets: [{ target: 'url', constraint: { operator: 'matches', value: 'mapleandpine.com' } }],
      actions: [{ id: 'minify', value: { html: 'on' } }, { id: 'disable_railgun' }],
      priority: 1,
      status: 'active',
    };
    const body = { success: true, errors: [], messages: [], result: [old] };
    server.fault({ match: { path: '/pagerules' }, fault: { kind: 'status', status: 200, body }, times: 9 });
    const edit = { zone, rule_id: old.id, dry_run: true };
    const planned = await server.call('update_page_rule', { ...edit, status: 'disabled' });
    expect(planned.data).toMatchObject({
      status: 'planned',
      changes: [
        {
          summary: 'update Page Rule mapleandpine.com: status active → disabled',
          after: { url: 'mapleandpine.com', actions: { minify: { html: 'on' }, disable_railgun: true } },
        },
      ],
    });
    const worse = await server.call('update_page_rule', { ...edit, actions: { ssl: 'on' } });
    expect(worse.data.error.details['problems']).toMatchObject([{ field: 'actions.ssl' }]);
  });
});

describe('taking an update back', () => {
  it('is not stopped by rules that come and go below', async () => {
    const { id } = await pageRuleAt(server, zone, account);
    const before = await pageRuleAt(server, zone, account);
    const edited = await server.apply('update_page_rule', {
      zone,
      rule_id: id,
      actions: { browser_check: 'on' },
    });
    await server.apply('create_page_rule', { zone, url: `${zone}/new`, actions: { ssl: 'full' } });
    expect((await pageRuleAt(server, zone, account)).priority).toBe(before.priority + 1);
    const { data } = await server.apply('undo_change', { change_ids: [edited.data.change_id] });
    expect(data.changes).toMatchObject([{ action: 'update', id }]);
    expect(await pageRuleAt(server, zone, account)).toEqual({ ...before, priority: before.priority + 1 });
  });

  it('is stopped by a later edit, with both states', async () => {
    const { id } = await pageRuleAt(server, zone, images);
    const first = await server.apply('update_page_rule', { zone, rule_id: id, actions: { mirage: 'on' } });
    await server.apply('update_page_rule', { zone, rule_id: id, actions: { mirage: 'off' } });
    const { data } = await server.call('undo_change', { change_ids: [first.data.change_id] });
    expect(data).toMatchObject({
      status: 'refused',
      error: {
        code: 'drift',
        details: { left_as: { actions: { mirage: 'on' } }, found: { actions: { mirage: 'off' } } },
      },
    });
  });

  it('is stopped by a later move, when the update was one', async () => {
    const { id } = await pageRuleAt(server, zone, images);
    const first = await server.apply('update_page_rule', { zone, rule_id: id, priority: 4 });
    await server.apply('update_page_rule', { zone, rule_id: id, priority: 1 });
    const { data } = await server.call('undo_change', { change_ids: [first.data.change_id] });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'drift' } });
  });

  it('works for several at once, each from its state now', async () => {
    const before = await pageRulesOf(server, zone);
    const ids = (await pageRulesOf(server, zone))
      .filter(({ status }) => status === 'active')
      .map(({ id }) => id);
    const changeIds: string[] = [];
    for (const id of ids) {
      const { data } = await server.apply('update_page_rule', { zone, rule_id: id, status: 'disabled' });
      changeIds.push(data.change_id);
    }
    await server.apply('undo_change', { change_ids: changeIds });
    expect(await pageRulesOf(server, zone)).toEqual(before);
  });
});

describe('an update whose answer is lost', () => {
  it.each<readonly [string, Record<string, unknown>]>([
    ['of actions', { actions: { polish: 'lossless' } }],
    ['of the priority', { priority: 3 }],
    ['of the priority beyond the last', { priority: 40 }],
  ])('%s is found out by reading', async (_name, change) => {
    const { id } = await pageRuleAt(server, zone, images);
    server.fault({ match: { method: 'PATCH' }, fault: { kind: 'cut', when: 'after_commit' } });
    const done = await server.apply('update_page_rule', { zone, rule_id: id, ...change });
    expect(done.data.status).toBe('applied');
    const other = await pageRuleAt(server, zone, 'blog.mapleandpine.com/*');
    server.fault({ match: { method: 'PATCH' }, fault: { kind: 'cut', when: 'before_commit' } });
    const undone = await server.call('update_page_rule', {
      zone,
      rule_id: other.id,
      ...change,
      status: 'disabled',
    });
    expect(undone.data).toMatchObject({ status: 'failed', changes: [{ outcome: 'not_applied' }] });
  });
});
