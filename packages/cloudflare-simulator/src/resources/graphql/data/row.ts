/** What a security feature did to a request. */
export interface SecurityEvent {
  readonly action: string;
  readonly source: string;
  readonly ruleId: string;
  readonly description: string;
}

/** Requests that are alike, made at about the same time. */
export interface HttpRow {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly requests: number;
  /** Of each answer. */
  readonly bytes: number;
  /** Requests that began a visit: they came from elsewhere. */
  readonly visits: number;
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly country: string;
  readonly status: number;
  readonly cacheStatus: string;
  readonly contentType: string;
  readonly userAgent: string;
  readonly clientIP: string;
  readonly asn: number;
  readonly device: string;
  readonly event: SecurityEvent | undefined;
  /** How many requests one that was looked at stands for. */
  readonly sampleInterval: number;
}

export const HOUR = 3_600_000;
