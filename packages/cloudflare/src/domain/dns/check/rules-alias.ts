import { isCloudflareAddress } from './cloudflare-ranges.ts';
import { type Facts, isNameError, type ZoneRecord } from './facts.ts';
import { flattens } from './flattening.ts';
import { typeNumbers } from './record-types.ts';
import { absence } from './rules-resolution.ts';
import { keyOfAnswered, keyOfStored } from './value.ts';
import { type Verdict, verdict } from './verdict.ts';

/** Rules about names that answer something else than what is stored: proxied ones, and aliases. */

const proxiedTypes: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME', 'HTTPS']);

/** developers.cloudflare.com/dns/proxy-status: Cloudflare answers for these with addresses of its own. */
export function isProxied(facts: Facts): Verdict | undefined {
  const { type, proxied, wanted } = facts;
  if (proxied.length === 0 || !proxiedTypes.has(type)) return undefined;
  if (type === 'HTTPS') {
    if (wanted.length > 0) return undefined;
    return verdict('proxied', 'The name is proxied: Cloudflare makes its HTTPS record itself.');
  }
  return type === 'CNAME' ? proxiedAlias(facts) : proxiedAddresses(facts);
}

function proxiedAlias({ seenAlias }: Facts): Verdict {
  return seenAlias === undefined
    ? verdict(
        'proxied',
        'The alias is proxied: the world is shown addresses of Cloudflare, and not the alias.',
      )
    : verdict('differs', 'The alias is proxied, but the world still sees where it points.');
}

function proxiedAddresses(facts: Facts): Verdict {
  const { type, seen, proxied, wanted, missing } = facts;
  if (seen.length === 0) {
    if (proxied.some((record) => excludes(record, type))) {
      return verdict('proxied', `The name is proxied without ${type} addresses, as its settings say.`);
    }
    return verdict('not_there_yet', `The name is proxied, but the world sees ${absence(facts)}.`);
  }
  if (seen.every(({ data }) => isCloudflareAddress(data))) {
    return verdict(
      'proxied',
      'The name is proxied: the world sees addresses of Cloudflare, not those stored here.',
    );
  }
  if (missing.length < wanted.length) {
    return verdict('differs', 'The name is proxied, but the world still sees an address of the origin.');
  }
  return verdict(
    'differs',
    'The name is proxied, but the world sees addresses that Cloudflare does not publish as its own.',
  );
}

function excludes({ settings }: ZoneRecord, type: string): boolean {
  return settings?.[type === 'A' ? 'ipv6_only' : 'ipv4_only'] === true;
}

export function isFlattened(facts: Facts): Verdict | undefined {
  const { type, seenAlias } = facts;
  if (!flattens(facts)) return undefined;
  if (type === 'CNAME') {
    return seenAlias === undefined
      ? verdict(
          'matches',
          'The alias is flattened: the world is shown the addresses of its target, and no alias.',
        )
      : verdict('differs', 'The alias should be flattened, but the world still sees the alias itself.');
  }
  return type === 'A' || type === 'AAAA' ? flattenedAddresses(facts) : undefined;
}

function flattenedAddresses(facts: Facts): Verdict {
  const { type, seen, target } = facts;
  const behind = new Set(
    (target?.answers ?? []).filter((record) => record.type === typeNumbers[type]).map(({ data }) => data),
  );
  if (seen.length === 0) {
    return behind.size === 0
      ? verdict('matches', `The alias is flattened, and its target has no ${type} address.`)
      : verdict('not_there_yet', `The alias is flattened, but the world sees ${absence(facts)}.`);
  }
  return seen.some(({ data }) => behind.has(data))
    ? verdict('matches', 'The alias is flattened: the world sees the addresses of its target.')
    : verdict(
        'unknown',
        'The alias is flattened, and its target answers other addresses here: it may do so from place to place.',
      );
}

/** Every type but CNAME is asked of the target (RFC 1034 section 3.6.2). */
export function isAliased(facts: Facts): Verdict | undefined {
  const { alias, type, seenAlias, seen, name, zone } = facts;
  if (alias === undefined || type === 'CNAME' || flattens(facts)) return undefined;
  if (seenAlias === undefined) {
    return seen.length > 0
      ? verdict('differs', `The name is an alias here, but the world sees ${type} records of its own for it.`)
      : verdict('not_there_yet', `The name is an alias here, but the world sees ${absence(facts)}.`);
  }
  const isSame =
    keyOfAnswered('CNAME', seenAlias.data, name, zone.name) === keyOfStored({ ...alias, name }, zone.name);
  if (!isSame) return verdict('differs', 'The world sees the name as an alias of another target.');
  if (isNameError(facts)) {
    return verdict('matches', 'The world sees the alias, but its target does not exist.');
  }
  const hasEnd = facts.answer.answers.some((record) => record.type === typeNumbers[type]);
  return hasEnd
    ? verdict('matches', `The world sees the alias, and ${type} records at its target.`)
    : verdict('matches', `The world sees the alias; its target has no ${type} record.`);
}
