/** What the sites of the invented company serve, and to whom. Sites that are not here have no visitors. */

export interface Page {
  /** Below the name of the zone; empty for the zone itself. */
  readonly host: string;
  readonly path: string;
  /** Part of all requests; they need not add up to 1. */
  readonly share: number;
  /** Bytes of one answer. */
  readonly bytes: number;
  readonly type: 'html' | 'css' | 'js' | 'jpeg' | 'json' | 'woff2';
  readonly isCacheable: boolean;
}

export interface Site {
  readonly requestsPerHour: number;
  /** Hours that the clocks of most visitors are ahead of UTC. */
  readonly hoursAhead: number;
  /** Traffic of Saturdays and Sundays, as a part of that of other days. */
  readonly weekend: number;
  readonly countries: readonly (readonly [code: string, weight: number])[];
  readonly pages: readonly Page[];
  /** Whether it is attacked from time to time. */
  readonly isAttacked: boolean;
}

const shopPages: readonly Page[] = [
  page('', '/', 0.12, 28_400, 'html'),
  page('', '/catalogue/', 0.06, 41_200, 'html'),
  page('', '/catalogue/oak-table', 0.04, 36_700, 'html'),
  page('', '/catalogue/pine-shelf', 0.03, 35_100, 'html'),
  page('', '/basket', 0.03, 12_300, 'html', false),
  page('', '/checkout', 0.012, 15_900, 'html', false),
  page('', '/login', 0.015, 9_800, 'html', false),
  page('', '/static/main.css', 0.11, 48_300, 'css'),
  page('', '/static/app.js', 0.11, 182_400, 'js'),
  page('', '/static/fonts/maple.woff2', 0.06, 31_000, 'woff2'),
  page('', '/images/oak-table.jpg', 0.09, 214_000, 'jpeg'),
  page('', '/images/pine-shelf.jpg', 0.08, 198_000, 'jpeg'),
  page('', '/images/workshop.jpg', 0.05, 342_000, 'jpeg'),
  page('www', '/', 0.03, 310, 'html', false),
  page('shop', '/', 0.04, 22_100, 'html', false),
  page('shop', '/collections/chairs', 0.03, 30_500, 'html', false),
  page('api', '/v1/stock', 0.08, 1_900, 'json', false),
  page('api', '/v1/prices', 0.06, 2_600, 'json', false),
  page('api', '/v1/orders', 0.01, 1_100, 'json', false),
];

const laboratoryPages: readonly Page[] = [
  page('', '/', 0.2, 18_200, 'html'),
  page('', '/papers/', 0.12, 22_900, 'html'),
  page('', '/papers/drying-curves.pdf', 0.08, 1_840_000, 'html'),
  page('', '/assets/site.css', 0.15, 21_400, 'css'),
  page('', '/assets/plot.js', 0.15, 96_000, 'js'),
  page('preview', '/', 0.05, 18_000, 'html', false),
  page('', '/api/measurements', 0.25, 5_400, 'json', false),
];

const shortLinkPages: readonly Page[] = [
  page('', '/go/spring', 0.5, 320, 'html', false),
  page('', '/go/newsletter', 0.3, 320, 'html', false),
  page('www', '/', 0.2, 320, 'html', false),
];

const sites: Readonly<Record<string, Site>> = {
  'mapleandpine.com': {
    requestsPerHour: 3_200,
    hoursAhead: 1,
    weekend: 1.35,
    countries: countries('DE 34 AT 12 CH 11 FR 9 NL 8 GB 8 US 7 SE 4 PL 4 JP 3'),
    pages: shopPages,
    isAttacked: true,
  },
  'mapleandpine.net': {
    requestsPerHour: 45,
    hoursAhead: 1,
    weekend: 0.9,
    countries: countries('DE 50 AT 15 CH 12 GB 9 US 8 FR 6'),
    pages: shortLinkPages,
    isAttacked: false,
  },
  'northfork-labs.dev': {
    requestsPerHour: 260,
    hoursAhead: -5,
    weekend: 0.35,
    countries: countries('US 46 CA 14 DE 10 GB 8 JP 7 BR 6 IN 5 SE 4'),
    pages: laboratoryPages,
    isAttacked: false,
  },
};

export function siteOf(zoneName: string): Site | undefined {
  return Object.hasOwn(sites, zoneName) ? sites[zoneName] : undefined;
}

function page(
  host: string,
  path: string,
  share: number,
  bytes: number,
  type: Page['type'],
  isCacheable = type !== 'html',
): Page {
  return { host, path, share, bytes, type, isCacheable };
}

function countries(listed: string): readonly (readonly [string, number])[] {
  const words = listed.split(' ');
  return words.flatMap((code, index) => (index % 2 === 0 ? [[code, Number(words[index + 1])] as const] : []));
}
