import { type ApiPath, path, type QueryParameters } from '@crunchtools/mcp-core';
import type { Connection } from './connection.ts';
import type { Envelope } from './envelope.ts';

/** Answers as Cloudflare gives them, to hold them against what this server believes. It only reads. */
export class RawApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws {SafeError} for everything that is not an answer with `success: true`. */
  read(place: ApiPath, query: QueryParameters = {}): Promise<Envelope> {
    const subject = { what: 'object', permission: undefined };
    return this.#connection.send({ method: 'GET', path: place, query, subject });
  }

  /** A zone as a zone file. */
  export(zoneId: string): Promise<string> {
    const subject = { what: 'zone', permission: 'DNS Read' };
    return this.#connection.text({ method: 'GET', path: path`/zones/${zoneId}/dns_records/export`, subject });
  }
}
