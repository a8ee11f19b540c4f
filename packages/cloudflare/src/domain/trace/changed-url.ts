import { toOctets, withRewritten } from '@crunchtools/rules-language';
import { fieldText } from './judge.ts';
import { reasons } from './reasons.ts';
import { type RequestState, withoutFields, withVersions } from './request-state.ts';
import { sameTold, type Told, type Writes } from './writes.ts';

/** The URLs that a request may have now; one when it is certain. */
export function possibleUrls(request: RequestState): readonly Told<string>[] {
  const urls = request.versions.map((version) =>
    fieldText('http.request.full_uri', { ...request, versions: [version] }),
  );
  return urls.filter((url, index) => urls.findIndex((other) => sameTold(url, other)) === index);
}

/** What URL rewrites do to the parts of a URL. */
export interface UrlWrites {
  readonly path: Writes<Told<string>>;
  readonly query: Writes<Told<string>>;
}

/** Fields that tell of a part of the URL, and of no other part. */
const ownFields = {
  path: ['http.request.uri.path', 'http.request.uri.path.extension'],
  query: [
    'http.request.uri.query',
    'http.request.uri.args',
    'http.request.uri.args.names',
    'http.request.uri.args.values',
  ],
} as const;

const wholeUrl = ['http.request.full_uri', 'http.request.uri'];

/**
 * The request as phases behind the URL rewrites see it.
 * @param doubts what would have to be known to tell whether uncertain writes happen.
 */
export function withChangedUrl(
  request: RequestState,
  writes: UrlWrites,
  doubts: readonly string[],
): RequestState {
  const queries = possibleTexts(writes.query);
  const changes = possibleTexts(writes.path).flatMap((path) => queries.map((query) => ({ path, query })));
  const [first, ...others] = request.versions.flatMap((version) =>
    changes.map((change) => withRewritten(version, change)),
  );
  if (first === undefined) return request;
  const changed = withVersions(request, [first, ...others], doubts);
  return forgetUnknown(forgetUnknown(changed, writes, 'path', doubts), writes, 'query', doubts);
}

/** In octets; `undefined` where a part may stay as it is. A text that is unknown is left out. */
function possibleTexts(writes: Writes<Told<string>>): readonly (string | undefined)[] {
  const known = writes.flatMap(({ value }) => (value.known ? [toOctets(value.value)] : []));
  const mayStay = writes[0]?.certain !== true || known.length === 0;
  return [...new Set([...(mayStay ? [undefined] : []), ...known])];
}

function forgetUnknown(
  request: RequestState,
  writes: UrlWrites,
  part: keyof UrlWrites,
  doubts: readonly string[],
): RequestState {
  const unknown = writes[part].flatMap(({ value }) => (value.known ? [] : value.because));
  if (unknown.length === 0) return request;
  return withoutFields(request, [...ownFields[part], ...wholeUrl], reasons(unknown, doubts));
}
