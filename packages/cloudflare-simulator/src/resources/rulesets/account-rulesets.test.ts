import { describe, expect, it } from 'vitest';
import { type Answer, call, codesOf, itemsOf } from '../../../test/support.ts';
import { stableId } from '../../determinism.ts';
import { createSimulator, type Permission, type PlanName, type Simulator } from '../../index.ts';
import { isRecord } from '../../json.ts';

const PATH = `/accounts/${stableId('account', 'Example Account')}/rulesets`;
const CUSTOM = 'http_request_firewall_custom';
const OWNED = `cfat_${'a'.repeat(45)}`;
const LIMITED = `cfut_${'r'.repeat(45)}`;

const onPlan = (plan: PlanName, permissions: readonly Permission[] = []): Simulator =>
  createSimulator({ seed: 'empty', plan, tokens: [{ token: OWNED }, { token: LIMITED, permissions }] });

function resultOf({ json }: Answer): Readonly<Record<string, unknown>> {
  return isRecord(json.result) ? json.result : {};
}

const block = { action: 'block', expression: 'http.request.uri.path eq "/x"', description: 'x' };
const custom = { name: 'Shared', kind: 'custom', phase: CUSTOM, rules: [block] };
const execute = (id: unknown) => ({
  action: 'execute',
  expression: 'cf.zone.name eq "example.com" and cf.zone.plan eq "ENT"',
  action_parameters: { id },
});

// The steps of waf/account/custom-rulesets/create-api.
describe('a custom ruleset of an account', () => {
  it('is made, executed by the entry point of kind root, and kept while it is', async () => {
    const simulator = onPlan('enterprise');
    const made = resultOf(await call(simulator, 'POST', PATH, { body: custom, token: OWNED }));
    expect(made).toMatchObject({ kind: 'custom', phase: CUSTOM, version: '1', rules: [block] });
    const entry = `${PATH}/phases/${CUSTOM}/entrypoint`;
    expect(codesOf(await call(simulator, 'GET', entry))).toEqual([10003]);
    const put = await call(simulator, 'PUT', entry, { body: { rules: [execute(made['id'])] } });
    expect(resultOf(put)).toMatchObject({ kind: 'root', name: 'default', version: '1' });
    expect(resultOf(await call(simulator, 'GET', entry))).toEqual(resultOf(put));
    expect((await call(simulator, 'DELETE', `${PATH}/${String(made['id'])}`)).status).toBe(400);
    expect((await call(simulator, 'DELETE', `${PATH}/${String(resultOf(put)['id'])}`)).status).toBe(204);
    expect((await call(simulator, 'DELETE', `${PATH}/${String(made['id'])}`)).status).toBe(204);
  });

  it('has rules that are added, changed and deleted one by one, each a new version', async () => {
    const simulator = onPlan('enterprise');
    const { id } = resultOf(await call(simulator, 'POST', PATH, { body: { ...custom, rules: [] } }));
    const rules = `${PATH}/${String(id)}/rules`;
    const added = resultOf(await call(simulator, 'POST', rules, { body: block }));
    const [rule] = Array.isArray(added['rules']) ? added['rules'] : [];
    const one = `${rules}/${String(isRecord(rule) ? rule['id'] : '')}`;
    const changed = await call(simulator, 'PATCH', one, { body: { ...block, enabled: false } });
    expect(resultOf(changed)).toMatchObject({ version: '3', rules: [{ ...block, enabled: false }] });
    const gone = await call(simulator, 'DELETE', one);
    expect([gone.status, resultOf(gone)]).toMatchObject([200, { version: '4', rules: [] }]);
    expect(itemsOf(await call(simulator, 'GET', `${PATH}/${String(id)}/versions`))).toHaveLength(4);
  });

  it('is in no list of a zone, and forgotten with the account', async () => {
    const simulator = onPlan('enterprise');
    const { id } = resultOf(await call(simulator, 'POST', PATH, { body: custom }));
    const listed = async (path: string) => itemsOf(await call(simulator, 'GET', path)).map((item) => item.id);
    expect(await listed(PATH)).toContain(id);
    expect(await listed(`/zones/${stableId('zone', 'example.com')}/rulesets`)).not.toContain(id);
    simulator.reset();
    expect(await listed(PATH)).not.toContain(id);
  });
});

describe('what an account refuses', () => {
  it.each<[string, object, readonly number[]]>([
    ['the kind of a zone', { ...custom, kind: 'zone' }, [20217]],
    ['a kind that only Cloudflare makes', { ...custom, kind: 'managed' }, [20217]],
    ['a phase that accounts do not have', { ...custom, phase: 'http_request_origin' }, [20000]],
    ['a rule that executes nothing', { ...custom, kind: 'root', rules: [execute('0'.repeat(32))] }, [20000]],
    ['more rules than one may have', { ...custom, rules: Array.from({ length: 101 }, () => block) }, [50001]],
    [
      'a rate limit outside of a custom ruleset',
      { ...custom, kind: 'root', phase: 'http_ratelimit' },
      [20000],
    ],
  ])('%s', async (_what, body, codes) => {
    const answer = await call(onPlan('enterprise'), 'POST', PATH, { body });
    expect([answer.status, codesOf(answer)]).toEqual([400, codes]);
  });

  it('an eleventh custom ruleset, and a second entry point', async () => {
    const simulator = onPlan('enterprise');
    for (const [kind, most] of Object.entries({ custom: 10, root: 1 })) {
      const body = { ...custom, kind, rules: [] };
      for (let made = 0; made < most; made += 1) {
        expect((await call(simulator, 'POST', PATH, { body })).status).toBe(200);
      }
      expect(codesOf(await call(simulator, 'POST', PATH, { body }))).toEqual([20217]);
    }
  });

  it.each([
    ['POST', PATH, custom],
    ['PUT', `${PATH}/phases/${CUSTOM}/entrypoint`, { rules: [] }],
  ])('%s %s without Enterprise', async (method, path, body) => {
    const { json, status } = await call(onPlan('business'), method, path, { body });
    const message = `not entitled to use the phase ${CUSTOM}`;
    expect([status, json.errors]).toEqual([400, [{ code: 50002, message }]]);
  });

  it.each<[readonly Permission[], read: number, write: number]>([
    [['Account Rulesets Read'], 200, 403],
    [['Account WAF Read'], 200, 403],
    [['Account Rulesets Write'], 200, 200],
    [['Account WAF Write'], 200, 200],
    [['Zone WAF Write'], 403, 403],
  ])('a token with %j: read %i, write %i', async (permissions, read, write) => {
    const simulator = onPlan('enterprise', permissions);
    expect((await call(simulator, 'GET', PATH, { token: LIMITED })).status).toBe(read);
    const made = await call(simulator, 'POST', PATH, { body: custom, token: LIMITED });
    expect(made.status).toBe(write);
  });

  it.each([
    ['PATCH', PATH, 405],
    ['GET', `${PATH}/phases/${CUSTOM}/rules`, 400],
    ['POST', `/accounts/${'0'.repeat(32)}/rulesets`, 403],
  ])('%s %s', async (method, path, status) => {
    expect((await call(onPlan('enterprise'), method, path, { body: custom })).status).toBe(status);
  });
});

// waf/managed-rules/waf-exceptions/define-api: "using the account-level endpoint … or the zone-level endpoint".
describe("Cloudflare's own rulesets", () => {
  const MANAGED = 'efb7b8c949ac4650a09736fc376e9aee';
  const ZONE = `/zones/${stableId('zone', 'example.com')}/rulesets`;

  it.each([PATH, ZONE])('are read with their rules at %s', async (path) => {
    const { rules } = resultOf(await call(onPlan('pro'), 'GET', `${path}/${MANAGED}`));
    expect(rules).toContainEqual(
      expect.objectContaining({
        id: 'd9e350f1b72d4730899c8a420e48a85d',
        action: 'block',
        categories: ['file-inclusion', 'october-cms'],
      }),
    );
    expect(JSON.stringify(rules)).not.toContain('expression');
  });

  // ruleset-engine/rulesets-api/view: 404 for one that may not be executed.
  it('are not there for a zone that may not run them', async () => {
    expect((await call(onPlan('free'), 'GET', `${ZONE}/${MANAGED}`)).status).toBe(404);
  });
});
