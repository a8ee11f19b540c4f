import type { TokenEncoding } from './fault.ts';

const ENCODERS: Readonly<Record<TokenEncoding, (token: string) => string>> = {
  plain: (token) => token,
  base64: (token) => Buffer.from(token).toString('base64'),
  url: (token) => eachByte(token, '%'),
  hex: (token) => eachByte(token, ''),
  reversed: (token) => Array.from(token).toReversed().join(''),
  'json-escaped': (token) => eachByte(token, '\\u00'),
};

/** The text of an error envelope that repeats the bearer token, as a careless backend might. */
export function echoedToken(token: string, encoding: TokenEncoding): string {
  const echoed = ENCODERS[encoding](token);
  // Written by hand: JSON.stringify would escape the backslashes of `json-escaped`. A token holds no character
  // that needs escaping; one that came malformed could, so only such characters are kept that do not.
  const message = `Invalid access token: ${echoed.replaceAll(/[^\w+/=%\\-]/g, '?')}`;
  return `{"result":null,"success":false,"errors":[{"code":9109,"message":"${message}"}],"messages":[]}`;
}

function eachByte(token: string, prefix: string): string {
  return [...Buffer.from(token)].map((byte) => prefix + byte.toString(16).padStart(2, '0')).join('');
}
