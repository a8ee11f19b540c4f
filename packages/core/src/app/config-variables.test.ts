import { describe, expect, it } from 'vitest';
import { unknownVariable } from './config.ts';

const known = ['MCP_ACME_READ_ONLY', 'MCP_ACME_CONFIRM'];
const problem = (name: string) => unknownVariable({ PATH: '/bin', [name]: 'secret' }, 'MCP_ACME_', known);

describe('a variable that looks like one of ours', () => {
  it.each(['MCP_ACME_READ_ONLY', 'MCP_ACME_CONFIRM', 'MCP_ACMED_READONLY', 'MCP_OTHER_X', 'ACME_API_TOKEN'])(
    'is fine, or somebody else’s: %s',
    (name) => {
      expect(problem(name)).toBeUndefined();
    },
  );

  it.each([
    ['MCP_ACME_READONLY', 'MCP_ACME_READ_ONLY'],
    ['MCP_ACME_READ_ONYL', 'MCP_ACME_READ_ONLY'],
    ['mcp_acme_read_only', 'MCP_ACME_READ_ONLY'],
    ['MCP-ACME-READ-ONLY', 'MCP_ACME_READ_ONLY'],
    ['MCPACME_CONFIRM', 'MCP_ACME_CONFIRM'],
    ['MCP_ACME_COFNIRM', 'MCP_ACME_CONFIRM'],
  ])('is refused with a suggestion: %s', (name, suggestion) => {
    expect(problem(name)).toBe(`There is no variable ${name}; did you mean ${suggestion}?`);
  });

  it.each(['MCP_ACME_TOKEN', 'MCP_ACME_', 'MCP_ACME'])('is refused with all that there are: %s', (name) => {
    expect(problem(name)).toBe(`There is no variable ${name}; there are ${known.join(', ')}`);
  });

  it.each([
    ['MCP_CLOUDFARE_READ_ONLY', 'MCP_CLOUDFLARE_READ_ONLY'],
    ['MCP_CLOUDFALRE_READONLY', 'MCP_CLOUDFLARE_READ_ONLY'],
    ['MPC_CLOUDFLARE_ZONES', 'MCP_CLOUDFLARE_ZONES'],
    ['CP_CLOUDFLARE_ZONES', 'MCP_CLOUDFLARE_ZONES'],
    ['MCP_CLOUDFLARE2_ZONES', 'MCP_CLOUDFLARE_ZONES'],
  ])('is refused with a misspelt prefix, too: %s', (name, suggestion) => {
    const names = ['MCP_CLOUDFLARE_READ_ONLY', 'MCP_CLOUDFLARE_ZONES'];
    expect(unknownVariable({ [name]: '1' }, 'MCP_CLOUDFLARE_', names)).toBe(
      `There is no variable ${name}; did you mean ${suggestion}?`,
    );
  });

  it.each([
    'CLOUDFLARE_API_TOKEN',
    'CLOUDFLARE_ZONE_ID',
    'CLOUDFLARED_ZONES',
    'MCP_CLOUDINARY_ZONES',
    'ZONES',
  ])('is somebody else’s: %s', (name) => {
    expect(unknownVariable({ [name]: '1' }, 'MCP_CLOUDFLARE_', ['MCP_CLOUDFLARE_ZONES'])).toBeUndefined();
  });

  it('is not shown when it is no name', () => {
    expect(problem('MCP_ACME_\u001b[31m')).toMatch(/^There is no variable that begins with MCP_ACME_; /u);
  });
});
