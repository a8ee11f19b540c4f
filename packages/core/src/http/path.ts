import { InputError } from '../errors/errors.ts';

/** Stands for an interpolated value while the literal parts are checked; no literal may hold it. */
const HOLE = '\0';

/**
 * What one segment may be: letters, digits, `_` and `-`; the characters `.`, `~`, `@` and `:` only between
 * those. An allow-list, so that separators, dot segments, percent-encoding, queries, fragments, controls and
 * non-ASCII text are refused without being named (RFC 3986 section 3.3 allows more than is needed here).
 */
const SEGMENT = /^[A-Za-z0-9_-](?:[A-Za-z0-9_.~@:-]{0,253}[A-Za-z0-9_-])?$/;

/**
 * A path that is known to be safe. A class with a private field and not a string, so that nothing else can be
 * passed where one is wanted; whoever holds one knows that the checks have run.
 */
export class ApiPath {
  readonly #text: string;

  constructor(literals: readonly string[], values: readonly string[]) {
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
 * would need it is accepted.
 *
 * @throws {InputError} when a value cannot be a segment; the value is not quoted.
 * @throws {TypeError} when the literal part is wrong, which is a defect of the caller.
 */
export function path(literals: readonly string[], ...values: readonly string[]): ApiPath {
  return new ApiPath(literals, values);
}

function assemble(literals: readonly string[], values: readonly string[]): string {
  const [root, ...segments] = literals.join(HOLE).split('/');
  const remaining = [...values];
  const checked = segments.map((segment) =>
    segment === HOLE ? checkedValue(remaining.shift()) : checkedLiteral(segment),
  );
  if (root !== '' || checked.length === 0 || remaining.length > 0) throw wrongTemplate();
  return `/${checked.join('/')}`;
}

function checkedLiteral(segment: string): string {
  if (!SEGMENT.test(segment)) throw wrongTemplate();
  return segment;
}

function checkedValue(value: unknown): string {
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
