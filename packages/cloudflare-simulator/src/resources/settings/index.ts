/**
 * Settings of a zone, one at a time: `GET` and `PATCH /zones/{zone_id}/settings/{setting_id}`. The endpoint for all of
 * them at once ended on 2026-09-15, and has no route here.
 */

import type { Determinism, Resource, Route, RouteRequest, Zone } from '../../contract.ts';
import { unknownZone } from '../../failures.ts';
import { isRecord } from '../../json.ts';
import { isEditable, sameValue, settingRule } from './catalog.ts';
import { completed } from './header.ts';
import type { SeedSettings, SettingRule, SettingValue } from './model.ts';
import { invalidValue, notEditable, unrecognized } from './refusals.ts';

export { demoSettings } from './demo-settings.ts';
export type { SeedSettings } from './model.ts';

export interface SettingsResource extends Resource {
  /** Gives a zone values to start with. */
  seed(zoneId: string, values: SeedSettings): void;
  /** Seconds until development mode ends, negative since it ended, 0 when it never was on. */
  developmentSeconds(zoneId: string): number;
}

interface Stored {
  readonly value: SettingValue;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** cache/reference/development-mode: it ends by itself. */
const DEVELOPMENT_SECONDS = 3 * 60 * 60;

export function createSettings({ determinism }: { readonly determinism: Determinism }): SettingsResource {
  const stored = new Map<string, Stored>();

  function current(zoneId: string, id: string, rule: SettingRule): SettingValue {
    const value = stored.get(`${zoneId}/${id}`)?.value ?? rule.initial;
    if (id === 'development_mode' && value === 'on' && developmentSeconds(zoneId) <= 0) return 'off';
    return id === 'tls_1_3' ? withZeroRoundTrips(zoneId, value) : value;
  }

  /** `zrt` is TLS 1.3 with 0-RTT; the setting 0rtt is the switch of the same. How the two meet is assumed. */
  function withZeroRoundTrips(zoneId: string, value: SettingValue): SettingValue {
    const isOn = stored.get(`${zoneId}/0rtt`)?.value === 'on';
    return value !== 'off' && isOn ? 'zrt' : value;
  }

  function developmentSeconds(zoneId: string): number {
    const entry = stored.get(`${zoneId}/development_mode`);
    if (entry === undefined) return 0;
    const since = Math.floor((determinism.now() - entry.modifiedAt) / 1000);
    return entry.value === 'on' ? DEVELOPMENT_SECONDS - since : -since;
  }

  function show(zone: Zone, id: string, rule: SettingRule): unknown {
    const entry = stored.get(`${zone.id}/${id}`);
    return {
      id,
      value: current(zone.id, id, rule),
      editable: isEditable(rule, zone.plan),
      modified_on: entry === undefined ? null : new Date(entry.modifiedAt).toISOString(),
      ...(id === 'development_mode' ? { time_remaining: developmentSeconds(zone.id) } : {}),
    };
  }

  function edit(zone: Zone, id: string, rule: SettingRule, body: unknown): unknown {
    if (!isEditable(rule, zone.plan)) throw notEditable(id);
    const wished = isRecord(body) ? body['value'] : undefined;
    if (!rule.accepts(wished, zone.plan)) throw invalidValue(id);
    if (wished === 'zrt') {
      put(zone.id, '0rtt', 'on');
      put(zone.id, id, 'on');
    } else put(zone.id, id, id === 'security_header' && isRecord(wished) ? completed(wished) : wished);
    return show(zone, id, rule);
  }

  /** What is stored already keeps its time, except that development mode begins anew. */
  function put(zoneId: string, id: string, value: SettingValue): void {
    const now = stored.get(`${zoneId}/${id}`)?.value ?? settingRule(id)?.initial;
    if (now !== undefined && sameValue(now, value) && id !== 'development_mode') return;
    stored.set(`${zoneId}/${id}`, { value, modifiedAt: determinism.now() });
  }

  return {
    routes: [
      route('GET', show),
      route('PATCH', (zone, id, rule, request) => edit(zone, id, rule, request.json())),
    ],
    reset: () => stored.clear(),
    seed(zoneId, values) {
      for (const [id, value] of Object.entries(values)) {
        stored.set(`${zoneId}/${id}`, { value, modifiedAt: SEEDED_AT });
      }
    },
    developmentSeconds,
  };
}

const SEEDED_AT = Date.UTC(2025, 4, 6, 14, 12, 30);

function route(
  method: 'GET' | 'PATCH',
  operation: (zone: Zone, id: string, rule: SettingRule, request: RouteRequest) => unknown,
): Route {
  return {
    method,
    pattern: '/zones/:zone_id/settings/:setting_id',
    permissions: method === 'GET' ? ['Zone Settings Read', 'Zone Settings Write'] : ['Zone Settings Write'],
    handle(request) {
      if (request.zone === undefined) throw unknownZone();
      const id = request.params['setting_id'] ?? '';
      const rule = settingRule(id);
      if (rule === undefined) throw unrecognized(id);
      return { result: operation(request.zone, id, rule, request) };
    },
  };
}
