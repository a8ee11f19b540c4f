import { InputError } from '../errors/errors.ts';

/** Stands for an interpolated value while the literal parts are checked; no literal may hold it. */
const HOLE = '\0';

/**
 * What one segment may be: letters, digits, `_` and `-`; the characters `.`, `~`, `@` and `:` only between
 * those. An allow-list, so that separators, dot segments, percent-encoding, queries, fragments, controls and
 * non-ASCII text are refused without being named (RFC 3986 section 3.3 allows more than is needed here).
 */
const SEGMENT = /^[A-Za-z0-9_-](?:[A-Za-z0-9_.~@:-]{0,253}[A-Za-z0-9_-])?$/;

/** Octets of one encoded segment: what MediaWiki, the longest of those known, takes for a title, thrice. */
const longestSegment = 3 * 255;

/**
 * A name that a service lets people choose, percent-encoded to fill one segment of a path: `Main Page`, `Help:A/B`. A class
 * for the reason that `ApiPath` is one.
 */
export class Segment {
  readonly #text: string;

  constructor(name: string) {
    this.#text = encodedSegment(name);
  }

  static textOf(safe: Segment): string {
    return safe.#text;
  }
}

/**
 * A segment for a path, with everything encoded but letters, digits, `-`, `_`, `.` and `~` (RFC 3986 section 2.3), so
 * that a `/` in a name separates nothing. Some services refuse an encoded `/` all the same; names of objects that are
 * ids need no encoding and are better off without.
 *
 * @throws {InputError} for an empty name, one of dots alone, control characters, lone surrogates, and more than 765 octets
 * when encoded; the name is not quoted.
 */
export function segment(name: string): Segment {
  return new Segment(name);
}

function encodedSegment(name: unknown): string {
  const isText = typeof name === 'string' && !CONTROL.test(name) && !LONE_SURROGATE.test(name);
  // Dots cannot be encoded: parsers of URLs decode them and leave the folder (WHATWG URL, "double-dot path segment").
  const text =
    isText && !/^\.*$/.test(name)
      ? encodeURIComponent(name).replaceAll(
          /[!'()*]/g,
          (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
        )
      : '';
  if (text !== '' && text.length <= longestSegment) return text;
  throw new InputError('A name has a form that cannot stand in a request path.', {
    nextStep: 'Use a shorter name without control characters, which is not made of dots alone.',
  });
}

/** What can stand between two separators: an identifier, an encoded name, or a whole path that is checked already. */
type PathValue = string | Segment | ApiPath;

/**
 * A path that is known to be safe. A class with a private field and not a string, so that nothing else can be
 * passed where one is wanted; whoever holds one knows that the checks have run.
 */
export class ApiPath {
  readonly #text: string;

  constructor(literals: readonly string[], values: readonly PathValue[]) {
    this.#text = assemble(literals, values);
  }

  /** The text, taken from the private field: a subclass or a look-alike cannot give another. */
  static textOf(safe: ApiPath): string {
    return safe.#text;
  }

  toString(): string {
    return this.#text;
  }
}

/**
 * Template tag for request paths: `` path`/zones/${zoneId}/dns_records/${recordId}` ``. Every value fills exactly
 * one segment, of at most 255 characters, and is sent as it is: nothing is escaped, because nothing that
 * would need it is accepted. A name that may need it is given as `segment(name)`. A path fills as many segments as it has:
 * `` path`/wp-json/${route}` ``.
 *
 * @throws {InputError} when a value cannot be a segment; the value is not quoted.
 * @throws {TypeError} when the literal part is wrong, which is a defect of the caller.
 */
export function path(literals: readonly string[], ...values: readonly PathValue[]): ApiPath {
  return new ApiPath(literals, values);
}

function assemble(literals: readonly string[], values: readonly PathValue[]): string {
  const [root, ...segments] = literals.join(HOLE).split('/');
  const remaining = [...values];
  const checked = segments.map((part) =>
    part === HOLE ? checkedValue(remaining.shift()) : checkedLiteral(part),
  );
  if (root !== '' || checked.length === 0 || remaining.length > 0) throw wrongTemplate();
  return `/${checked.join('/')}`;
}

function checkedLiteral(part: string): string {
  if (!SEGMENT.test(part)) throw wrongTemplate();
  return part;
}

function checkedValue(value: unknown): string {
  if (value instanceof Segment) return Segment.textOf(value);
  if (value instanceof ApiPath) return ApiPath.textOf(value).slice(1);
  if (typeof value === 'string' && SEGMENT.test(value)) return value;
  throw new InputError('An identifier has a form that cannot stand in a request path.', {
    nextStep: 'Use letters, digits, "_" and "-", with ".", "~", "@" and ":" only between them.',
  });
}

function wrongTemplate(): TypeError {
  return new TypeError(
    'A path must start with "/", have no empty or dot segment, and one value per segment.',
  );
}

/** Parameters of a query; those that are `undefined` are left out. */
export type QueryParameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** A word, which may begin with `_`, or one with others in brackets, as `fields[Owner]`, which are encoded like values. */
const KEY = /^_?[A-Za-z][A-Za-z0-9_.-]{0,63}(?:\[[A-Za-z0-9_.-]{1,64}\]){0,3}$/;
/**
 * C0, DEL and C1 controls: no service needs them in a query, and logs suffer from them. In numbers: what a property of
 * Unicode holds V8 looks up first, 0.2 ms of each first call.
 */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/u;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/**
 * The query string with its `?`, or nothing when no parameter has a value. Keys are ASCII words of at most 64
 * characters, with at most three more in brackets; values are percent-encoded as UTF-8 (RFC 3986 section 3.4).
 *
 * @throws {InputError} when a value cannot be encoded or holds control characters; the value is not quoted.
 * @throws {TypeError} when a key is wrong, which is a defect of the caller.
 */
export function query(parameters: QueryParameters): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (!KEY.test(key)) throw new TypeError('A query key must be an ASCII word.');
    pairs.push(`${key.replaceAll('[', '%5B').replaceAll(']', '%5D')}=${encoded(key, value)}`);
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function encoded(key: string, value: string | number | boolean): string {
  const text = String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw unusable(key, 'is not a finite number');
  if (CONTROL.test(text)) throw unusable(key, 'has control characters');
  // encodeURIComponent throws on lone surrogates, with an error that is not ours.
  if (LONE_SURROGATE.test(text)) throw unusable(key, 'is not valid Unicode');
  return encodeURIComponent(text);
}

function unusable(key: string, problem: string): InputError {
  return new InputError(`The value for "${key}" ${problem}.`);
}
