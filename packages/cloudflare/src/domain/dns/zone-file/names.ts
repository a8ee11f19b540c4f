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
  const isMistaken = isWithin(origin.slice(0, -1).toLowerCase(), zoneName) && looksComplete(name, zoneName);
  return isMistaken
    ? refuse(
        `${show(word)} has no final dot, so it means ${show(full)}: write ${show(`${name}.`)}, or that full name if you mean it`,
      )
    : full;
}

/** As `fullName`, for a name that a record points to. */
export function targetOf(word: string, origin: string, zoneName: string): string | Refusal {
  if (looksLikeIPv4(word) || looksLikeIPv6(word))
    return refuse(`${show(word)} is an address, and a name is needed`);
  return fullName(word, origin, zoneName);
}

function looksComplete(name: string, zoneName: string): boolean {
  const lower = name.toLowerCase();
  const last = lower.split('.').at(-1) ?? '';
  if (!lower.includes('.')) return false;
  return (
    isWithin(lower, zoneName) || last === zoneName.split('.').at(-1) || ['com', 'net', 'org'].includes(last)
  );
}

/** `\DDD` and `\X` as the characters they mean. A dot within a label is refused: Cloudflare has no such names. */
function unescapeName(word: string): string | Refusal {
  if (!word.includes('\\')) return word;
  let hasDot = false;
  const name = word.replaceAll(/\\(\d{3}|[\s\S])/g, (_, escaped: string) => {
    const character = escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped;
    hasDot ||= character === '.';
    return character;
  });
  return hasDot ? refuse(`${show(word)} has a dot within a label, which Cloudflare cannot hold`) : name;
}
