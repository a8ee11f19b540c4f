/** Redirects in bulk and lists of addresses of every day. */

import { syncAddresses, syncRedirects } from '../calls.ts';
import { type Case, harmless } from '../case.ts';

const one = { source_url: 'example.com/old', target_url: 'https://example.com/new' };
const bad = {
  phase: 'http_request_firewall_custom',
  action: 'block',
  expression: 'ip.src in $bad',
};

export const bulkRedirects: readonly Case[] = harmless('bulk-redirect', [
  ['one-page', syncRedirects([one])],
  ['to-a-host-of-the-zone', syncRedirects([{ ...one, target_url: 'https://shop.example.com/new' }])],
  ['temporary', syncRedirects([{ ...one, status_code: 302 }])],
  [
    'a-section',
    syncRedirects([
      { source_url: 'example.com/2019/', target_url: 'https://example.com/archive/', subpath_matching: true },
    ]),
  ],
  [
    'www-to-apex',
    syncRedirects([
      { source_url: 'www.example.com/', target_url: 'https://example.com/', subpath_matching: true },
    ]),
  ],
  [
    'to-https',
    syncRedirects([{ source_url: 'http://example.com/pay', target_url: 'https://example.com/pay' }]),
  ],
  [
    'one-more',
    syncRedirects([{ ...one, source_url: 'example.com/older' }]),
    { before: syncRedirects([one]) },
  ],
  ['a-comment', syncRedirects([{ ...one, comment: 'since the move' }]), { before: syncRedirects([one]) }],
  [
    'another-page',
    syncRedirects([{ ...one, target_url: 'https://example.com/newer' }]),
    { before: syncRedirects([one]) },
  ],
]);

export const ipLists: readonly Case[] = harmless('ip-list', [
  ['new', syncAddresses('bad', ['192.0.2.1'])],
  ['a-network', syncAddresses('bad', ['192.0.2.0/24', '2001:db8::/32'])],
  [
    'one-more-blocked',
    syncAddresses('bad', ['192.0.2.7']),
    { rules: { bad }, before: syncAddresses('bad', ['192.0.2.1']) },
  ],
  [
    'a-comment',
    { tool: 'sync_ip_list', args: { list: 'bad', items: [{ ip: '192.0.2.1', comment: 'scanner' }] } },
    { rules: { bad }, before: syncAddresses('bad', ['192.0.2.1']) },
  ],
]);
