import { decodeBase64 } from './base64.ts';
import { hmacSha256 } from './sha256.ts';
import { urlDecode } from './url-decode.ts';

const timestampDigits = 10;
/** Base64 of 32 octets without padding. */
const shortestMac = 43;

export interface TimedToken {
  readonly key: string;
  /** message, separator, timestamp of ten digits, `-`, MAC. */
  readonly messageMac: string;
  /** Seconds. */
  readonly timeToLive: bigint;
  /** Seconds since 1970. */
  readonly now: bigint;
  /** Octets. */
  readonly separatorLength: number;
  /** The MAC is in the URL-safe alphabet without padding, and not percent-encoded. */
  readonly urlSafe: boolean;
}

/**
 * Whether a token of `is_timed_hmac_valid_v0` is genuine and not expired. The MAC is HMAC-SHA-256 of the message and
 * the timestamp, without the separator. Whether a token is still valid in the second in which it expires, and one
 * from the future, is not certain: the documentation does not say. Source:
 * developers.cloudflare.com/ruleset-engine/rules-language/functions, "HMAC validation".
 */
export function isTimedHmacValid(token: TimedToken): boolean | 'not certain' {
  const { messageMac, separatorLength } = token;
  const dash = dashBeforeMac(messageMac);
  const start = dash - timestampDigits;
  const messageEnd = start - separatorLength;
  if (dash === -1 || messageEnd < 1) return false;
  const timestamp = messageMac.slice(start, dash);
  const age = token.now - BigInt(timestamp);
  if (age > token.timeToLive) return false;
  const mac = decodeMac(messageMac.slice(dash + 1), token.urlSafe);
  if (mac !== hmacSha256(token.key, messageMac.slice(0, messageEnd) + timestamp)) return false;
  return age < 0n || age === token.timeToLive ? 'not certain' : true;
}

/** The last dash that a timestamp precedes and a MAC can follow. */
function dashBeforeMac(messageMac: string): number {
  let dash = messageMac.lastIndexOf('-', messageMac.length - shortestMac - 1);
  while (dash >= timestampDigits) {
    if (/^[0-9]{10}$/.test(messageMac.slice(dash - timestampDigits, dash))) return dash;
    dash = messageMac.lastIndexOf('-', dash - 1);
  }
  return -1;
}

function decodeMac(written: string, urlSafe: boolean): string | undefined {
  if (!urlSafe) {
    // A literal "+" is Base64 here, not a space.
    const text = urlDecode(written.replaceAll('+', '%2B'));
    return text === undefined ? undefined : decodeBase64(text);
  }
  if (!/^[A-Za-z0-9_-]{43}$/.test(written)) return undefined;
  return decodeBase64(written.replaceAll('-', '+').replaceAll('_', '/'));
}
