/**
 * What of a change of a text hurts readers, whatever the service: each says whether the text after has more of it than the text
 * before. A server decides which of them are asked about, and adds what only its service has.
 */

/** A text this long, in characters, has something to lose. */
const longText = 200;

const markup =
  /<\s*(?:script|html|iframe|object|embed|form|input)\b|javascript:|\bon(?:error|load|click|mouseover)\s*=|(?:display|visibility)\s*:\s*(?:none|hidden)|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0|position\s*:\s*(?:fixed|absolute)|color\s*:\s*(?:transparent|white\b|#fff(?:fff)?\b)/giu;

/** Without ZWNJ, ZWJ, the soft hyphen and the marks of direction, which Persian, Hebrew, German and emoji need. */
const unseen = /[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

export function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Whether nothing is left, or less than half of a text of 200 or more characters. */
export function losesMost(before: string, after: string): boolean {
  return (before !== '' && after === '') || (before.length >= longText && after.length < before.length / 2);
}

/** Whether there is more markup that runs, hides text, or covers the page. */
export function addsMarkup(before: string, after: string): boolean {
  return countOf(after, markup) > countOf(before, markup);
}

/** Whether there are more characters that cannot be seen and change the order of text or part words. */
export function addsUnseen(before: string, after: string): boolean {
  return countOf(after, unseen) > countOf(before, unseen);
}

/** Hosts of the links of a text, one for each link. */
function hostsIn(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/(?:https?:|ftp:)?\/\/([^\s/:?#\]|<>"'{}]+\.[^\s/:?#\]|<>"'{}]+)/giu),
    ([, host = '']) => host.toLowerCase().replace(/^www\./u, ''),
  );
}

/** Whether there are five or more new links to one site that had none, or fifteen new ones. */
export function floodsWithLinks(before: string, after: string): boolean {
  const known = hostsIn(before);
  const counts = new Map<string, number>();
  const hosts = hostsIn(after);
  for (const host of hosts) if (!known.includes(host)) counts.set(host, (counts.get(host) ?? 0) + 1);
  return hosts.length - known.length >= 15 || [...counts.values()].some((count) => count >= 5);
}

/** Archives keep what was at the old address. */
const archives = /(?:^|\.)(?:archive\.org|archive\.(?:today|is|ph)|webcitation\.org|doi\.org)$/u;

/** Whether links to one site went, and there are links to another one that had none. */
export function swapsLink(before: string, after: string): boolean {
  const [old, present] = [new Set(hostsIn(before)), new Set(hostsIn(after))];
  const isGone = [...old].some((host) => !present.has(host));
  return isGone && [...present].some((host) => !old.has(host) && !archives.test(host));
}
