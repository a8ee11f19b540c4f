/** A request as the network would bring it. */
export interface SimulatedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export interface SimulatedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each value of `set-cookie`. */
  readonly setCookies: readonly string[];
  readonly body: Uint8Array;
}

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Parameters of modules, which need not look at them in every call. */
const ofModules =
  /^(?:(?:rv|drv|ii|fu|in|sr|ap|ai|cm|bl|ei|iu|rc|uc|wl|wr|ps|ac|le|qp|tg|si|ui|lg)[a-z]+|prop|text|appendtext|prependtext|section|sectiontitle|summary|minor|bot|tags|title|pageid|token|reason|watchlist|assert|assertuser|maxlag|redirects|titles|pageids|revids|list|meta)$/u;

/** The parameters of a call. One that is there, even empty, is a switch that is on. */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>;
  readonly #inQuery: ReadonlySet<string>;
  readonly #used = new Set<string>();
  readonly file: SentFile | undefined;

  constructor(values: ReadonlyMap<string, string>, inQuery: ReadonlySet<string>, file: SentFile | undefined) {
    this.#values = values;
    this.#inQuery = inQuery;
    this.file = file;
  }

  text(name: string): string | undefined {
    this.#used.add(name);
    return this.#values.get(name);
  }

  flag(name: string): boolean {
    return this.text(name) !== undefined;
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined || !/^-?\d+$/u.test(value) ? undefined : Number(value);
  }

  /** Values between bars; none for a parameter that is not there. */
  list(name: string): readonly string[] {
    const value = this.text(name);
    if (value === undefined || value === '') return [];
    return value.startsWith('\u001f') ? value.slice(1).split('\u001f') : value.split('|');
  }

  limit(name: string, usual = 10): number {
    const value = this.text(name);
    if (value === 'max') return 500;
    const number = value === undefined ? usual : Number(value);
    return Number.isInteger(number) && number > 0 ? Math.min(number, 5_000) : usual;
  }

  isInQuery(name: string): boolean {
    return this.#inQuery.has(name);
  }

  /** Those that no module knows. */
  unknown(): readonly string[] {
    return [...this.#values.keys()].filter((name) => !this.#used.has(name) && !ofModules.test(name));
  }
}

export function parametersOf({ path, headers, body }: SimulatedRequest): Parameters {
  const inQuery = new URLSearchParams(path.includes('?') ? path.slice(path.indexOf('?') + 1) : '');
  const values = new Map(inQuery);
  const type = headers['content-type'] ?? '';
  let file: SentFile | undefined;
  if (body !== undefined && type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(Buffer.from(body).toString('utf8')))
      values.set(name, value);
  }
  const [, boundary] = /boundary="?([^";]+)"?/u.exec(type) ?? [];
  if (body !== undefined && boundary !== undefined) {
    for (const part of partsOf(Buffer.from(body), boundary)) {
      if (part.fileName === undefined) values.set(part.name, part.bytes.toString('utf8'));
      else if (part.name === 'file') file = { name: part.fileName, bytes: part.bytes };
    }
  }
  return new Parameters(values, new Set(inQuery.keys()), file);
}

interface Part {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly bytes: Buffer;
}

/** RFC 7578. */
function partsOf(body: Buffer, boundary: string): readonly Part[] {
  const line = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  for (let at = body.indexOf(line); at !== -1; ) {
    const next = body.indexOf(line, at + line.length);
    if (next === -1) break;
    const part = body.subarray(at + line.length + 2, next - 2);
    const end = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, end).toString('utf8');
    const [, name] = /name="([^"]*)"/u.exec(head) ?? [];
    const [, fileName] = /filename="([^"]*)"/u.exec(head) ?? [];
    if (name !== undefined && end !== -1) parts.push({ name, fileName, bytes: part.subarray(end + 4) });
    at = next;
  }
  return parts;
}
