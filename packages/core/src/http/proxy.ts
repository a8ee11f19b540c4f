import { Buffer } from 'node:buffer';
import { InputError } from '../errors/errors.ts';
import { Secret } from '../secret/secret.ts';
import { urlOf } from '../url.ts';

/** A forward proxy that carries TLS connections through CONNECT (RFC 9110 section 9.3.6). */
export interface ForwardProxy {
  readonly hostname: string;
  readonly port: number;
  /** Whether the proxy itself is spoken to over TLS; its certificate is checked then. */
  readonly secure: boolean;
  /** Basic credentials (RFC 7617), as in the header. */
  readonly authorization: Secret | undefined;
  /** The password alone, for the last filter; absent when it is so short that common words would match. */
  readonly password: Secret | undefined;
  /** Hosts that are reached directly: the parts of `NO_PROXY`. */
  readonly direct: readonly string[];
}

const SHORTEST_SCRUBBED = 8;

/**
 * @param address a value of `HTTPS_PROXY`: `http://user:password@host:port`, the scheme may be missing.
 * @param exceptions a value of `NO_PROXY`: host names separated by commas or spaces; each also means the names below it.
 * @throws {InputError} that never repeats the address, which may hold a password.
 */
export function readProxy(address: string, exceptions: string): ForwardProxy {
  const url = parsed(address);
  const [user, password] = [decoded(url.username), decoded(url.password)];
  const secure = url.protocol === 'https:';
  return {
    hostname: url.hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    authorization:
      user === '' ? undefined : new Secret(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`),
    password: password.length < SHORTEST_SCRUBBED ? undefined : new Secret(password),
    direct: exceptions
      .toLowerCase()
      .split(/[\s,]+/u)
      .filter((part) => part !== ''),
  };
}

function parsed(address: string): URL {
  const full = /^[a-z][a-z0-9+.-]*:\/\//iu.test(address) ? address : `http://${address}`;
  const url = urlOf(full);
  if (url !== undefined && url.hostname !== '' && /^https?:$/u.test(url.protocol)) return url;
  throw new InputError('HTTPS_PROXY is not the address of a proxy.', {
    nextStep:
      'Set it to http://host:port or https://host:port, with user:password@ before the host if needed.',
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InputError('The user name or password in HTTPS_PROXY is not percent-encoded.', {
      nextStep: 'Write %25 for a percent sign, %40 for an at sign and %3A for a colon in them.',
    });
  }
}

/** Whether `NO_PROXY` has the host, the domain it is in, or everything. */
export function isDirect({ direct }: ForwardProxy, hostname: string): boolean {
  return direct.some((entry) => {
    const name = entry.replace(/:443$/u, '').replace(/^\*?\./u, '');
    return name === '*' || hostname === name || hostname.endsWith(`.${name}`);
  });
}
