import { Issue, Issues } from '../../problem.ts';
import type { ZonePlan } from '../dns/types.ts';
import { conditionOf, crossesSlash, type Pattern, patternOf } from './condition.ts';
import { cacheDrafts, forwarding, type Redirection, toHttps } from './drafts.ts';
import {
  cacheSettingActions,
  configSettings,
  originSettings,
  type SettingSource,
  settingActions,
} from './settings.ts';
import {
  type Difference,
  type Draft,
  difference,
  type Missing,
  type SourceRule,
  type Translation,
} from './types.ts';

const zoneWide = (transform: string): string =>
  `the Managed Transform "${transform}" does it for the whole zone only; the URL pattern would be lost`;

/** Actions that no rule can stand in for (developers.cloudflare.com/rules/reference/page-rules-migration). */
const without: Readonly<Record<string, string>> = {
  disable_security:
    'it turns several features off, among them some that rules cannot; turn them off one by one with config and waf_custom rules',
  ip_geolocation: zoneWide('Add visitor location headers'),
  response_buffering: 'Cloudflare names no rule for it',
  true_client_ip_header: zoneWide('Add "True-Client-IP" header'),
  waf: 'it concerns the former managed rules of the WAF; skip rules do the same for the new ones',
};

/** Actions whose feature Cloudflare has ended: they do nothing any more. */
const retired: Readonly<Record<string, string>> = {
  disable_railgun: 'Railgun',
  minify: 'Auto Minify',
  mirage: 'Mirage',
  railgun: 'Railgun',
  server_side_exclude: 'Server-side Excludes',
};

/** Why an action that nothing knows how to migrate is not migrated. */
function missingAction(action: string): Missing {
  const feature = Object.hasOwn(retired, action) ? retired[action] : undefined;
  if (feature !== undefined)
    return {
      action,
      reason: `Cloudflare has ended ${feature}: the action does nothing any more`,
      isRetired: true,
    };
  const reason = Object.hasOwn(without, action) ? without[action] : undefined;
  return { action, reason: reason ?? 'the action is not known here', isRetired: false };
}

/** What the meaning of a Page Rule depends on beside itself. */
export interface MigratedZone {
  readonly name: string;
  readonly plan: ZonePlan | undefined;
}

const known: ReadonlySet<string> = new Set([
  'always_use_https',
  'forwarding_url',
  'cache_level',
  'bypass_cache_on_cookie',
  'cache_on_cookie',
  ...cacheSettingActions,
  ...settingActions,
]);

/** The actions that have an equivalent on a plan that is large enough. */
export const migratableActions: readonly string[] = [...known].toSorted();

/**
 * What one Page Rule means in modern rules, on its own: other Page Rules and limits of the zone are not looked at.
 * @returns why its pattern has no equivalent.
 */
export function translate(rule: SourceRule, zone: MigratedZone): Translation | Issue {
  const pattern = patternOf(rule.url, zone.name);
  if (pattern instanceof Issue) return pattern;
  const source: SettingSource = { actions: rule.actions, plan: zone.plan, report: new Issues() };
  const condition = conditionOf(pattern);
  const redirection = redirectionOf(pattern, source);
  const settings = settingDrafts(source);
  const caching = cacheDrafts(source, condition);
  return {
    rule,
    condition,
    crossesSlash: crossesSlash(pattern, zone.name),
    drafts: [...redirection.drafts, ...settings.drafts, ...caching.drafts],
    redirectsAll: redirection.redirectsAll,
    differences: [...redirection.differences, ...settings.differences, ...caching.differences],
    missing: missingOf(source),
  };
}

function redirectionOf(pattern: Pattern, { actions, report }: SettingSource): Redirection {
  const none = { drafts: [], differences: [], redirectsAll: false };
  if (actions['forwarding_url'] !== undefined)
    return report.take('forwarding_url', forwarding(pattern, actions['forwarding_url'])) ?? none;
  return actions['always_use_https'] === undefined ? none : toHttps(pattern);
}

function settingDrafts(source: SettingSource): {
  readonly drafts: readonly Draft[];
  readonly differences: readonly Difference[];
} {
  const [config, origin] = [configSettings(source), originSettings(source)];
  const drafts: Draft[] = [];
  if (Object.keys(config).length > 0) drafts.push({ phase: 'config', parameters: { config } });
  if (Object.keys(origin).length > 0) drafts.push({ phase: 'origin', parameters: { origin } });
  return {
    drafts,
    differences: [
      ...(source.actions['disable_performance'] === undefined ? [] : [difference('performance')]),
      ...(origin['host_header'] === undefined ? [] : [difference('server_name')]),
    ],
  };
}

function missingOf({ actions, report }: SettingSource): readonly Missing[] {
  const refused = report.problems.map(({ field, problem }) => ({
    action: field,
    reason: problem,
    isRetired: false,
  }));
  return [
    ...refused,
    ...Object.keys(actions)
      .filter((action) => !known.has(action))
      .map(missingAction),
  ];
}
