/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  /** `unknown`: it cannot be told without a write. A `problem` stops the server from working. */
  readonly verdict: 'ok' | 'warning' | 'problem' | 'unknown';
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string | undefined;
}

export interface Examination {
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
}

export function examination(findings: readonly Finding[]): Examination {
  return { healthy: findings.every(({ verdict }) => verdict !== 'problem'), findings };
}
