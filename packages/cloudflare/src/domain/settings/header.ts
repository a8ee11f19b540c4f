import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { type Refusal, refuse } from '../problem.ts';

/**
 * The setting `security_header` as one line, in the words of RFC 6797 section 6.1, with `nosniff` for
 * `X-Content-Type-Options`: `max-age=31536000; includeSubDomains; preload`, or `off`.
 */
export interface SecurityHeader {
  /** Seconds; 0 when the header is not sent. */
  readonly maxAge: number;
  readonly includeSubDomains: boolean;
  readonly preload: boolean;
  readonly nosniff: boolean;
}

/** The form of such a line. */
export const headerLine = /^(?:off|max-age=\d{1,10})(?:; (?:includeSubDomains|preload|nosniff)){0,3}$/u;

const flags = ['includeSubDomains', 'preload', 'nosniff'] as const;

/** hstspreload.org, "Submission requirements": a year. */
const leastPreload = 31_536_000;

export function readHeaderLine(line: string): SecurityHeader | Refusal {
  const [first = '', ...rest] = line.split(';').map((part) => part.trim().toLowerCase());
  const age = /^max-age=(\d{1,9})$/u.exec(first)?.[1];
  if (age === undefined && first !== 'off') return malformed();
  if (rest.some((part) => !flags.some((flag) => flag.toLowerCase() === part))) return malformed();
  const has = (flag: (typeof flags)[number]): boolean => rest.includes(flag.toLowerCase());
  const header = {
    maxAge: Number(age ?? 0),
    includeSubDomains: has('includeSubDomains'),
    preload: has('preload'),
    nosniff: has('nosniff'),
  };
  if (header.preload && (header.maxAge < leastPreload || !header.includeSubDomains)) {
    return refuse(`preload needs max-age=${leastPreload} or more, and includeSubDomains`);
  }
  return header;
}

export function headerLineOf({ maxAge, ...header }: SecurityHeader): string {
  return [maxAge > 0 ? `max-age=${maxAge}` : 'off', ...flags.filter((flag) => header[flag])].join('; ');
}

/** As the API has it. */
export function headerFromApi(value: JsonValue | undefined): SecurityHeader | undefined {
  const header = isJsonObject(value) ? (value['strict_transport_security'] ?? {}) : undefined;
  if (!isJsonObject(header)) return undefined;
  const { enabled, max_age: maxAge } = header;
  const isOn = enabled === true && typeof maxAge === 'number';
  return {
    maxAge: isOn ? maxAge : 0,
    includeSubDomains: isOn && header['include_subdomains'] === true,
    preload: isOn && header['preload'] === true,
    nosniff: header['nosniff'] === true,
  };
}

export function headerForApi({ maxAge, includeSubDomains, preload, nosniff }: SecurityHeader): JsonObject {
  return {
    strict_transport_security: {
      enabled: maxAge > 0,
      max_age: maxAge,
      include_subdomains: includeSubDomains,
      preload,
      nosniff,
    },
  };
}

function malformed(): Refusal {
  return refuse(
    'must be off, or max-age=SECONDS with any of includeSubDomains, preload and nosniff, separated by semicolons',
  );
}
