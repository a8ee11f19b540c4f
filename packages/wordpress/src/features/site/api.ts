import { isJsonObject } from '@crunchtools/mcp-core';
import type { Connection } from '../../api/connection.ts';
import { textOr, texts } from '../../api/read.ts';
import { decoded } from '../../schema.ts';

export interface AboutSite {
  readonly name: string;
  readonly description: string;
  readonly home: string;
  readonly timeZone: string;
  readonly namespaces: readonly string[];
  readonly offersPasswords: boolean;
}

/** What the site says of itself (REST API handbook, Discovery; 6.1.9, run). */
export class SiteApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async about(): Promise<AboutSite> {
    const index = await this.#connection.read(undefined, {
      _fields: 'name,description,home,gmt_offset,timezone_string,namespaces,authentication',
    });
    const zone = textOr(index, 'timezone_string') ?? '';
    const { authentication, gmt_offset: offset } = index;
    return {
      name: decoded(textOr(index, 'name') ?? ''),
      description: decoded(textOr(index, 'description') ?? ''),
      home: textOr(index, 'home') ?? '',
      timeZone:
        zone === ''
          ? `UTC${Number(offset ?? 0) === 0 ? '' : `${Number(offset) > 0 ? '+' : ''}${Number(offset)}`}`
          : zone,
      namespaces: texts(index['namespaces']),
      offersPasswords: isJsonObject(authentication) && 'application-passwords' in authentication,
    };
  }
}
