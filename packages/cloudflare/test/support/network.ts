import type { TestedNetwork } from '@crunchtools/mcp-core/testing';
import { grammar } from './request-grammar.ts';
import { server } from './server.ts';

/**
 * What check_dns, check_site, create_zone and activate_zone are asked about, what the records of the audited zone lead to, and
 * nothing else.
 */
const looked =
  /^\/dns-query\?name=(?:(?:vpn\.|www\.|stores\.)?mapleandpine\.com|fresh-start\.example|to-activate\.example|mapleandpine-summer\.azurewebsites\.net|(?:[a-z0-9_]+\.){0,2}(?:mailhost|telephony|retail-dns|blog-platform|storefront-hosting)\.example)&type=[A-Z]+(&cd=1)?$/u;

export const network: TestedNetwork = {
  server,
  grammar,
  hosts: { 'api.cloudflare.com': 'send', 'cloudflare-dns.com': 'resolve' },
  urls: { 'api.cloudflare.com': /^\/client\/v4\//u, 'cloudflare-dns.com': looked },
  tooLarge: 12,
  read: ['list_zones', {}],
  readElsewhere: ['check_dns', { zone: 'mapleandpine.com', name: 'vpn' }],
  requests: 60,
  writes: 20,
};
