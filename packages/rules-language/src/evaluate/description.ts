import type { Normalization } from './normalise.ts';

/** Headers by name, or in order as pairs of a name and a value. */
export type Headers =
  | Readonly<Record<string, string | readonly string[]>>
  | readonly (readonly [name: string, value: string])[];

/** The value of a field in JSON: addresses and text are strings. */
export type Given = boolean | number | string | readonly Given[] | { readonly [name: string]: Given };

export interface ResponseDescription {
  readonly status: number;
  readonly headers?: Headers | undefined;
}

/** A request as a person describes it. It has the headers that are named here (and `Host`), and no others. */
export interface RequestDescription {
  /** `GET` unless said otherwise. */
  readonly method?: string | undefined;
  /** Absolute, `http` or `https`. */
  readonly url: string;
  readonly headers?: Headers | undefined;
  /** Added to the headers. */
  readonly cookies?: Readonly<Record<string, string>> | undefined;
  /** Address of the client. */
  readonly ip?: string | undefined;
  /** Country of the client, two letters (ISO 3166-1), `T1` for Tor. */
  readonly country?: string | undefined;
  /** Number of the client's autonomous system. */
  readonly asn?: number | undefined;
  /** Known to be empty for GET and HEAD when it is left out. */
  readonly body?: string | undefined;
  /** `1.0`, `1.1`, `2` or `3`, with `HTTP/` before it or not. */
  readonly http_version?: string | undefined;
  /** When Cloudflare received the request: RFC 3339, or seconds since 1970. */
  readonly time?: number | string | undefined;
  readonly response?: ResponseDescription | undefined;
  /** How the zone normalises incoming URLs; `rfc3986` is Cloudflare's default. */
  readonly normalization?: Normalization | undefined;
  /** The members of lists of the account, by name. */
  readonly lists?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Values of further fields, by name. They win over what is told above. */
  readonly also?: Readonly<Record<string, Given>> | undefined;
}

/** What is wrong with a description; the message may be shown. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
}
