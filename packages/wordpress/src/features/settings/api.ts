import { path } from '@crunchtools/mcp-core';
import type { Connection } from '../../api/connection.ts';
import { decoded } from '../../schema.ts';

/** `null` where the site has none. */
export type SettingValue = string | number | null;

/** Settings (REST API handbook, Settings; 6.1.9, recorded): for those who may manage options. */
export class SettingsApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Those of some settings that this site has. */
  async read(names: readonly string[]): Promise<ReadonlyMap<string, SettingValue>> {
    const found = await this.#connection.read(path`/wp/v2/settings`, { _fields: names.join(',') });
    return new Map(
      names.flatMap((name) => {
        const value = settingOf(found[name]);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  }

  /** @returns what it is then: a zone that the site does not know is left out without a word (6.1.9, recorded). */
  async set(name: string, value: SettingValue): Promise<SettingValue | undefined> {
    const answer = await this.#connection.write(
      'POST',
      path`/wp/v2/settings`,
      { [name]: value },
      { _fields: name },
    );
    return settingOf(answer[name]);
  }
}

/** Names are stored, and answered, with entities. */
function settingOf(value: unknown): SettingValue | undefined {
  if (typeof value === 'string') return decoded(value);
  return typeof value === 'number' || value === null ? value : undefined;
}
