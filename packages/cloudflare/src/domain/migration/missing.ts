import type { Missing } from './types.ts';

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
export function missingAction(action: string): Missing {
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
