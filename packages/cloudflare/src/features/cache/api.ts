import { type JsonObject, path } from '@crunchtools/mcp-core';
import type { Connection } from '../../api/connection.ts';
import { idIn } from '../../api/fields.ts';

/** `/zones/{zone_id}/purge_cache` (developers.cloudflare.com/api/resources/cache/methods/purge). */
export class CacheApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * The reference lets the result of a purge be null, and nothing of a purge can be read: `success: true` is then all
   * there is.
   * @param body exactly one of files, tags, hosts, prefixes, purge_everything.
   */
  async purge(zoneId: string, body: JsonObject): Promise<void> {
    const request = {
      method: 'POST',
      path: path`/zones/${zoneId}/purge_cache`,
      json: body,
      subject: { what: 'zone', permission: 'Cache Purge' },
    } as const;
    await this.#connection.write(request, (result) =>
      result === null || result === undefined ? zoneId : idIn(result, 'purge'),
    );
  }
}
