import { forbidden } from './accounts.ts';
import { type Answer, type Context, may, noRoute } from './answer.ts';
import { Failure } from './failure.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { type Ground, within } from './posts.ts';
import { slugOf } from './text.ts';

interface File {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly author: number;
  readonly date: string;
  readonly sizes: readonly (readonly [name: string, width: number, height: number])[];
  readonly slug: string;
  modified: string;
  title: string;
  alt: string;
  caption: string;
  description: string;
  post: number;
}

/** Types that WordPress takes, by the ending of a name: those that tests use. */
const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  txt: 'text/plain',
};

/** The media library. Bytes are counted, not kept. */
export class MediaLibrary {
  readonly #all = new Map<number, File>();
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  add(
    file: { readonly name: string; readonly bytes: Uint8Array; readonly sizes?: File['sizes'] },
    fields: JsonObject,
    author: number,
  ): number {
    const ending = /\.([a-z0-9]+)$/u.exec(file.name.toLowerCase())?.[1] ?? '';
    const type = types[ending];
    if (type === undefined)
      throw new Failure(
        500,
        'rest_upload_sideload_error',
        'Sorry, you are not allowed to upload this file type.',
      );
    // WordPress looks at the content, and gives images the ending that they should have.
    const name = this.#free(
      file.name
        .replaceAll(/[\s]+/gu, '-')
        .replace(/\.[a-z0-9]+$/iu, isPng(file.bytes) ? '.png' : `.${ending}`),
    );
    const now = this.#ground.now();
    const title = name.replace(/\.[a-z0-9]+$/iu, '');
    const made: File = {
      id: this.#ground.nextId(),
      name,
      type: isPng(file.bytes) ? 'image/png' : type,
      bytes: file.bytes.length,
      author,
      date: now,
      modified: now,
      sizes: file.sizes ?? [],
      slug: slugOf(textIn(fields['title']) ?? title),
      title,
      alt: '',
      caption: '',
      description: '',
      post: 0,
    };
    set(made, fields);
    this.#all.set(made.id, made);
    return made.id;
  }

  answer([id, ...more]: readonly string[], context: Context): Answer {
    if (more.length > 0) throw noRoute();
    return id === undefined ? this.#collection(context) : this.#one(id, context);
  }

  #collection({ method, query, headers, bytes, asker, context }: Context): Answer {
    if (method === 'POST') {
      if (asker === undefined || !may(asker, 'upload_files'))
        throw forbidden(
          asker,
          'rest_cannot_create',
          'Sorry, you are not allowed to create posts as this user.',
        );
      const { file, fields } = uploaded(headers, bytes ?? new Uint8Array());
      return { status: 201, json: this.#shown(this.#get(String(this.add(file, fields, asker.id))), context) };
    }
    if (method !== 'GET') throw noRoute();
    const words = (query.get('search') ?? '').toLowerCase();
    const kind = query.get('media_type');
    const found = [...this.#all.values()]
      .filter(({ title, caption, description, name }) =>
        [title, caption, description, name].join('\n').toLowerCase().includes(words),
      )
      .filter(({ type }) => kind === null || type.startsWith(`${kind}/`))
      .filter(({ author }) => (query.get('author') ?? String(author)) === String(author))
      .sort((one, other) => (query.get('order') === 'asc' ? one.id - other.id : other.id - one.id));
    const perPage = within('per_page', query.get('per_page') ?? undefined, 10);
    const page = Number(query.get('page') ?? 1);
    const pages = Math.ceil(found.length / perPage);
    if (page > pages && found.length > 0)
      throw new Failure(
        400,
        'rest_post_invalid_page_number',
        'The page number requested is larger than the number of pages available.',
      );
    const shown = found.slice((page - 1) * perPage, page * perPage);
    return {
      json: shown.map((file) => this.#shown(file, context)),
      total: found.length,
      pages,
      allow: may(asker, 'upload_files') ? 'GET, POST' : 'GET',
    };
  }

  #one(id: string, { method, query, sent, asker, context }: Context): Answer {
    const file = this.#get(id);
    const isMine = asker?.id === file.author || may(asker, 'edit_others_posts');
    if (method === 'GET') {
      if (context === 'edit' && !isMine)
        throw forbidden(asker, 'rest_forbidden_context', 'Sorry, you are not allowed to edit this post.');
      return { json: this.#shown(file, context) };
    }
    if (method === 'POST') {
      if (!isMine)
        throw forbidden(asker, 'rest_cannot_edit', 'Sorry, you are not allowed to edit this post.');
      set(file, sent);
      file.modified = this.#ground.now();
      return { json: this.#shown(file, context) };
    }
    if (method !== 'DELETE') throw noRoute();
    if (!isMine)
      throw forbidden(asker, 'rest_cannot_delete', 'Sorry, you are not allowed to delete this post.');
    if (query.get('force') !== 'true')
      throw new Failure(
        501,
        'rest_trash_not_supported',
        "The post does not support trashing. Set 'force=true' to delete.",
      );
    this.#all.delete(file.id);
    return { json: { deleted: true, previous: this.#shown(file, context) } };
  }

  #get(id: string): File {
    const file = this.#all.get(Number(id));
    if (file !== undefined) return file;
    throw new Failure(404, 'rest_post_invalid_id', 'Invalid post ID.');
  }

  #free(name: string): string {
    const taken = new Set([...this.#all.values()].map((file) => file.name));
    const [, stem = '', ending = ''] = /^(.*)(\.[^.]*)$/u.exec(name) ?? [];
    let free = name;
    for (let count = 1; taken.has(free); count += 1) free = `${stem}-${count}${ending}`;
    return free;
  }

  #shown(file: File, context: string | null): JsonObject {
    const { id, name, type, bytes, author, date, modified, slug, alt, title, caption, description, post } =
      file;
    const folder = `${this.#ground.url}/wp-content/uploads/${date.slice(0, 4)}/${date.slice(5, 7)}`;
    const raw = (text: string): JsonObject =>
      context === 'edit' ? { raw: text, rendered: text } : { rendered: text };
    const [stem, ending] = [name.replace(/\.[^.]*$/u, ''), name.slice(name.lastIndexOf('.'))];
    const sizes = file.sizes.map(([size, width, height]): [string, Json] => {
      const own = `${stem}-${width}x${height}${ending}`;
      return [size, { file: own, width, height, mime_type: type, source_url: `${folder}/${own}` }];
    });
    return {
      id,
      date,
      date_gmt: date,
      modified,
      modified_gmt: modified,
      slug,
      status: 'inherit',
      type: 'attachment',
      link: `${this.#ground.url}/${slug}/`,
      title: raw(title),
      author,
      description: raw(description),
      caption: raw(caption),
      alt_text: alt,
      media_type: type.startsWith('image/') ? 'image' : 'file',
      mime_type: type,
      media_details: {
        ...(type.startsWith('image/') ? { width: 1, height: 1, file: `${date.slice(0, 4)}/${name}` } : {}),
        filesize: bytes,
        sizes: Object.fromEntries(sizes),
      },
      post: post === 0 ? null : post,
      source_url: `${folder}/${name}`,
    };
  }
}

function isPng(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).toString('latin1') === '\u0089PNG';
}

function textIn(value: Json | undefined): string | undefined {
  const given = isJsonObject(value) ? value['raw'] : value;
  return typeof given === 'string' ? given : undefined;
}

function set(file: File, { title, alt_text: alt, caption, description, post }: JsonObject): void {
  file.title = textIn(title)?.trim() ?? file.title;
  // Without elements and line ends (`sanitize_text_field`).
  const plain = textIn(alt)?.replaceAll(/<[^>]*>/gu, '');
  file.alt = plain?.replaceAll(/\s+/gu, ' ').trim() ?? file.alt;
  file.caption = textIn(caption) ?? file.caption;
  file.description = textIn(description) ?? file.description;
  if (post !== undefined) file.post = Number(post);
}

/** The file of a request, with the fields beside it: the body itself, or a form (RFC 7578). */
function uploaded(
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array,
): { readonly file: { readonly name: string; readonly bytes: Uint8Array }; readonly fields: JsonObject } {
  const boundary = /^multipart\/form-data; boundary=(.+)$/u.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) {
    const [, name = ''] = /filename="([^"]*)"/u.exec(headers['content-disposition'] ?? '') ?? [];
    return { file: { name, bytes }, fields: {} };
  }
  const text = Buffer.from(bytes).toString('latin1');
  let file = { name: '', bytes: new Uint8Array() };
  const fields: Record<string, Json> = {};
  for (const part of text.split(`--${boundary}`)) {
    const [, head = '', body = ''] = /^\r\n(.*?)\r\n\r\n(.*)\r\n$/su.exec(part) ?? [];
    const [, name = ''] = /; name="([^"]*)"/u.exec(head) ?? [];
    const [, filename] = /filename="([^"]*)"/u.exec(head) ?? [];
    const content = Buffer.from(body, 'latin1');
    if (filename !== undefined) file = { name: filename, bytes: new Uint8Array(content) };
    else if (name !== '') fields[name] = content.toString('utf8');
  }
  return { file, fields };
}
