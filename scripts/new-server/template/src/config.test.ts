import { describe, expect, it } from 'vitest';
import { readConfig, takeToken } from './config.ts';

describe('the configuration', () => {
  it('lets a flag beat its variable', () => {
    const env = { MCP_ACME_READ_ONLY: 'true', MCP_ACME_CONFIRM: 'always' };
    expect(readConfig([], env)).toMatchObject({ readOnly: true, confirm: 'always', sandbox: false });
    expect(readConfig(['--confirm', 'never'], env)).toMatchObject({ confirm: 'never' });
  });

  it.each([
    [['--confirm', 'sometimes'], {}, '--confirm'],
    [['--port', '80'], {}, '--port'],
    [[], { MCP_ACME_READ_ONLY: 'maybe' }, 'MCP_ACME_READ_ONLY'],
    [[], { MCP_ACME_READONLY: 'true' }, 'did you mean MCP_ACME_READ_ONLY?'],
  ])('refuses %j with %j', (argv, env, named) => {
    expect(() => readConfig(argv, env)).toThrow(named);
  });

  it('takes the token out of the environment', () => {
    const env: Record<string, string | undefined> = { ACME_API_TOKEN: 'Mn3Bv5Cx7Zl9Kj1Hg4Fd6Sa8Po2Iu0' };
    expect(takeToken(env)?.expose()).toBe('Mn3Bv5Cx7Zl9Kj1Hg4Fd6Sa8Po2Iu0');
    expect(env).toEqual({});
    expect(takeToken(env)).toBeUndefined();
  });
});
