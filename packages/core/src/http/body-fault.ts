/** What can be wrong with a body that arrived. */
export type BodyFaultReason =
  | 'too_large'
  | 'length_not_a_number'
  | 'unknown_coding'
  | 'broken_coding'
  | 'not_utf8'
  | 'wrong_content_type'
  | 'not_json';

/** Why a body cannot be used. Says nothing of what was in it; `failures.ts` makes it an error for callers. */
export class BodyFault extends Error {
  override readonly name = 'BodyFault';
  readonly reason: BodyFaultReason;
  /** The limit in bytes that was passed. */
  readonly limit: number | undefined;

  constructor(reason: BodyFaultReason, limit?: number) {
    super(`body fault: ${reason}`);
    this.reason = reason;
    this.limit = limit;
  }
}
