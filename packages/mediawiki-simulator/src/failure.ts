import type { JsonObject } from './json.ts';

/** One error of an answer, as `errorformat=plaintext` shows it. */
export interface Problem {
  readonly code: string;
  readonly text: string;
  readonly data?: JsonObject;
}

/** Ends a request with errors, under HTTP 200. */
export class Failure extends Error {
  readonly problems: readonly Problem[];

  constructor(...problems: readonly Problem[]) {
    super(problems[0]?.code);
    this.problems = problems;
  }
}

export function failure(code: string, text: string, data?: JsonObject): Failure {
  return new Failure({ code, text, ...(data === undefined ? {} : { data }) });
}
