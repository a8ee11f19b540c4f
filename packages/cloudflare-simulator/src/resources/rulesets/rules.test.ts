import { describe, expect, it } from 'vitest';
import type { Ruleset } from './model.ts';
import { blockRule, type Fixture, fixture, ruleAt, rulesetOf } from './test/fixture.ts';

const CUSTOM = 'http_request_firewall_custom';

async function withRules(...refs: readonly string[]): Promise<Fixture & { readonly made: Ruleset }> {
  const base = fixture();
  return {
    ...base,
    made: await base.entrypoint(
      CUSTOM,
      refs.map((ref) => blockRule(ref)),
    ),
  };
}

function refsOf({ rules }: Ruleset): string {
  return rules.map(({ ref }) => ref).join('');
}

describe('adding a rule', () => {
  it('puts it last, and answers with the whole ruleset', async () => {
    const { send, made, simulator, read } = await withRules('a', 'b');
    simulator.clock.advance(5000);
    const sent = { action: 'block', expression: 'http.host eq "x"', description: 'words' };
    const next = rulesetOf(await send('POST', `/${made.id}/rules`, sent));
    const added = ruleAt(next, 2);
    expect(next).toEqual({
      ...made,
      version: '2',
      last_updated: next.last_updated,
      rules: [...made.rules, added],
    });
    expect(added).toEqual({
      id: added.id,
      version: '1',
      ...sent,
      enabled: true,
      ref: added.id,
      last_updated: next.last_updated,
    });
    expect(next.last_updated > made.last_updated).toBe(true);
    expect(await read(made.id)).toEqual(next);
  });

  it('refuses a ref that another rule has, also by its id', async () => {
    const { send, made } = await withRules('a');
    expect(await send('POST', `/${made.id}/rules`, blockRule('a'))).toMatchObject({
      status: 400,
      pointer: '/ref',
    });
    const plain = rulesetOf(await send('POST', `/${made.id}/rules`, { action: 'block', expression: 'true' }));
    const { id } = ruleAt(plain, 1);
    expect(await send('POST', `/${made.id}/rules`, blockRule('x', { ref: id }))).toMatchObject({
      pointer: '/ref',
    });
  });

  it('does not take an identifier from outside', async () => {
    const { send, made } = await withRules();
    const id = 'e'.repeat(32);
    const next = rulesetOf(await send('POST', `/${made.id}/rules`, blockRule('a', { id })));
    expect(ruleAt(next, 0).id).not.toBe(id);
  });
});

function at({ rules }: Ruleset, ref: string): string | undefined {
  return rules.find((rule) => rule.ref === ref)?.id;
}

describe('positions', () => {
  it.each([
    ['before nothing', () => ({ before: '' }), 'xabcd'],
    ['before c', (made: Ruleset) => ({ before: at(made, 'c') }), 'abxcd'],
    ['after nothing', () => ({ after: '' }), 'abcdx'],
    ['after a', (made: Ruleset) => ({ after: at(made, 'a') }), 'axbcd'],
    ['index 1', () => ({ index: 1 }), 'xabcd'],
    ['index 3', () => ({ index: 3 }), 'abxcd'],
    ['index 5', () => ({ index: 5 }), 'abcdx'],
  ])('of a new rule: %s', async (_name, position, expected) => {
    const { send, made } = await withRules('a', 'b', 'c', 'd');
    const body = { ...blockRule('x'), position: position(made) };
    expect(refsOf(rulesetOf(await send('POST', `/${made.id}/rules`, body)))).toBe(expected);
  });

  // The three examples of the documentation come first.
  it.each([
    ['b', 'before nothing', () => ({ before: '' }), 'bacd'],
    ['b', 'after c', (made: Ruleset) => ({ after: at(made, 'c') }), 'acbd'],
    ['a', 'index 3', () => ({ index: 3 }), 'bcad'],
    ['d', 'before b', (made: Ruleset) => ({ before: at(made, 'b') }), 'adbc'],
    ['a', 'after nothing', () => ({ after: '' }), 'bcda'],
    ['d', 'index 1', () => ({ index: 1 }), 'dabc'],
    ['a', 'index 4', () => ({ index: 4 }), 'bcda'],
    ['b', 'index 2', () => ({ index: 2 }), 'abcd'],
  ])('of %s, moved: %s', async (ref, _name, position, expected) => {
    const { send, made } = await withRules('a', 'b', 'c', 'd');
    const reply = await send('PATCH', `/${made.id}/rules/${at(made, ref)}`, { position: position(made) });
    const next = rulesetOf(reply);
    expect([refsOf(next), next.version]).toEqual([expected, '2']);
    // "Changing the order of a rule in a ruleset does not change its version."
    expect(new Set(next.rules)).toEqual(new Set(made.rules));
  });

  it.each([
    [{}, '/position'],
    [{ before: '', after: '' }, '/position'],
    [{ before: '', index: 1 }, '/position'],
    [{ first: true }, '/position'],
    [{ before: '', extra: 1 }, '/position'],
    [[], '/position'],
    ['first', '/position'],
    [null, '/position'],
    [{ before: 'f'.repeat(32) }, '/position/before'],
    [{ after: 'f'.repeat(32) }, '/position/after'],
    [{ before: 1 }, '/position/before'],
    [{ after: null }, '/position/after'],
    [{ index: 0 }, '/position/index'],
    [{ index: -1 }, '/position/index'],
    [{ index: 4 }, '/position/index'],
    [{ index: 1.5 }, '/position/index'],
    [{ index: '1' }, '/position/index'],
  ])('refuses %j', async (position, pointer) => {
    const { send, made, read } = await withRules('a', 'b');
    const added = await send('POST', `/${made.id}/rules`, { ...blockRule('x'), position });
    expect(added).toMatchObject({ status: 400, pointer });
    const moved = await send('PATCH', `/${made.id}/rules/${ruleAt(made, 0).id}`, { position });
    expect(moved).toMatchObject({ status: 400, pointer });
    expect(await read(made.id)).toEqual(made);
  });

  it('cannot be told by the rule itself', async () => {
    const { send, made } = await withRules('a', 'b');
    const { id } = ruleAt(made, 0);
    expect((await send('PATCH', `/${made.id}/rules/${id}`, { position: { after: id } })).status).toBe(400);
    expect((await send('PATCH', `/${made.id}/rules/${id}`, { position: { index: 3 } })).status).toBe(400);
  });

  it('are not members of rules in a list', async () => {
    const { send } = fixture();
    const rules = [{ ...blockRule('a'), position: { index: 1 } }];
    const reply = await send('PUT', `/phases/${CUSTOM}/entrypoint`, { rules });
    expect(reply).toMatchObject({ status: 400, pointer: '/rules/0/position' });
  });
});

describe('changing a rule', () => {
  it('replaces its definition, and keeps its id', async () => {
    const { send, made } = await withRules('a', 'b');
    const { id } = ruleAt(made, 0);
    const sent = { ref: 'a', action: 'managed_challenge', expression: 'true', enabled: false };
    const next = rulesetOf(await send('PATCH', `/${made.id}/rules/${id}`, sent));
    expect(ruleAt(next, 0)).toEqual({ id, version: '2', ...sent, last_updated: next.last_updated });
    expect(ruleAt(next, 1)).toEqual(ruleAt(made, 1));
  });

  it('resets what is left out', async () => {
    const base = fixture();
    const made = await base.entrypoint(CUSTOM, [
      blockRule('a', { description: 'words', enabled: false, logging: { enabled: true } }),
    ]);
    const { id, expression, action } = ruleAt(made, 0);
    const next = rulesetOf(await base.send('PATCH', `/${made.id}/rules/${id}`, { expression, action }));
    expect(ruleAt(next, 0)).toEqual({
      id,
      version: '2',
      action,
      expression,
      enabled: true,
      ref: id,
      last_updated: next.last_updated,
    });
  });

  it('does not count what stays the same', async () => {
    const { send, made } = await withRules('a');
    const next = rulesetOf(await send('PATCH', `/${made.id}/rules/${ruleAt(made, 0).id}`, ruleAt(made, 0)));
    expect([next.version, next.rules]).toEqual(['2', made.rules]);
  });

  it('moves it as well', async () => {
    const { send, made } = await withRules('a', 'b', 'c');
    const body = { ...blockRule('a', { description: 'new' }), position: { after: '' } };
    const next = rulesetOf(await send('PATCH', `/${made.id}/rules/${ruleAt(made, 0).id}`, body));
    expect([refsOf(next), ruleAt(next, 2).description, ruleAt(next, 2).version]).toEqual(['bca', 'new', '2']);
  });

  it.each([
    [{}, 'action is required', '/action'],
    [{ action_parameters: {} }, 'action is required for action parameters', '/action'],
    [
      { action: 'block' },
      "'' is not a valid value for expression because the expression cannot be blank",
      '/expression',
    ],
    [{ enabled: false }, 'action is required', '/action'],
    [{ description: 'only this' }, 'action is required', '/action'],
    [blockRule('b'), "'b' is not a valid value for ref because another rule of the ruleset has it", '/ref'],
  ])('refuses %j', async (body, message, pointer) => {
    const { send, made, read } = await withRules('a', 'b');
    const reply = await send('PATCH', `/${made.id}/rules/${ruleAt(made, 0).id}`, body);
    expect(reply).toMatchObject({ status: 400, message, pointer });
    expect(await read(made.id)).toEqual(made);
  });
});

describe('deleting a rule', () => {
  it('leaves the others as they are', async () => {
    const { send, made } = await withRules('a', 'b', 'c');
    const next = rulesetOf(await send('DELETE', `/${made.id}/rules/${ruleAt(made, 1).id}`));
    expect(next.rules).toEqual([ruleAt(made, 0), ruleAt(made, 2)]);
    expect(next.version).toBe('2');
  });

  it.each(['PATCH', 'DELETE'])('%s of one that is not there is refused', async (method) => {
    const { send, made } = await withRules('a');
    const reply = await send(method, `/${made.id}/rules/${'0'.repeat(32)}`, blockRule('x'));
    expect(reply).toMatchObject({ status: 404, code: 10003 });
  });
});

describe('the members of a rule', () => {
  it('come back as they were sent, without what is read-only', async () => {
    const { entrypoint } = fixture();
    const parameters = { response: { status_code: 403, content: '{}', content_type: 'application/json' } };
    const sent = blockRule('a', { description: 'words', action_parameters: parameters, enabled: false });
    const stale = { version: '99', last_updated: 'then', categories: ['x'] };
    const rule = ruleAt(await entrypoint(CUSTOM, [{ ...sent, ...stale }]), 0);
    expect(rule).toEqual({ id: rule.id, version: '1', ...sent, last_updated: rule.last_updated });
  });

  it('have the defaults of the documentation', async () => {
    const { entrypoint } = fixture();
    const skip = { action: 'skip', action_parameters: { ruleset: 'current' }, expression: 'true' };
    const made = await entrypoint(CUSTOM, [
      skip,
      { ...skip, logging: { enabled: false } },
      blockRule('a', { description: '' }),
    ]);
    expect(made.rules.map(({ logging, enabled }) => [logging, enabled])).toEqual([
      [{ enabled: true }, true],
      [{ enabled: false }, true],
      [undefined, true],
    ]);
    expect(ruleAt(made, 2)).not.toHaveProperty('description');
  });

  it.each([
    [{ enabled: 'yes' }, '/enabled'],
    [{ enabled: 0 }, '/enabled'],
    [{ description: 1 }, '/description'],
    [{ ref: '' }, '/ref'],
    [{ ref: 7 }, '/ref'],
    [{ logging: true }, '/logging'],
    [{ logging: {} }, '/logging/enabled'],
    [{ logging: { enabled: 1 } }, '/logging/enabled'],
    [{ logging: { enabled: true, x: 1 } }, '/logging/x'],
    [{ action: 'allow' }, '/action'],
    [{ action: 'redirect' }, '/action'],
    [{ action: 5 }, '/action'],
    [{ expression: 5 }, '/expression'],
    [{ expression: '  ' }, '/expression'],
    [{ action_parameters: [] }, '/action_parameters'],
    [{ action_parameters: { id: 'x' } }, '/action_parameters/id'],
    [{ ratelimit: {} }, '/ratelimit'],
    [{ exposed_credential_check: {} }, '/exposed_credential_check'],
    [{ 'a/b~c': 1 }, '/a~1b~0c'],
  ])('refuse %j', async (change, pointer) => {
    const { send, made } = await withRules();
    const body = { ...blockRule('a'), ...change };
    expect(await send('POST', `/${made.id}/rules`, body)).toMatchObject({ status: 400, pointer });
    expect(await send('PUT', `/${made.id}`, { rules: [blockRule('z'), body] })).toMatchObject({
      status: 400,
      pointer: `/rules/1${pointer}`,
    });
  });
});
