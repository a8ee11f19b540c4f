import { describe, expect, it } from 'vitest';
import { unknownVariable } from './config.ts';

const known = ['MCP_ACME_READ_ONLY', 'MCP_ACME_CONFIRM'];
const ofCloudflare = [
  'SANDBOX',
  'READ_ONLY',
  'TOOLSETS',
  'ZONES',
  'CONFIRM',
  'MAX_CHANGES',
  'PROXY_FROM_ENV',
  'LOG_LEVEL',
].map((name) => `MCP_CLOUDFLARE_${name}`);
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
    'MCP_ACME_cfut_J4kqZ8wXn2RbV7mTs0YhLp5GdCe9Aou3FiKx1BvN9f8e7d6c',
    'MCP_ACME_TOKEN_v1StGXR8',
    'mcp_acme_0123456789abcdef0123456789abcdef',
    'MCP_ACME_ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ',
    'MCP_ACME_\u202e',
  ])('is refused without its name, which may hold a secret: %s', (name) => {
    expect(problem(name)).toBe(
      `There is no variable that begins with MCP_ACME_; there are ${known.join(', ')}`,
    );
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
    ['CLOUDFLARE_READ_ONLY', 'MCP_CLOUDFLARE_READ_ONLY'],
    ['CLOUDFLARE_READONLY', 'MCP_CLOUDFLARE_READ_ONLY'],
    ['CLOUDFLARE_READ_ONLYY', 'MCP_CLOUDFLARE_READ_ONLY'],
    ['cloudflare-read-only', 'MCP_CLOUDFLARE_READ_ONLY'],
    ['CLOUDFARE_READ_ONLY', 'MCP_CLOUDFLARE_READ_ONLY'],
    ['CLOUDFLARE_ZONES', 'MCP_CLOUDFLARE_ZONES'],
    ['CLOUDFLARE_TOOLSETS', 'MCP_CLOUDFLARE_TOOLSETS'],
    ['CLOUDFLARE_CONFIRM', 'MCP_CLOUDFLARE_CONFIRM'],
    ['CLOUDFLARE_SANDBOX', 'MCP_CLOUDFLARE_SANDBOX'],
    ['CLOUDFLARE_MAX_CHANGES', 'MCP_CLOUDFLARE_MAX_CHANGES'],
  ])('is refused without its first word, too: %s', (name, suggestion) => {
    expect(unknownVariable({ [name]: '1' }, 'MCP_CLOUDFLARE_', ofCloudflare)).toBe(
      `There is no variable ${name}; did you mean ${suggestion}?`,
    );
  });

  it('is refused without its first word where the name of the service is short', () => {
    const names = ['MCP_RT_READ_ONLY', 'MCP_RT_QUEUES'];
    const all = ['RT_READ_ONLY', 'RT_QUEUES', 'RT_TOKEN', 'RT_URL', 'RT_QUEUE', 'READ_ONLY', 'ART_QUEUES'];
    expect(all.filter((name) => unknownVariable({ [name]: '1' }, 'MCP_RT_', names) !== undefined)).toEqual([
      'RT_READ_ONLY',
      'RT_QUEUES',
    ]);
  });

  // Of wrangler, cf-terraforming and the Terraform provider, Cloudflare's SDKs, cloudflared, lego and external-dns.
  it.each([
    'CLOUDFLARE_ACCESS_CLIENT_ID',
    'CLOUDFLARE_ACCOUNT_ID',
    'CLOUDFLARE_API_BASE_PATH',
    'CLOUDFLARE_API_BASE_URL',
    'CLOUDFLARE_API_CLIENT_LOGGING',
    'CLOUDFLARE_API_KEY',
    'CLOUDFLARE_API_USER_SERVICE_KEY',
    'CLOUDFLARE_BASE_URL',
    'CLOUDFLARE_COMPLIANCE_REGION',
    'CLOUDFLARE_DNS_API_TOKEN',
    'CLOUDFLARE_EMAIL',
    'CLOUDFLARE_ENV',
    'CLOUDFLARE_HTTP_TIMEOUT',
    'CLOUDFLARE_INCLUDE_PROCESS_ENV',
    'CLOUDFLARE_LOG',
    'CLOUDFLARE_MAX_BACKOFF',
    'CLOUDFLARE_PROPAGATION_TIMEOUT',
    'CLOUDFLARE_RETRIES',
    'CLOUDFLARE_RPS',
    'CLOUDFLARE_ZONE',
    'CLOUDFLARE_ZONE_API_TOKEN',
  ])('is of another tool for the same service: %s', (name) => {
    expect(unknownVariable({ [name]: '1' }, 'MCP_CLOUDFLARE_', ofCloudflare)).toBeUndefined();
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
