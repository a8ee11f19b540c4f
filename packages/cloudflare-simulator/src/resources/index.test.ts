import { expect, it } from 'vitest';
import { createAccountState } from '../account.ts';
import { createDeterminism } from '../determinism.ts';

it('has every route of a resource below the paths that lead to it', () => {
  const { resources } = createAccountState(
    {
      seed: 'demo',
      plan: undefined,
      records: 0,
      rulesetWriteMilliseconds: 0,
      registrarCheckMilliseconds: 0,
      certificateMilliseconds: 0,
      listOperationMilliseconds: 0,
      recordQuota: undefined,
    },
    createDeterminism(),
  );
  const astray = resources.mounts.flatMap(({ below, resource }) =>
    resource
      .get()
      .routes.map(({ pattern }) => pattern)
      .filter((pattern) => !below.some((path) => `${pattern}/`.startsWith(`${path}/`))),
  );
  expect(astray).toEqual([]);
  expect(resources.mounts.length).toBeGreaterThan(10);
});
