import type { JsonValue } from '@crunchtools/mcp-core';
import type { Application, Flow, SettingArea, Settings } from './flow.ts';
import { type Writes, written } from './writes.ts';

/** The flow after a rule has set something; what an earlier rule set under this name counts no longer. */
export function withSetting(
  flow: Flow,
  area: SettingArea,
  name: string,
  value: JsonValue,
  { by, certain }: Application,
): Flow {
  const key = keyOf(area, name);
  const writes = written(flow.settings.get(key) ?? [], { value, by, certain });
  return { ...flow, settings: new Map([...flow.settings, [key, writes]]) };
}

/** The flow after a Page Rule has set something, which holds where no rule of a phase sets the same. */
export function withSettingBeneath(
  flow: Flow,
  area: SettingArea,
  name: string,
  value: JsonValue,
  { by, certain }: Application,
): Flow {
  const key = keyOf(area, name);
  const above = flow.settings.get(key) ?? [];
  if (above[0]?.certain === true) return flow;
  return { ...flow, settings: new Map([...flow.settings, [key, [{ value, by, certain }, ...above]]]) };
}

export function settingOf(settings: Settings, area: SettingArea, name: string): Writes<JsonValue> {
  return settings.get(keyOf(area, name)) ?? [];
}

export function settingsIn(
  settings: Settings,
  area: SettingArea,
): readonly (readonly [name: string, writes: Writes<JsonValue>])[] {
  const prefix = keyOf(area, '');
  return [...settings].flatMap(([key, writes]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), writes] as const] : [],
  );
}

function keyOf(area: SettingArea, name: string): string {
  return `${area} ${name}`;
}
