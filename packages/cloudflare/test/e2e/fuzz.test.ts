import { describeFuzz, outsideOf } from '@crunchtools/mcp-core/testing';
import { expect, it } from 'vitest';
import { words } from '../support/fuzz-words.ts';
import { grammar } from '../support/request-grammar.ts';
import { server } from '../support/server.ts';

const zone = 'mapleandpine.com';
const id = '023e105f4ecef8ad9ca31a8372d0c353';
const records = `/client/v4/zones/${id}/dns_records`;

describeFuzz({
  server,
  grammar,
  words,
  learned: {
    id: { pattern: /\\?"id\\?":\\?"([0-9a-f]{32})/gu },
    zone: { pattern: /\\?"zone_id\\?":\\?"([0-9a-f]{32})/gu },
  },
  prologue: [
    ['list_zones', {}],
    ['list_dns_records', { zone, per_page: 200 }],
    ['list_rules', { zone }],
    ['list_page_rules', { zone }],
  ],
  scope: zone,
  inside: [`GET ${records}?name.exact=a.example&per_page=5`],
  outside: [
    `PATCH /client/v4/zones/${id}`,
    `GET /client/v4/zones/${id}/../user`,
    `GET /client/v4/zones/${id}x`,
    `GET ${records}/${id}/`,
    `GET ${records}?name=a b`,
    `GET ${records}?page=1&page=2`,
    `GET ${records}#x`,
    `POST ${records}?x=`,
    'GET /dns-query?name=a',
  ],
  messages: 2_000,
});

it('a token for the resolver would be noticed', () => {
  const asked = { to: 'resolve', method: 'GET', path: '/dns-query?name=a', headers: ['accept'] };
  expect(outsideOf(grammar)(asked)).toBeUndefined();
  expect(outsideOf(grammar)({ ...asked, headers: ['authorization'] })).toContain('authorization');
});
