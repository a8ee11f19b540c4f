import type { LeftOutKind } from './left-out.ts';
import type { NoteKind, Notes } from './notes.ts';
import type { LeftOut } from './reader.ts';

/** What is told of records that are no wishes. */
export function leftOutWarnings(leftOut: LeftOut, zoneName: string): readonly string[] {
  const reasons: Readonly<Record<LeftOutKind, (counts: string) => string>> = {
    servers: (counts) =>
      `${counts} records of ${zoneName} itself are left out: the name servers of Cloudflare answer for it.`,
    made: (counts) => `Left out, because Cloudflare makes them itself: ${counts}.`,
    keys: (counts) =>
      `${counts} records of ${zoneName} itself are left out: they are keys of the provider that signs it now, and Cloudflare signs with its own. Those the zone has stay.`,
    parent: (counts) =>
      `${counts} records of ${zoneName} itself are left out: they belong to the parent zone, through the registrar.`,
    private: (counts) => `Left out, because they mean something to the name server before only: ${counts}.`,
  };
  const told = Object.entries(reasons).flatMap(([kind, tell]) => {
    const types = kinds.find((known) => known === kind);
    const counts = types === undefined ? undefined : leftOut.get(types);
    return counts === undefined ? [] : [tell(countsOf(counts))];
  });
  return isSigned(leftOut) ? [...told, signedWarning] : told;
}

const kinds: readonly LeftOutKind[] = ['servers', 'made', 'keys', 'parent', 'private'];

const signedWarning =
  'The zone of this file is signed. Before its name servers change, take its DS record away at the registrar and wait for the TTL of that record, or resolvers that validate find nothing.';

function isSigned(leftOut: LeftOut): boolean {
  return leftOut.get('keys') !== undefined || (leftOut.get('made')?.has('RRSIG') ?? false);
}

function countsOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([type, count]) => `${count} ${type}`).join(', ');
}

const tellers: Readonly<Record<NoteKind, (lines: string) => string>> = {
  cut: (lines) =>
    `A text without quotes ends at its semicolon, and the rest is a comment: ${lines}. Put it in quotes if it belongs to the text.`,
  joined: (lines) =>
    `A text without quotes is several strings, which are read as one text without the blanks between: ${lines}. Put it in quotes if they belong to it.`,
  escape: (lines) =>
    `An escape is a letter or digit by RFC 1035, which reads it as decimal; some services write octal, where \\052 is "*": ${lines}.`,
  octets: (lines) => `A name is written in octets of UTF-8, and becomes an A-label: ${lines}.`,
  single: (lines) =>
    `A target of one label is relative to the origin: ${lines}. Some programs list full names without their final dot.`,
  no_ttl: (lines) =>
    `A record has no TTL, and no $TTL stands before it: it has that of the record before, else the minimum of the SOA record, else Cloudflare's automatic one: ${lines}.`,
  empty: (lines) => `A TXT record without text is left out, because Cloudflare takes none: ${lines}.`,
  repeated: (lines) => `A record that is there before is left out: ${lines}.`,
};

const noteKinds: readonly NoteKind[] = [
  'cut',
  'joined',
  'escape',
  'octets',
  'single',
  'no_ttl',
  'empty',
  'repeated',
];

/** What reads otherwise than its writer may have meant, with the lines. */
export function noteWarnings(notes: Notes): readonly string[] {
  return noteKinds.flatMap((kind) => {
    const lines = notes.of(kind);
    return lines === undefined ? [] : [tellers[kind](lines)];
  });
}
