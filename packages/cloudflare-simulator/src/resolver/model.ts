/** A record as a resolver hands it out. */
export interface AnsweredRecord {
  /** Lower-case, without the final dot. */
  readonly name: string;
  /** `A`, `TXT`, … */
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** As in a zone file. */
  readonly data: string;
}

/** Response codes (RFC 1035 §4.1.1). */
export const NOERROR = 0;
export const SERVFAIL = 2;
export const NXDOMAIN = 3;

export interface Resolution {
  readonly status: typeof NOERROR | typeof SERVFAIL | typeof NXDOMAIN;
  readonly answers: readonly AnsweredRecord[];
  /** The SOA of the zone that denies, for how long a denial may be kept (RFC 2308 §5). */
  readonly authority: readonly AnsweredRecord[];
  /** Whether all of it was validated with DNSSEC. */
  readonly authenticated: boolean;
  /** Extended DNS errors (RFC 8914), in Cloudflare's words. */
  readonly comments: readonly string[];
}

export interface Question {
  /** Lower-case, without the final dot. */
  readonly name: string;
  readonly type: string;
  /** Answers without validating. */
  readonly checkingDisabled: boolean;
}
