import type { Value } from '../values.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { isTimedHmacValid } from './hmac.ts';
import type { Implementation } from './implementation.ts';
import { booleanValue, missing, stringValue, unknown } from './results.ts';
import { sha256 } from './sha256.ts';

function letters(flags: Value | undefined): string {
  return flags?.kind === 'string' ? flags.value : '';
}

const encode: Implementation = ([input, flags]) => {
  if (input?.kind !== 'string') return missing;
  const urlSafe = letters(flags).includes('u');
  const padding = letters(flags).includes('p');
  return stringValue(encodeBase64(input.value, { urlSafe, padding }));
};

/** What Cloudflare makes of malformed Base64 is not documented. */
const decode: Implementation = ([source]) => {
  if (source?.kind !== 'string') return missing;
  const octets = decodeBase64(source.value);
  return octets === undefined ? unknown('decode_base64') : stringValue(octets);
};

const digest: Implementation = ([input]) =>
  input?.kind === 'string' ? stringValue(sha256(input.value)) : missing;

const isTokenValid: Implementation = ([key, messageMac, timeToLive, now, separatorLength, flags]) => {
  if (key?.kind !== 'string' || messageMac?.kind !== 'string') return missing;
  if (timeToLive?.kind !== 'integer' || now?.kind !== 'integer') return missing;
  const isValid = isTimedHmacValid({
    key: key.value,
    messageMac: messageMac.value,
    timeToLive: timeToLive.value,
    now: now.value,
    separatorLength: separatorLength?.kind === 'integer' ? Number(separatorLength.value) : 0,
    urlSafe: letters(flags).includes('s'),
  });
  return isValid === 'not certain' ? unknown('is_timed_hmac_valid_v0') : booleanValue(isValid);
};

/** Encodings, digests and tokens. */
export const encodingFunctions: Readonly<Record<string, Implementation>> = {
  decode_base64: decode,
  encode_base64: encode,
  is_timed_hmac_valid_v0: isTokenValid,
  sha256: digest,
};
