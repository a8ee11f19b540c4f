import { describe, expect, it } from 'vitest';
import { beginsAlmostWith } from './almost.ts';

describe('beginsAlmostWith', () => {
  it.each([
    'MCP_CLOUDFLARE_X',
    'MCP_CLOUDFLARE',
    'mcp-cloudflare-x',
    'MCP_CLOUDFARE_READ_ONLY',
    'MCP_CLOUDFALRE_X',
    'MPC_CLOUDFLARE_X',
    'MCP_CLOUD_FLAREE_X',
  ])('knows %s', (name) => {
    expect(beginsAlmostWith(name, 'MCP_CLOUDFLARE_')).toBe(true);
  });

  it.each(['CLOUDFLARE_API_TOKEN', 'MCP_CLAUDE_TOKEN', 'MCP_CLOUDINARY_KEY', 'AWS_SECRET_ACCESS_KEY', ''])(
    'leaves %s alone',
    (name) => {
      expect(beginsAlmostWith(name, 'MCP_CLOUDFLARE_')).toBe(false);
    },
  );

  it('takes short names exactly', () => {
    expect(['MCP_RT_X', 'MCP_RTX_X', 'MCP_ST_X'].map((name) => beginsAlmostWith(name, 'MCP_RT_'))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
