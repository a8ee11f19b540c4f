import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

describe('verify_token', () => {
  it.each([
    ['user', 'cfut_Mn3Bv5Cx7Zl9Kj1Hg4Fd6Sa8Po2Iu0Yt5Re0badcafe'],
    ['account', 'cfat_Zq7Xw2Vb9Lk4Jh6Gf8Ds1Pa3Oi5Uy0Tr7Ee0badcafe'],
  ] as const)('verifies a token of the %s', async (owner, token) => {
    const mine = await startInProcess({
      token,
      simulator: { tokens: [{ token, expires_on: '2099-01-01T00:00:00Z' }] },
    });
    const { data } = await mine.call('verify_token');
    mine.close();
    expect(data).toMatchObject({ status: 'active', owner, expires_on: '2099-01-01T00:00:00Z' });
  });
});
