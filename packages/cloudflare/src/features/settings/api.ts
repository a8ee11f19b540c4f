import { type JsonObject, type JsonValue, path } from '@crunchtools/mcp-core';
import { type Connection, inParallel, type Subject } from '../../api/connection.ts';
import { objectOf, optionalFlag, optionalNumber, optionalText, text } from '../../api/fields.ts';

/** A setting of a zone as Cloudflare returns it. */
export interface ZoneSetting {
  readonly id: string;
  readonly value: JsonValue | undefined;
  /** Whether the plan of the zone lets it be changed; Cloudflare leaves it out for some. */
  readonly editable: boolean;
  /** Absent when it was never changed. */
  readonly modified_on: string | undefined;
  /** Of development_mode: seconds until it ends, negative since it ended. */
  readonly time_remaining: number | undefined;
}

/** There is no request for all of them since 2026-09-15; this many at once are quick and leave room for others. */
const atOnce = 4;

/** `/zones/{zone_id}/settings/{setting_id}` (developers.cloudflare.com/api/resources/zones/subresources/settings). */
export class ZoneSettingsApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get(zoneId: string, id: string): Promise<ZoneSetting> {
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones/${zoneId}/settings/${id}`,
      subject: subjectOf('Zone Settings Read'),
    });
    return settingOf(envelope.result);
  }

  /**
   * One request for each, a few at a time.
   * @param told hears how many are there.
   * @param refused what stands for a setting that Cloudflare does not give; what it throws ends the whole.
   */
  async getEach<Refused>(
    zoneId: string,
    ids: readonly string[],
    told: (done: number) => Promise<void>,
    refused: (id: string, error: unknown) => Refused,
  ): Promise<readonly (ZoneSetting | Refused)[]> {
    let done = 0;
    return inParallel(ids, atOnce, async (id) => {
      const found = await this.get(zoneId, id).catch((error: unknown) => refused(id, error));
      done += 1;
      await told(done);
      return found;
    });
  }

  async edit(zoneId: string, id: string, value: JsonValue): Promise<ZoneSetting> {
    const json: JsonObject = { value };
    const request = {
      method: 'PATCH',
      path: path`/zones/${zoneId}/settings/${id}`,
      json,
      subject: subjectOf('Zone Settings Write'),
    } as const;
    return this.#connection.write(request, settingOf);
  }
}

function settingOf(value: JsonValue | undefined): ZoneSetting {
  const setting = objectOf(value, 'zone setting');
  return {
    id: text(setting, 'id'),
    value: setting['value'],
    editable: optionalFlag(setting, 'editable') ?? true,
    modified_on: optionalText(setting, 'modified_on'),
    time_remaining: optionalNumber(setting, 'time_remaining'),
  };
}

function subjectOf(permission: string): Subject {
  return { what: 'zone setting', permission };
}
