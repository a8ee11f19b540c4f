/** Quotas and limits of Page Rules, from Cloudflare's documentation (pages named at each constant). */

import type { PlanName } from '../../contract.ts';

/** Rules of a zone, disabled ones included (rules/page-rules, "Availability"). More can be bought; that is not simulated. */
export const RULE_QUOTA: Readonly<Record<PlanName, number>> = {
  free: 3,
  pro: 20,
  business: 50,
  enterprise: 125,
};

/** Asterisks in a URL pattern (API reference, Create a Page Rule). */
export const MOST_WILDCARDS = 4;

/** Seconds (cache/how-to/edge-browser-cache-ttl). The maximum is that of the example of "available settings". */
export const EDGE_TTL: Readonly<Record<PlanName, { readonly min: number; readonly max: number }>> = {
  free: { min: 7_200, max: 2_419_200 },
  pro: { min: 3_600, max: 2_419_200 },
  business: { min: 1, max: 2_419_200 },
  enterprise: { min: 1, max: 2_419_200 },
};

/**
 * Seconds. 0 means "respect existing headers" and is for Enterprise (rules/page-rules/reference/settings); 30 is the
 * smallest other value of the zone setting of this name (API reference).
 */
export const BROWSER_TTL: Readonly<Record<PlanName, { readonly min: number; readonly max: number }>> = {
  free: { min: 30, max: 31_536_000 },
  pro: { min: 30, max: 31_536_000 },
  business: { min: 30, max: 31_536_000 },
  enterprise: { min: 0, max: 31_536_000 },
};

/** A regular expression for cookies (rules/page-rules/reference/additional-reference). */
export const COOKIE_EXPRESSION = { characters: 150, wildcards: 12, wildcardsBetweenBars: 1 } as const;

/** Ports that the proxy listens on (fundamentals/reference/network-ports). Spectrum's are not simulated. */
export const PROXY_PORTS: ReadonlySet<string> = new Set(
  '80 8080 8880 2052 2082 2086 2095 443 2053 2083 2087 2096 8443'.split(' '),
);
