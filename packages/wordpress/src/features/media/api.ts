import { type JsonObject, NotFoundError, path, type QueryParameters } from '@crunchtools/mcp-core';
import type { Connection, Listed } from '../../api/connection.ts';
import { number, numberOr, object, text, textOr } from '../../api/read.ts';
import { ownOnly } from '../../api/rights.ts';

export interface MediaSize {
  readonly name: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** A file of the media library. */
export interface Media {
  readonly id: number;
  readonly title: string;
  readonly alt: string;
  readonly caption: string;
  readonly description: string;
  /** The address of the file itself. */
  readonly url: string;
  readonly type: string;
  /** 0 where WordPress does not say. */
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly sizes: readonly MediaSize[];
  readonly date: string;
  readonly author: number;
}

/** WordPress has the members of members of media under `_fields` for a title alone (6.1.9, run). */
const whole = {
  context: 'edit',
  _fields:
    'id,date_gmt,author,title,caption,description,alt_text,mime_type,media_details,source_url,media_type',
} as const;

const library = { needs: { editOthers: 'edit_others_posts' } };

/** The media library (REST API handbook, Media; 6.1.9, run). */
export class MediaApi {
  /** The file that this call uploads: a change is plain data. What is approved are the arguments of the call, which hold it. */
  pending: { readonly bytes: Uint8Array; readonly type: string } | undefined;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(query: QueryParameters): Promise<{ readonly media: readonly Media[] } & Omit<Listed, 'items'>> {
    const { items, ...more } = await this.#connection.list(path`/wp/v2/media`, {
      ...whole,
      ...ownOnly(library, await this.#connection.account()),
      ...query,
    });
    return { media: items.map(mediaOf), ...more };
  }

  async find(id: number): Promise<Media | undefined> {
    try {
      return mediaOf(await this.#connection.read(path`/wp/v2/media/${String(id)}`, whole));
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** Those that this account uploaded last, newest first, and whether it may upload more. */
  async newestOwn(amount: number): Promise<Pick<Listed, 'mayCreate'> & { readonly media: readonly Media[] }> {
    const { id } = await this.#connection.account();
    return this.list({ author: id, orderby: 'id', order: 'desc', per_page: amount });
  }

  /** What of the site itself a file is: any account sees it in the index (since 5.8 and 5.9; 6.1.9, run). */
  async rolesOf(id: number): Promise<readonly ('logo' | 'icon')[]> {
    const index = await this.#connection.read(undefined, { _fields: 'site_logo,site_icon' });
    return (['logo', 'icon'] as const).filter((role) => numberOr(index, `site_${role}`) === id);
  }

  async upload(
    fields: Readonly<Record<string, string>>,
    file: { readonly bytes: Uint8Array; readonly filename: string; readonly contentType: string },
  ): Promise<Media> {
    return mediaOf(await this.#connection.upload(path`/wp/v2/media`, fields, file, whole));
  }

  async update(id: number, changed: JsonObject): Promise<Media> {
    return mediaOf(await this.#connection.write('POST', path`/wp/v2/media/${String(id)}`, changed, whole));
  }

  /** For good: WordPress has no trash for media, and answers 501 without `force` (6.1.9, run). */
  async delete(id: number): Promise<void> {
    await this.#connection.write('DELETE', path`/wp/v2/media/${String(id)}`, undefined, {
      force: true,
      _fields: 'deleted',
    });
  }
}

function raw(media: JsonObject, name: string): string {
  return textOr(object(media[name] ?? {}, name), 'raw') ?? '';
}

function mediaOf(media: JsonObject): Media {
  const details = object(media['media_details'] ?? {}, 'media_details');
  // An empty object is an empty list to PHP.
  const sizes = Array.isArray(details['sizes']) ? {} : object(details['sizes'] ?? {}, 'sizes');
  return {
    id: number(media, 'id'),
    title: raw(media, 'title'),
    alt: textOr(media, 'alt_text') ?? '',
    caption: raw(media, 'caption'),
    description: raw(media, 'description'),
    url: text(media, 'source_url'),
    type: textOr(media, 'mime_type') ?? '',
    bytes: numberOr(details, 'filesize') ?? 0,
    width: numberOr(details, 'width') ?? 0,
    height: numberOr(details, 'height') ?? 0,
    sizes: Object.entries(sizes).flatMap(([name, value]) => {
      const size = object(value, 'size');
      const url = textOr(size, 'source_url');
      return url === undefined || name === 'full'
        ? []
        : [{ name, url, width: numberOr(size, 'width') ?? 0, height: numberOr(size, 'height') ?? 0 }];
    }),
    date: `${text(media, 'date_gmt')}Z`,
    author: numberOr(media, 'author') ?? 0,
  };
}
