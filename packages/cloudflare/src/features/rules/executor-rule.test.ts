import {
  createRealTime,
  createSimulator,
  SIMULATOR_TOKEN,
  type Simulator,
} from '@crunchtools/cloudflare-simulator';
import { type Change, Secret, sandboxTransport } from '@crunchtools/mcp-core';
import { readConfig } from '@crunchtools/mcp-core/app';
import { beforeEach, describe, expect, it } from 'vitest';
import { isRealWrite, justBefore, type SecondWriter, secondWriter } from '../../../test/support/rules.ts';
import { type Cloudflare, openServices } from '../../connect.ts';
import { connectCloudflare } from '../../main.ts';
import { program } from '../../program.ts';
import type { Services } from '../../services.ts';
import type { ZoneRef } from '../../zone.ts';
import { deleteRuleChange, planCreation, ruleState, updateRuleChange } from './change.ts';
import { RuleExecutor } from './executor.ts';

const phase = 'redirect';
const wirePhase = 'http_request_dynamic_redirect';
const name = 'mapleandpine.com';

let simulator: Simulator;
let cloudflare: Cloudflare;
let services: Services;
let executor: RuleExecutor;
let others: SecondWriter;
let zone: ZoneRef;

/** A call of its own, as the server opens one for each. */
function open(): { services: Services; executor: RuleExecutor } {
  const opened = openServices(cloudflare, new AbortController().signal);
  return { services: opened, executor: new RuleExecutor(opened.rulesets) };
}

beforeEach(async () => {
  simulator = createSimulator({ seed: 'demo', determinism: createRealTime() });
  const transport = sandboxTransport(({ method, path, headers, body }, signal) =>
    simulator.fetch({ method, url: path, headers, signal, ...(body === undefined ? {} : { body }) }),
  );
  cloudflare = connectCloudflare(readConfig(program, [], {}), new Secret(SIMULATOR_TOKEN), {
    api: transport,
    resolver: transport,
  });
  others = secondWriter({ simulator });
  ({ services, executor } = open());
  zone = await services.zones.resolve(name);
});

const theirs = {
  action: 'redirect',
  description: 'Theirs',
  expression: 'http.host eq "theirs.mapleandpine.com"',
  action_parameters: { from_value: { target_url: { value: 'https://example.org/' }, status_code: 302 } },
};

const addTheirs = (): Promise<void> => others.add(name, wirePhase, theirs);

async function creation(host: string): Promise<Change> {
  const input = {
    expression: `http.host eq "${host}.mapleandpine.com"`,
    redirect: { target_url: 'https://example.com/' },
  };
  return planCreation(zone, await services.rulesets.planned(zone.id, phase), input, undefined);
}

describe('an edit in the last moment', () => {
  it('is told with what is different, and stops what was to follow', async () => {
    const [first, next] = [await creation('a'), await creation('b')];
    justBefore({ simulator }, isRealWrite, addTheirs);
    const [outcome] = await executor.apply([first]);
    expect(outcome).toMatchObject({
      id: expect.any(String),
      warnings: [expect.stringContaining('"Theirs"')],
    });
    expect(outcome).toMatchObject({ warnings: [expect.stringContaining('version 1 has become 3, not 2')] });
    await expect(executor.apply([next])).rejects.toMatchObject({ code: 'drift' });
  });

  it('of the same kind in another call of this process is none', async () => {
    const planned = await creation('a');
    const other = open();
    await other.services.rulesets.planned(zone.id, phase);
    await executor.apply([planned]);
    const input = { expression: 'ssl', redirect: { target_url: 'https://example.com/' } };
    const late = planCreation(zone, await other.services.rulesets.planned(zone.id, phase), input, undefined);
    await expect(other.executor.apply([late])).resolves.toMatchObject([{ id: expect.any(String) }]);
    await addTheirs();
    await expect(executor.apply([await creation('c')])).rejects.toMatchObject({ code: 'drift' });
  });

  it('of the rule itself stops a change also in the same process', async () => {
    const { rules } = await services.rulesets.planned(zone.id, phase);
    const [rule] = rules;
    if (rule === undefined) throw new Error('no rule');
    const off = updateRuleChange(zone, phase, rule, { definition: { ...rule.definition, enabled: false } });
    const other = open();
    await other.services.rulesets.planned(zone.id, phase);
    await executor.apply(off === undefined ? [] : [off]);
    const gone = deleteRuleChange(zone, phase, rule, { index: 1, after: null, before: null });
    await expect(other.executor.apply([gone])).rejects.toMatchObject({ code: 'drift' });
  });
});

describe('finding out what became of a change', () => {
  it('knows a creation by its ref', async () => {
    const change = await creation('a');
    await expect(executor.reconcile([change])).resolves.toEqual({ verdict: 'not_applied' });
    const [outcome] = await executor.apply([change]);
    await expect(executor.reconcile([change])).resolves.toMatchObject({
      verdict: 'applied',
      outcomes: [{ id: outcome?.id }],
    });
  });

  it('knows an update, a move and a deletion by what is there', async () => {
    const { rules } = await services.rulesets.planned(zone.id, phase);
    const [first, second] = rules;
    if (first === undefined || second === undefined) throw new Error('too few rules');
    const from = { index: 1, after: null, before: second.id };
    const moved = { from, to: { index: 2, after: second.id, before: null } };
    const changes = [
      updateRuleChange(zone, phase, first, { definition: { ...first.definition, description: 'New' } }),
      updateRuleChange(
        zone,
        phase,
        { ...first, definition: { ...first.definition, description: 'New' } },
        { moved },
      ),
      deleteRuleChange(zone, phase, second, moved.from),
    ].filter((change) => change !== undefined);
    for (const change of changes) {
      await expect(executor.reconcile([change])).resolves.toEqual({ verdict: 'not_applied' });
      await executor.apply([change]);
      await expect(executor.reconcile([change])).resolves.toMatchObject({ verdict: 'applied' });
    }
  });

  it('does not know what somebody else has changed, too', async () => {
    const { rules } = await services.rulesets.planned(zone.id, phase);
    const [rule] = rules;
    if (rule === undefined) throw new Error('no rule');
    const before = { ...ruleState(phase, rule), description: 'as it was' };
    const change: Change = {
      action: 'update',
      resource: 'rule',
      scope: zone,
      id: rule.id,
      summary: '',
      before,
      after: { ...before, enabled: false },
    };
    await expect(executor.reconcile([change])).resolves.toEqual({ verdict: 'unknown' });
  });
});
