import { type JsonObject, path } from '@crunchtools/mcp-core';
import type { Connection } from './connection.ts';

/** `/zones/{zone_id}/purge_cache` (developers.cloudflare.com/api/resources/cache/methods/purge). */
export class CacheApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param body exactly one of files, tags, hosts, prefixes, purge_everything. */
  async purge(zoneId: string, body: JsonObject): Promise<void> {
    await this.#connection.send({
      method: 'POST',
      path: path`/zones/${zoneId}/purge_cache`,
      json: body,
      subject: { what: 'zone', permission: 'Cache Purge' },
    });
  }
}
