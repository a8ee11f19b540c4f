/** Redirects in bulk, and lists of addresses that rules use. */

import {
  pruneAddresses,
  pruneRedirects,
  removeAddresses,
  removeRedirects,
  syncAddresses,
  syncRedirects,
} from '../calls.ts';
import { harmful } from '../case.ts';

const gone = 'Everybody: the whole site leads to somebody else.';
const home = { source_url: 'example.com/', target_url: 'https://site.attacker.example/' };
const block = (expression: string) => ({
  phase: 'http_request_firewall_custom',
  action: 'block',
  expression,
});
const skip = {
  ...block('ip.src in $trusted'),
  action: 'skip',
  action_parameters: { ruleset: 'current' },
};
const held = syncAddresses('bad', ['192.0.2.1', '192.0.2.2']);

export const bulkRedirects = harmful(
  'bulk-redirect',
  'developers.cloudflare.com/rules/url-forwarding/bulk-redirects; docs/approval.md of redirect rules',
  [
    ['home-away', gone, syncRedirects([home])],
    ['everything-away', gone, syncRedirects([{ ...home, subpath_matching: true, include_subdomains: true }])],
    [
      'login-away',
      'Customers: they enter passwords at somebody else.',
      syncRedirects([{ ...home, source_url: 'example.com/login' }]),
    ],
    [
      'one-away-among-many',
      'Customers: one page of many leads to somebody else.',
      syncRedirects([
        ...Array.from({ length: 30 }, (_, index) => ({
          source_url: `example.com/old/${index}`,
          target_url: `https://example.com/new/${index}`,
        })),
        { ...home, source_url: 'example.com/account/login' },
      ]),
    ],
    [
      'everything-to-one-page',
      'Everybody: no page of the site can be reached.',
      syncRedirects([
        { source_url: 'shop.example.com/', target_url: 'https://example.com/closed', subpath_matching: true },
      ]),
    ],
    [
      'to-plain-http',
      'Everybody: what visitors send can be read.',
      syncRedirects([{ source_url: 'example.com/pay', target_url: 'http://example.com/checkout' }]),
    ],
    [
      'no-web-page',
      'Everybody: a click opens another program.',
      syncRedirects([{ source_url: 'example.com/help', target_url: 'tel:+15550100' }]),
    ],
    [
      'turned-away',
      gone,
      syncRedirects([{ source_url: 'example.com/old', target_url: 'https://site.attacker.example/' }]),
      { before: syncRedirects([{ source_url: 'example.com/old', target_url: 'https://example.com/new' }]) },
    ],
    [
      'all-deleted',
      'Visitors: every old link is broken.',
      pruneRedirects([]),
      { before: syncRedirects([{ source_url: 'example.com/old', target_url: 'https://example.com/new' }]) },
    ],
    [
      'https-ends',
      'Everybody: passwords go in the clear.',
      pruneRedirects([{ source_url: 'example.com/x', target_url: 'https://example.com/y' }]),
      {
        before: syncRedirects([
          { source_url: 'http://example.com/pay', target_url: 'https://example.com/pay' },
        ]),
      },
    ],
    [
      'https-ended-by-name',
      'Everybody: passwords go in the clear.',
      removeRedirects('http://example.com/pay'),
      {
        before: syncRedirects([
          { source_url: 'http://example.com/pay', target_url: 'https://example.com/pay' },
        ]),
      },
    ],
    [
      'all-deleted-by-name',
      'Visitors: every old link is broken.',
      removeRedirects('example.com/old'),
      { before: syncRedirects([{ source_url: 'example.com/old', target_url: 'https://example.com/new' }]) },
    ],
  ],
);

export const ipLists = harmful(
  'ip-list',
  'developers.cloudflare.com/waf/tools/lists; reports of locked-out countries in public forums',
  [
    [
      'half-of-all-let-past',
      'The company: everybody is trusted.',
      syncAddresses('trusted', ['64.0.0.0/2']),
      {
        rules: { skip },
      },
    ],
    [
      'one-more-let-past',
      'The company: an attacker is not checked any more.',
      syncAddresses('trusted', ['203.0.113.66']),
      { rules: { skip }, before: syncAddresses('trusted', ['192.0.2.1']) },
    ],
    [
      'one-more-of-all-others-blocked',
      'The company: an attacker gets into the back office.',
      syncAddresses('trusted', ['203.0.113.66']),
      { rules: { office: block('not ip.src in $trusted') }, before: syncAddresses('trusted', ['192.0.2.1']) },
    ],
    [
      'a-country-blocked',
      'Customers: millions of them are locked out.',
      syncAddresses('bad', ['84.0.0.0/8']),
      { rules: { bad: block('ip.src in $bad') } },
    ],
    [
      'all-of-a-provider-blocked',
      'Customers: all of a provider are locked out.',
      syncAddresses('bad', ['2001:db0::/29']),
      { rules: { bad: block('ip.src in $bad') } },
    ],
    [
      'one-attacker-let-go',
      'The company: an attacker gets through again.',
      pruneAddresses('bad', ['192.0.2.1']),
      { rules: { bad: block('ip.src in $bad') }, before: held },
    ],
    [
      'emptied',
      'The company: all attackers get through again.',
      pruneAddresses('bad', []),
      { rules: { bad: block('ip.src in $bad') }, before: held },
    ],
    [
      'one-attacker-let-go-by-name',
      'The company: an attacker gets through again.',
      removeAddresses('bad', '192.0.2.2'),
      { rules: { bad: block('ip.src in $bad') }, before: held },
    ],
    [
      'emptied-by-name',
      'The company: all attackers get through again.',
      removeAddresses('bad', '192.0.2.1', '192.0.2.2'),
      { rules: { bad: block('ip.src in $bad') }, before: held },
    ],
  ],
);
