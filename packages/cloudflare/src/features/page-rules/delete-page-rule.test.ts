import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { pageRuleAt, pageRulesOf } from '../../../test/support/page-rules.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';
const account = 'www.mapleandpine.com/account/*';

describe('delete_page_rule', () => {
  it('asks, applies, and brings the rule back where it was', async () => {
    const before = await pageRulesOf(server, zone);
    const { id } = await pageRuleAt(server, zone, account);
    const asked = await server.call('delete_page_rule', { zone, rule_id: id });
    expect(asked.data).toMatchObject({
      status: 'needs_confirmation',
      reasons: [
        'It no longer keeps pages out of the cache.',
        'It no longer raises the security level, for what it matched.',
      ],
    });
    const { data } = await server.call('delete_page_rule', {
      zone,
      rule_id: id,
      confirm: asked.data.confirm,
    });
    expect(data.status).toBe('applied');
    expect(await pageRulesOf(server, zone)).toHaveLength(before.length - 1);
    await server.apply('undo_change', { change_ids: [data.change_id] });
    const after = await pageRulesOf(server, zone);
    const plain = (rules: typeof before) => rules.map(({ id: _, ...rule }) => rule);
    expect(plain(after)).toEqual(plain(before));
  });

  it('brings several rules back in their order, in one change', async () => {
    const before = (await pageRulesOf(server, zone)).map(({ url }) => url);
    const changeIds: string[] = [];
    for (const { id } of (await pageRulesOf(server, zone)).slice(1, 4)) {
      const { data } = await server.apply('delete_page_rule', { zone, rule_id: id });
      changeIds.push(data.change_id);
    }
    await server.apply('undo_change', { change_ids: changeIds });
    expect((await pageRulesOf(server, zone)).map(({ url }) => url)).toEqual(before);
  });

  it('does not apply a plan to a rule that changed meanwhile', async () => {
    const { id } = await pageRuleAt(server, zone, account);
    const asked = await server.call('delete_page_rule', { zone, rule_id: id });
    await server.apply('update_page_rule', { zone, rule_id: id, actions: { browser_check: 'on' } });
    server.requests();
    const { data } = await server.call('delete_page_rule', {
      zone,
      rule_id: id,
      confirm: asked.data.confirm,
    });
    expect(data).toMatchObject({ status: 'refused', error: { code: 'drift' } });
    expect(server.requests().some((line) => line.startsWith('DELETE'))).toBe(false);
  });

  it('says that there is no such rule, whatever status Cloudflare says it with', async () => {
    const { data } = await server.call('delete_page_rule', { zone, rule_id: '0'.repeat(32) });
    expect(data).toMatchObject({ status: 'failed', error: { code: 'not_found' } });
    expect(data.error.message).toContain('Page Rule 0000');
    expect(data.error.message).toContain('code 1002');
  });

  it.each(['0'.repeat(31), 'A'.repeat(32), 'settings', '../../zones'])('refuses the id %j', async (id) => {
    server.requests();
    const { data } = await server.call('delete_page_rule', { zone, rule_id: id });
    expect(data.error.code).toBe('invalid_input');
    expect(server.requests()).toEqual([]);
  });

  it.each([
    ['after_commit', 'applied', 4],
    ['before_commit', 'failed', 5],
  ] as const)('finds out what became of a delete that was cut %s', async (when, status, left) => {
    const { id } = await pageRuleAt(server, zone, account);
    const asked = await server.call('delete_page_rule', { zone, rule_id: id });
    server.fault({ match: { method: 'DELETE' }, fault: { kind: 'cut', when } });
    const { data } = await server.call('delete_page_rule', {
      zone,
      rule_id: id,
      confirm: asked.data.confirm,
    });
    expect(data.status).toBe(status);
    expect(await pageRulesOf(server, zone)).toHaveLength(left);
  });
});
