import type { Change, Guard, GuardReason, JsonValue } from '@crunchtools/mcp-core';

/**
 * Tags are not asked about, however many: only the origin knows what carries them, and they are there to purge what
 * belongs together. Nor are files, of which each is named.
 */
const table = {
  'cache.everything': {
    asked: 'A purge of everything.',
    why: 'The origin has to answer every request anew, and may not stand it.',
    example: 'purge_cache purge_everything: true',
  },
  'cache.host': {
    asked: 'A purge of all that a host has: by hosts, or by a prefix without a path.',
    why: 'The origin has to answer every request for that host anew; of a site that is one host, that is everything.',
    example: 'purge_cache prefixes: ["example.com/"]',
  },
} as const satisfies Readonly<Record<string, Omit<Guard, 'id'>>>;

export const guards: readonly Guard[] = Object.entries(table).map(([id, row]) => ({ id, ...row }));

export function guardReasons({ after = {} }: Pick<Change, 'after'>): readonly GuardReason[] {
  if (after['purge_everything'] === true) {
    const text = 'It purges everything, so the origin has to answer every request anew.';
    return [{ guard: 'cache.everything', text, kind: 'value' }];
  }
  const isWhole = textsIn(after['hosts']).length > 0 || textsIn(after['prefixes']).some(isHost);
  if (!isWhole) return [];
  const text = 'It purges all that a host has, so the origin has to answer every request for it anew.';
  return [{ guard: 'cache.host', text, kind: 'value' }];
}

/** A prefix is a host and a path; a path of slashes, or a star, names all of the host. */
function isHost(prefix: string): boolean {
  return /^[^/]*[/*]*$/u.test(prefix);
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
