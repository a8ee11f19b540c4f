import { reasons } from './configuration.ts';
import { type Flow, fieldText, settingOf } from './flow.ts';
import { isSettled, type Knowledge, knownAs, unknownBecause } from './state.ts';

/** Extensions that are cached unless something else is said (developers.cloudflare.com/cache/concepts/default-cache-behavior). */
export const cachedExtensions: ReadonlySet<string> = new Set(
  (
    '7z avi avif apk bin bmp bz2 class css csv doc docx dmg ejs eot eps exe flac gif gz ico iso jar jpg jpeg js mid ' +
    'midi mkv mp3 mp4 ogg otf pdf pict pls png ppt pptx ps rar svg svgz swf tar tif tiff ttf webm webp woff woff2 xls ' +
    'xlsx zip zst'
  ).split(' '),
);

/**
 * Whether Cloudflare would keep the answer: `bypass`, `eligible` by a rule, or what holds without one. Eligible is
 * not yet cached: the headers of the answer and the settings of the zone have a say, and are not looked at.
 * @param unread why rules that decide may be missing.
 */
export function cacheDecision(flow: Flow, unread: readonly string[]): Knowledge<string> {
  const method = fieldText('http.request.method', flow.request);
  if (!method.known) return method;
  // "Anything other than a GET" is not cached (same page); a HEAD is answered from what a GET left there.
  if (method.value !== 'GET' && method.value !== 'HEAD') return knownAs(`not cached: ${method.value}`);
  if (unread.length > 0) return unknownBecause(unread);
  const writes = settingOf(flow.settings, 'cache', 'cache');
  const decisions = writes.map(({ value }) => knownAs(value === true ? 'eligible' : 'bypass'));
  if (isSettled(writes)) return decisions[0] ?? byDefault(flow);
  const possible = writes[0]?.certain === true ? decisions : [byDefault(flow), ...decisions];
  const [first = byDefault(flow)] = possible;
  const isSame = possible.every((other) => other.known && first.known && other.value === first.value);
  return possible.length === 1 || isSame
    ? first
    : unknownBecause(
        doubtsOf(
          flow,
          writes.map(({ by }) => by),
        ),
      );
}

function byDefault(flow: Flow): Knowledge<string> {
  const path = fieldText('http.request.uri.path', flow.request);
  const extension = fieldText('http.request.uri.path.extension', flow.request);
  if (!path.known) return path;
  if (!extension.known) return extension;
  if (path.value === '/robots.txt') return knownAs('by default: robots.txt is cached');
  const name = extension.value.toLowerCase();
  return knownAs(
    cachedExtensions.has(name) ? `by default: ${name} files are cached` : 'by default: not cached',
  );
}

/** What would have to be known of the rules that may or may not apply. */
function doubtsOf({ results }: Flow, ids: readonly string[]): readonly string[] {
  return reasons(...results.map(({ id, because }) => (ids.includes(id) ? because : [])));
}
