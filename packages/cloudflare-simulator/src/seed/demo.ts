import { demoRecords } from '../resources/dns/index.ts';
import { demoPageRules } from '../resources/page-rules/demo-rules.ts';
import { demoRules } from '../resources/rulesets/index.ts';
import { demoSettings } from '../resources/settings/index.ts';
import type { Seed } from './seed.ts';
import { seedAccount, seedZone } from './seed.ts';

const shop = 'https://shop.mapleandpine.com/';

/**
 * A furniture shop, its second domain name and its research arm. The names are invented, and the addresses in the
 * records come from the ranges reserved for documentation.
 */
export function demoSeed(): Seed {
  const account = seedAccount('Maple & Pine Ltd', '2019-03-11T08:30:00Z');
  return {
    accounts: [account],
    zones: [
      seedZone(account, 'mapleandpine.com', 'pro', '2019-03-11T08:41:12Z'),
      seedZone(account, 'mapleandpine.net', 'free', '2021-06-02T15:20:47Z'),
      seedZone(account, 'northfork-labs.dev', 'business', '2024-10-18T10:05:33Z'),
    ],
    records: demoRecords,
    dnssec: {
      'mapleandpine.com': { status: 'active', registrar: 'cloudflare' },
      // Somebody still has to take the DS record to the registrar.
      'northfork-labs.dev': { status: 'active' },
    },
    // Made when somebody asks for a rule.
    get rules() {
      return demoRules;
    },
    pageRules: demoPageRules,
    settings: demoSettings,
    lists: {
      [account.name]: [
        {
          name: 'old_catalogue',
          kind: 'redirect',
          description: 'Pages of the printed catalogue',
          items: [
            { redirect: { source_url: 'mapleandpine.net/catalogue/chairs', target_url: shop } },
            {
              redirect: {
                source_url: 'mapleandpine.net/catalogue/archive',
                target_url: `${shop}archive/`,
                status_code: 302,
                subpath_matching: true,
              },
              comment: 'until the archive moves',
            },
          ],
        },
        {
          name: 'office',
          kind: 'ip',
          items: [{ ip: '192.0.2.0/28', comment: 'head office' }, { ip: '2001:db8:7::/48' }],
        },
      ],
    },
    redirectRules: {
      [account.name]: [
        {
          ref: 'old_catalogue',
          action: 'redirect',
          action_parameters: { from_list: { name: 'old_catalogue', key: 'http.request.full_uri' } },
          expression: 'http.request.full_uri in $old_catalogue',
          description: 'Printed catalogue',
        },
      ],
    },
    certificates: {
      'mapleandpine.com': [
        {
          hosts: ['mapleandpine.com', '*.mapleandpine.com', '*.shop.mapleandpine.com'],
          status: 'active',
          days: 41,
        },
      ],
      // Ordered for the previews, whose names are too deep for the universal certificate.
      'northfork-labs.dev': [
        {
          hosts: ['northfork-labs.dev', '*.preview.northfork-labs.dev'],
          status: 'pending_validation',
          days: 0,
        },
      ],
    },
  };
}
