import { foldName } from '../../../schema/a-labels.ts';
import { Refusal, refuse, show } from '../../problem.ts';
import { looksLikeIPv4, looksLikeIPv6 } from '../address.ts';
import { isWithin } from '../name.ts';

/**
 * A name of a zone file as a full name with its final dot: `@` is the origin, and a name without a final dot is
 * relative to it (RFC 1035 section 5.1).
 *
 * The commonest mistake in zone files is a final dot that was forgotten: `mail.example.com` would mean
 * `mail.example.com.example.com`. So a relative name of several labels is refused where it ends like another
 * full name: in the zone's name, or in the label under which the zone is registered, or in `com`, `net` or `org`.
 * Who means it writes it in full.
 *
 * @param origin a full name with its final dot; `.` is the root.
 */
export function fullName(word: string, origin: string, zoneName: string): string | Refusal {
  if (word === '@') return origin;
  const name = unescapeName(word);
  if (name instanceof Refusal) return name;
  if (name.endsWith('.')) return name;
  const full = origin === '.' ? `${name}.` : `${name}.${origin}`;
  const isMistaken = isWithin(foldName(origin), zoneName) && looksComplete(name, zoneName);
  return isMistaken
    ? refuse(
        `${show(word)} has no final dot, so it means ${show(full)}: write ${show(`${name}.`)}, or that full name if you mean it`,
      )
    : full;
}

/** Whether a word names the zone itself, with its final dot or without: exports forget it in a line or two. */
export function meansZone(word: string, zoneName: string): boolean {
  const name = unescapeName(word);
  return !(name instanceof Refusal) && foldName(name) === zoneName;
}

/** As `fullName`, for a name that a record points to. */
export function targetOf(word: string, origin: string, zoneName: string): string | Refusal {
  if (looksLikeIPv4(word) || looksLikeIPv6(word))
    return refuse(`${show(word)} is an address, and a name is needed`);
  return fullName(word, origin, zoneName);
}

function looksComplete(name: string, zoneName: string): boolean {
  const folded = foldName(name);
  const last = folded.split('.').at(-1) ?? '';
  if (!folded.includes('.')) return false;
  return (
    isWithin(folded, zoneName) || last === zoneName.split('.').at(-1) || ['com', 'net', 'org'].includes(last)
  );
}

const encoder = new TextEncoder();

/**
 * `\DDD` as the octet and `\X` as the character they mean. Octets that are UTF-8 are read as the text: so BIND and
 * `dig` print a label that was written in UTF-8. Refused are other octets, and a dot within a label: Cloudflare has
 * no such names.
 */
export function unescapeName(word: string): string | Refusal {
  if (!word.includes('\\')) return word;
  const octets: number[] = [];
  for (const [piece] of word.matchAll(/\\\d{3}|\\[\s\S]|[^\\]+/gu)) {
    const escaped = piece.startsWith('\\') ? piece.slice(1) : undefined;
    const isNumber = escaped !== undefined && /^\d{3}$/.test(escaped);
    if (isNumber && Number(escaped) > 255)
      return refuse(`holds ${piece}: the number of an octet is at most 255`);
    if (escaped === '.' || (isNumber && Number(escaped) === 0x2e))
      return refuse(`${show(word)} has a dot within a label, which Cloudflare cannot hold`);
    if (isNumber) octets.push(Number(escaped));
    else octets.push(...encoder.encode(escaped ?? piece));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(octets));
  } catch {
    return refuse(`${show(word)} has octets that are not UTF-8, and Cloudflare takes letters only`);
  }
}
