import type { Zone } from '../../../contract.ts';
import { attackRows, scannerRows } from './abuse.ts';
import { chance, rounded, seedOf, weighted } from './chance.ts';
import { HOUR, type HttpRow } from './row.ts';
import { type Page, type Site, siteOf } from './site.ts';

const BROWSERS: readonly (readonly [agent: string, weight: number])[] = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    40,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    30,
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 15],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 9],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 6],
];

/** Twice an hour, in minutes. */
const MINUTES = [13, 43] as const;

/**
 * The requests of a zone from one time up to, not including, another, both in milliseconds since the epoch.
 * Nothing before the zone was made.
 */
export function httpRows(zone: Zone, from: number, until: number): readonly HttpRow[] {
  const site = siteOf(zone.name);
  if (site === undefined) return [];
  const rows: HttpRow[] = [];
  const first = Math.max(from, Date.parse(zone.createdOn));
  for (let hour = Math.floor(first / HOUR); hour * HOUR < until; hour += 1) {
    for (const row of hourOf(zone.name, site, hour)) if (row.at >= first && row.at < until) rows.push(row);
  }
  return rows;
}

function* hourOf(name: string, site: Site, hour: number): Generator<HttpRow> {
  const seed = seedOf(name);
  const level = site.requestsPerHour * rhythm(site, hour) * (0.85 + 0.3 * chance(seed, hour));
  for (const [index, page] of site.pages.entries()) {
    for (const minute of MINUTES) yield* visitsTo(name, site, page, { seed, hour, index, minute, level });
  }
  yield* scannerRows(name, seed, hour, level);
  if (site.isAttacked) yield* attackRows(name, seed, hour);
}

/** Quiet at four in the morning of most visitors, busy at eight in the evening; and the week. */
function rhythm({ hoursAhead, weekend }: Site, hour: number): number {
  const local = hour + hoursAhead;
  const daily = 1 + 0.75 * Math.cos(((local - 20) / 24) * 2 * Math.PI);
  // The epoch began on a Thursday.
  const weekday = (Math.floor(local / 24) + 4) % 7;
  return daily * (weekday === 0 || weekday === 6 ? weekend : 1);
}

interface Slot {
  readonly seed: number;
  readonly hour: number;
  readonly index: number;
  readonly minute: number;
  readonly level: number;
}

function* visitsTo(zone: string, site: Site, page: Page, slot: Slot): Generator<HttpRow> {
  const { seed, hour, index, minute, level } = slot;
  const draw = (what: number): number => chance(seed, hour, index, minute, what);
  const expected = (level * page.share) / MINUTES.length;
  for (const [status, cacheStatus, part] of outcomes(page, draw(1))) {
    const requests = rounded(expected * part, draw(status));
    if (requests === 0) continue;
    const userAgent = weighted(BROWSERS, draw(2));
    const country = weighted(site.countries, draw(3));
    yield {
      at: hour * HOUR + minute * 60_000 + Math.floor(draw(4) * 60_000),
      requests,
      bytes: status === 304 ? 240 : Math.round(page.bytes * (0.95 + 0.1 * draw(5))),
      visits: page.type === 'html' && status === 200 ? rounded(requests * 0.3, draw(6)) : 0,
      host: page.host === '' ? zone : `${page.host}.${zone}`,
      path: page.path,
      method: page.path.endsWith('/orders') ? 'POST' : 'GET',
      country,
      status,
      cacheStatus,
      contentType: page.type,
      userAgent,
      clientIP: `198.51.100.${Math.floor(draw(7) * 256)}`,
      asn: 64_496 + Math.floor(draw(8) * 8),
      device: userAgent.includes('iPhone') ? 'mobile' : 'desktop',
      event: undefined,
      sampleInterval: 1,
    };
  }
}

type Outcome = readonly [status: number, cacheStatus: string, part: number];

/** What becomes of the requests for a page: most of them one thing, a few another. */
function outcomes({ host, isCacheable, type }: Page, at: number): readonly Outcome[] {
  if (type === 'html' && (host === 'www' || !isCacheable)) return dynamic(host, at);
  if (!isCacheable)
    return [[200, 'dynamic', 0.985], at < 0.5 ? [500, 'dynamic', 0.005] : [304, 'dynamic', 0.015]];
  if (at < 0.6)
    return [
      [200, 'hit', 0.96],
      [200, 'miss', 0.04],
    ];
  return at < 0.85
    ? [
        [200, 'hit', 0.9],
        [304, 'hit', 0.1],
      ]
    : [
        [200, 'hit', 0.94],
        [200, 'expired', 0.06],
      ];
}

function dynamic(host: string, at: number): readonly Outcome[] {
  if (host === 'www') return [[301, 'none', 1]];
  const rare: Outcome = at < 0.15 ? [502, 'dynamic', 0.01] : [404, 'dynamic', 0.015];
  return [[200, 'dynamic', 0.98], rare];
}
