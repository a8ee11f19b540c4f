import {
  fromOctets,
  type RequestFacts,
  type Value,
  withHeaders,
  withResponseHeaders,
} from '@crunchtools/rules-language';
import { type HeaderChange, type HeaderChanges, headerAfter } from './headers.ts';
import { reasons } from './reasons.ts';
import { mostVersions, type RequestState, withoutFields, withVersions } from './request-state.ts';
import type { Writes } from './writes.ts';

/** Headers of the request, or of the response. */
interface Side {
  /** The field that holds all of them. */
  readonly all: string;
  /** Further fields that tell of one header. */
  readonly own: Readonly<Record<string, readonly string[]>>;
  readonly apply: (version: RequestFacts, headers: Record<string, readonly string[]>) => RequestFacts;
}

const requestSide: Side = {
  all: 'http.request.headers',
  own: {
    cookie: ['http.cookie', 'http.request.cookies'],
    referer: ['http.referer'],
    'user-agent': ['http.user_agent'],
    'x-forwarded-for': ['http.x_forwarded_for'],
    'accept-language': ['http.request.accepted_languages'],
  },
  apply: withHeaders,
};

const responseSide: Side = {
  all: 'http.response.headers',
  own: { 'content-type': ['http.response.content_type.media_type'] },
  apply: withResponseHeaders,
};

/**
 * The request as phases behind the changes of request headers see it. A header whose value is unknown, or that may
 * have too many, takes with it what fields tell of all headers.
 * @param doubts what would have to be known to tell whether uncertain changes happen.
 */
export function withChangedRequestHeaders(
  request: RequestState,
  changes: HeaderChanges,
  doubts: readonly string[],
): RequestState {
  return withChanges(request, changes, doubts, requestSide);
}

/** The same for the headers of the response. */
export function withChangedResponseHeaders(
  request: RequestState,
  changes: HeaderChanges,
  doubts: readonly string[],
): RequestState {
  return withChanges(request, changes, doubts, responseSide);
}

/** The request when nobody knows what became of the headers of one side. */
export function withUnknownHeaders(
  request: RequestState,
  side: 'request' | 'response',
  because: readonly string[],
): RequestState {
  const known = side === 'request' ? requestSide : responseSide;
  const names = Object.keys(known.own).flatMap((name) => fieldsOf(name, known));
  return withoutFields(request, names, because);
}

function withChanges(
  request: RequestState,
  changes: HeaderChanges,
  doubts: readonly string[],
  side: Side,
): RequestState {
  let changed = request;
  for (const [name, writes] of changes) {
    // A name that cannot be sent changes nothing: Cloudflare does not take such a rule.
    if (token.test(name)) changed = withChangedHeader(changed, name, writes, doubts, side);
  }
  return changed;
}

/** RFC 9110 section 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;

function withChangedHeader(
  request: RequestState,
  name: string,
  writes: Writes<HeaderChange>,
  doubts: readonly string[],
  side: Side,
): RequestState {
  const unknown = unknownIn(writes);
  const uncertain = writes.filter(({ certain }) => !certain).length;
  if (unknown.length > 0 || request.versions.length * 2 ** uncertain > mostVersions) {
    return withoutFields(request, fieldsOf(name, side), reasons(unknown, doubts));
  }
  const [first, ...others] = request.versions.flatMap((version) =>
    selections(writes).map((selected) => withHeader(version, name, selected, side)),
  );
  return first === undefined ? request : withVersions(request, [first, ...others], doubts);
}

/** A value with a line break cannot be sent; what Cloudflare does with one is not documented. */
function isSendable(value: string): boolean {
  return !/[\0\r\n]/u.test(value);
}

/** Why the value of a header cannot be told. */
function unknownIn(writes: Writes<HeaderChange>): readonly string[] {
  return writes.flatMap(({ value: { value } }) => {
    if (!value.known) return value.because;
    return isSendable(value.value) ? [] : ['a header value that cannot be sent'];
  });
}

/** Each way in which writes may happen: the certain ones always, of the others every choice. */
function selections(writes: Writes<HeaderChange>): readonly (readonly HeaderChange[])[] {
  let all: readonly (readonly HeaderChange[])[] = [[]];
  for (const { value, certain } of writes) {
    const taken = all.map((selected) => [...selected, value]);
    all = certain ? taken : [...all, ...taken];
  }
  return all;
}

function withHeader(
  version: RequestFacts,
  name: string,
  changes: readonly HeaderChange[],
  side: Side,
): RequestFacts {
  const headers = headersOf(version, side);
  if (headers === undefined) return version;
  headers.set(name, headerAfter(headers.get(name) ?? [], changes));
  return side.apply(version, Object.fromEntries(headers));
}

/** By lower-case name; `undefined` when they are unknown. */
function headersOf({ fields }: RequestFacts, { all }: Side): Map<string, readonly string[]> | undefined {
  const headers = fields.get(all);
  if (headers?.kind !== 'map') return undefined;
  return new Map(
    [...headers.value].map(([name, values]) => [
      name,
      values.kind === 'array' ? values.value.flatMap(textOf) : [],
    ]),
  );
}

function textOf(value: Value): readonly string[] {
  return value.kind === 'string' ? [fromOctets(value.value) ?? ''] : [];
}

function fieldsOf(name: string, { all, own }: Side): readonly string[] {
  const further = Object.hasOwn(own, name) ? own[name] : undefined;
  return [all, `${all}.names`, `${all}.values`, ...(further ?? [])];
}
