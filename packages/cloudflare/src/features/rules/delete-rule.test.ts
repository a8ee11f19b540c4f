import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import { type SecondWriter, secondWriter } from '../../../test/support/rules.ts';

let server: Harness;
let others: SecondWriter;

beforeEach(async () => {
  server = await startInProcess();
  others = secondWriter(server);
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';
const firewall = 'http_request_firewall_custom';

async function refs(): Promise<readonly string[]> {
  return (await others.entrypoint(zone, firewall)).rules.map(({ ref }) => ref);
}

async function idOf(ref: string): Promise<string> {
  return (await others.entrypoint(zone, firewall)).rules.find((rule) => rule.ref === ref)?.id ?? '';
}

describe('delete_rule', () => {
  it.each(['office_skips_challenges', 'admin_only_from_vpn', 'reported_by_form'])(
    'asks, deletes %s, and brings it back to its place with its ref',
    async (ref) => {
      const before = await refs();
      const call = { zone, phase: 'waf_custom', rule_id: await idOf(ref) };
      const asked = await server.call('delete_rule', call);
      expect(asked.data).toMatchObject({ status: 'needs_confirmation', changes: [{ action: 'delete' }] });
      expect(await refs()).toEqual(before);
      const { data } = await server.apply('delete_rule', call);
      expect(await refs()).toEqual(before.filter((other) => other !== ref));
      await server.apply('undo_change', { change_ids: [data.change_id] });
      expect(await refs()).toEqual(before);
    },
  );

  it('brings several neighbours back into their old order', async () => {
    const before = await refs();
    const changeIds: string[] = [];
    for (const ref of before) {
      const call = { zone, phase: 'waf_custom', rule_id: await idOf(ref) };
      changeIds.push((await server.apply('delete_rule', call)).data.change_id);
    }
    expect(await refs()).toEqual([]);
    await server.apply('undo_change', { change_ids: changeIds });
    expect(await refs()).toEqual(before);
  });

  it('finds out by reading that a deletion without an answer was made', async () => {
    const call = { zone, phase: 'waf_custom', rule_id: await idOf('reported_by_form') };
    server.fault({ match: { method: 'DELETE' }, skip: 2, fault: { kind: 'cut', when: 'after_commit' } });
    const { data } = await server.apply('delete_rule', call);
    expect(data.changes[0]?.id).toBe(call.rule_id);
    expect(await refs()).not.toContain('reported_by_form');
  });
});
