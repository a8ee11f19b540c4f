import type { JsonValue } from '@crunchtools/mcp-core';
import type { Flow, SettingArea } from './flow.ts';
import { at, membersAt } from './parameters.ts';
import type { Effect } from './run.ts';
import { withSetting } from './settings.ts';
import { shownJson } from './show.ts';

type Setting = readonly [name: string, value: JsonValue];

/**
 * Rules whose settings are merged; where several name one, the last wins
 * (developers.cloudflare.com/cache/how-to/cache-rules/order, and the FAQ of Origin Rules).
 */
function merging(
  area: SettingArea,
  settingsOf: (parameters: JsonValue | undefined) => readonly Setting[],
): Effect {
  return (flow, rule, application) => {
    const settings = settingsOf(rule.action_parameters);
    return {
      flow: settings.reduce<Flow>(
        (before, [name, value]) => withSetting(before, area, name, value, application),
        flow,
      ),
      does: settings.map(([name, value]) => `${name}: ${shownJson(value)}`).join(', ') || rule.action,
    };
  };
}

export const configure = merging('config', (parameters) => membersAt(parameters));

/** A setting is a member of the parameters: `edge_ttl` is one, with all that is in it. */
export const setCache = merging('cache', (parameters) => membersAt(parameters));

export const route = merging('origin', (parameters) => {
  const settings: readonly (readonly [string, JsonValue | undefined])[] = [
    ['host_header', at(parameters, 'host_header')],
    ['host', at(parameters, 'origin', 'host')],
    ['port', at(parameters, 'origin', 'port')],
    ['sni', at(parameters, 'sni', 'value')],
  ];
  return settings.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
});

/** "If multiple compression rules match, the last rule wins": developers.cloudflare.com/rules/compression-rules. */
export const compress = merging('compression', (parameters) => {
  const algorithms = at(parameters, 'algorithms');
  if (!Array.isArray(algorithms)) return [];
  const names = algorithms.flatMap((algorithm: JsonValue) => at(algorithm, 'name') ?? []);
  return [['algorithms', names] as const];
});
