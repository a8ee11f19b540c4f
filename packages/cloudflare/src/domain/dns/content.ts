import { type Refusal, refuse, show } from '../problem.ts';
import { parseIPv4, parseIPv6 } from './address.ts';
import type { Place } from './data-rules.ts';
import { refuseBase64 } from './field.ts';
import { targetName } from './host.ts';
import { refuseMailboxName } from './keys.ts';
import { txtContent } from './txt.ts';
import type { ContentType } from './types.ts';

/** The rules of one type whose value is a string. */
export interface ContentRules {
  /** What the content is, for a message that says it is missing. */
  readonly meaning: string;
  readonly check: (content: string, place: Place) => string | Refusal;
  /** Why the type cannot stand at this name. */
  readonly refuseName?: (place: Place) => string | undefined;
}

const adviceForHosts = 'create an A or AAAA record for it and write its name';

function cnameTarget(content: string, { name, zoneName }: Place): string | Refusal {
  const adviceForAddress = content.includes(':') ? 'use an AAAA record' : 'use an A record';
  const target = targetName(content, { zoneName, allowsRoot: false, isHost: false, adviceForAddress });
  return target === name
    ? refuse(`${show(content)} is the record's own name: it would never resolve`)
    : target;
}

/** MX: RFC 1035 section 3.3.9; `.` means that the name takes no mail (RFC 7505). */
function mailHost(content: string, { zoneName }: Place): string | Refusal {
  return targetName(content, { zoneName, allowsRoot: true, isHost: true, adviceForAddress: adviceForHosts });
}

function nameServer(content: string, { zoneName }: Place): string | Refusal {
  return targetName(content, { zoneName, allowsRoot: false, isHost: true, adviceForAddress: adviceForHosts });
}

function pointer(content: string, { zoneName }: Place): string | Refusal {
  const adviceForAddress = 'content is the host, and the address is the name of the record';
  return targetName(content, { zoneName, allowsRoot: false, isHost: false, adviceForAddress });
}

/** OPENPGPKEY: RFC 7929. Only the encoding is checked, not the key. */
function publicKey(content: string): string | Refusal {
  const compact = content.replaceAll(/\s/g, '');
  const reason = refuseBase64(compact);
  return reason === undefined ? compact : refuse(reason);
}

export const contentRules: Readonly<Record<ContentType, ContentRules>> = {
  A: { meaning: 'an IPv4 address', check: parseIPv4 },
  AAAA: { meaning: 'an IPv6 address', check: parseIPv6 },
  CNAME: { meaning: 'the name this one is an alias of', check: cnameTarget },
  MX: { meaning: 'the host that takes the mail, or "." for none', check: mailHost },
  NS: { meaning: 'the host of a name server', check: nameServer },
  OPENPGPKEY: {
    meaning: 'an OpenPGP key in base64',
    check: publicKey,
    refuseName: ({ name }) => refuseMailboxName(name, '_openpgpkey', 'RFC 7929 section 3'),
  },
  PTR: { meaning: 'the host this name points to', check: pointer },
  TXT: { meaning: 'the text', check: txtContent },
};
