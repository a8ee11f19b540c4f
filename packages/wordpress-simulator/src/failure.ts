import type { JsonObject } from './json.ts';

/** What WordPress answers in place of what was asked for. */
export class Failure extends Error {
  readonly status: number;
  readonly code: string;
  /** Nothing where WordPress gives none with an error of its insides, not even the status. */
  readonly data: JsonObject | null;
  /** Members beside code, message and data. */
  readonly more: JsonObject;

  constructor(
    status: number,
    code: string,
    message: string,
    data: JsonObject | null = {},
    more: JsonObject = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.data = data;
    this.more = more;
  }
}

/** For a parameter that is not as its schema says. */
export function invalidParameter(
  name: string,
  code: string,
  message: string,
  data: JsonObject | null = null,
): Failure {
  return new Failure(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`, {
    params: { [name]: message },
    details: { [name]: { code, message, data } },
  });
}
