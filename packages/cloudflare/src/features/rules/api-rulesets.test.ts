import type { RuleCreateParams, RuleEditParams } from 'cloudflare/resources/rulesets/rules';
import type { Phase, RulesetCreateParams } from 'cloudflare/resources/rulesets/rulesets';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import type { RulePosition } from './api.ts';
import { phaseFacts, rulePhases } from './phases.ts';

type KeysOf<Union> = Union extends unknown ? keyof Union : never;
type Position = NonNullable<Extract<RuleCreateParams, { position?: unknown }>['position']>;

// Compile-time checks against the types that Cloudflare generates from its own OpenAPI description.
describe('the binding agrees with the types of the npm package cloudflare', () => {
  it('on where a rule can be put', () => {
    expectTypeOf<KeysOf<RulePosition>>().toEqualTypeOf<KeysOf<Position>>();
  });

  it('on the members of a rule and of a ruleset', () => {
    type Written = 'ref' | 'description' | 'expression' | 'enabled' | 'action' | 'action_parameters';
    expectTypeOf<Written | 'ratelimit' | 'logging'>().toExtend<KeysOf<RuleCreateParams>>();
    expectTypeOf<Written | 'position'>().toExtend<KeysOf<RuleEditParams>>();
    expectTypeOf<'kind' | 'name' | 'phase' | 'rules'>().toExtend<keyof RulesetCreateParams>();
  });

  it('on the phases', () => {
    const wire = rulePhases.map((phase): Phase => phaseFacts(phase).cloudflare);
    expect(new Set(wire).size).toBe(rulePhases.length);
  });
});

describe('an answer that is none', () => {
  it.each([
    [{ id: 'a', rules: [] }, 'version'],
    [{ id: 'a', version: 'latest', rules: [] }, 'not a number'],
    [{ id: 'a', version: '1', rules: [{}] }, 'no usable id'],
    [{ id: 'a', version: '1', rules: 'none' }, 'list of rules'],
    [null, 'ruleset'],
  ])('is refused: %j', async (result, fragment) => {
    const server: Harness = await startInProcess();
    const body = { success: true, errors: [], messages: [], result };
    server.fault({ match: { path: 'entrypoint' }, fault: { kind: 'status', status: 200, body } });
    const { data } = await server.call('list_rules', { zone: 'mapleandpine.com', phase: 'cache' });
    expect(data.error.code).toBe('malformed_response');
    expect(data.error.message).toContain(fragment);
    server.close();
  });
});
