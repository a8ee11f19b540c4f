/** Records that a zone starts with. */

import { AUTOMATIC_TTL } from './limits.ts';
import type { RecordFields, SeedRecord } from './model.ts';
import { stamped } from './stamp.ts';
import { seedRecord, type WriteContext } from './writes.ts';

/**
 * Adds the record that the body of a POST would make. What most bodies of seeds are is told here without the rules of
 * every type, which take most of a start.
 * @throws {ApiFailure} as a POST.
 */
export function addSeed(context: WriteContext, seed: SeedRecord): void {
  const fields = plainFields(seed, context.zone.name);
  if (fields === undefined) seedRecord(context, seed);
  else context.records.put(stamped(context.determinism, fields, undefined));
}

const PROXIABLE: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);
const PLAIN: ReadonlySet<string> = new Set([...PROXIABLE, 'MX', 'TXT']);

/** What the rules make of a seed that is in the form in which records are kept; nothing for others. */
function plainFields(seed: SeedRecord, zoneName: string): RecordFields | undefined {
  const { type, name, content = '', priority, proxied = false, comment = null, tags = [] } = seed;
  const isPlain =
    PLAIN.has(type) &&
    seed.settings === undefined &&
    seed.meta === undefined &&
    /^@$|^[a-z0-9_.-]+$/.test(name) &&
    !name.endsWith(zoneName) &&
    // Other texts are written anew, and private addresses cannot be proxied.
    (type === 'TXT' ? /^"[^"\\]{0,255}"$/.test(content) : !content.startsWith('10.'));
  if (!isPlain) return undefined;
  return {
    name: name === '@' ? zoneName : `${name}.${zoneName}`,
    type,
    content,
    ...(priority === undefined ? {} : { priority }),
    proxiable: PROXIABLE.has(type),
    proxied,
    ttl: proxied ? AUTOMATIC_TTL : (seed.ttl ?? AUTOMATIC_TTL),
    settings: type === 'CNAME' ? { flatten_cname: false } : {},
    comment,
    tags,
  };
}
