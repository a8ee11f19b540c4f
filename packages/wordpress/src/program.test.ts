import { readConfig } from '@crunchtools/mcp-core/app';
import { describe, expect, it } from 'vitest';
import { features } from './main.ts';
import { program } from './program.ts';

describe('the options', () => {
  it('know every toolset that there is', () => {
    const toolsets = features
      .tools()
      .tools()
      .map(({ toolset }) => toolset);
    expect([...new Set(toolsets)]).toEqual(program.toolsets);
  });

  it('let a flag beat its variable', () => {
    const env = { MCP_WORDPRESS_READ_ONLY: 'true', MCP_WORDPRESS_CONFIRM: 'always' };
    expect(readConfig(program, [], env)).toMatchObject({ readOnly: true, confirm: 'always', sandbox: false });
    expect(readConfig(program, ['--confirm', 'never'], env)).toMatchObject({ confirm: 'never' });
  });

  it.each([
    [['--confirm', 'sometimes'], {}, '--confirm'],
    [['--port', '80'], {}, '--port'],
    [[], { MCP_WORDPRESS_READ_ONLY: 'maybe' }, 'MCP_WORDPRESS_READ_ONLY'],
    [[], { MCP_WORDPRESS_READONLY: 'true' }, 'did you mean MCP_WORDPRESS_READ_ONLY?'],
  ])('refuse %j with %j', (argv, env, named) => {
    expect(() => readConfig(program, argv, env)).toThrow(named);
  });
});
