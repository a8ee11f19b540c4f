export const checkStatuses = ['matches', 'differs', 'not_there_yet', 'proxied', 'unknown'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

export interface Verdict {
  readonly status: CheckStatus;
  /** One sentence of our own: nothing of an answer or of a stored value is in it. */
  readonly summary: string;
}

export function verdict(status: CheckStatus, summary: string): Verdict {
  return { status, summary };
}

/** `1 record`, `3 records`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
