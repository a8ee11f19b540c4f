import { InputError, type JsonObject } from '@crunchtools/mcp-core';

/** One thing that is wrong: the argument that holds it, and the rule with, where it is known, the correction. */
export interface Problem {
  readonly field: string;
  readonly problem: string;
}

/** The outcome of a check that failed. The reason is a sentence without its field and without a full stop. */
export class Issue {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

export function refuse(reason: string): Issue {
  return new Issue(reason);
}

const longestShown = 100;

/** A caller's value as it may stand in a message: quoted as JSON and cut. */
export function show(value: unknown): string {
  return cut(JSON.stringify(value) ?? 'undefined');
}

/** Not covered: hidden characters. They become visible when core presents the answer, once for all text. */
export function cut(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** `a, b or c`. */
export function oneOf(choices: readonly (string | number)[]): string {
  const last = choices.at(-1);
  return choices.length < 2 ? `${last ?? ''}` : `${choices.slice(0, -1).join(', ')} or ${last}`;
}

/** Collects the problems of one record, so that a caller learns all of them at once. */
export class Issues {
  readonly #problems: Problem[] = [];

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Notes a reason, if there is one. */
  note(field: string, reason: string | undefined): void {
    if (reason !== undefined) this.#problems.push({ field, problem: reason });
  }

  /** The value, or `undefined` after noting why there is none. */
  take<Value>(field: string, outcome: Value | Issue): Value | undefined {
    if (!(outcome instanceof Issue)) return outcome;
    this.note(field, outcome.reason);
    return undefined;
  }
}

/**
 * The one error of a record that cannot be sent. `details.problems` holds every `{field, problem}`; the message
 * says the same in words.
 */
export function recordError(subject: string, problems: readonly Problem[]): InputError {
  const said = problems.map(({ field, problem }) => `${field}: ${problem}`);
  const message =
    said.length === 1
      ? `${subject} cannot be sent: ${said.join('')}.`
      : `${subject} cannot be sent, for ${said.length} reasons: ${said.map((line, index) => `(${index + 1}) ${line}`).join('; ')}.`;
  const details: JsonObject = { problems: problems.map(({ field, problem }) => ({ field, problem })) };
  return new InputError(message, {
    nextStep: 'Correct what is named and call again. Nothing was sent.',
    details,
  });
}

/** `undefined` for a member that is absent or null: Cloudflare answers null where it has nothing. */
export function given(value: unknown): unknown {
  return value === null ? undefined : value;
}

// Controls, separators of lines and paragraphs, lone surrogates, which have no UTF-8 form, and bidirectional controls, which make
// text read other than it is. In numbers: V8 looks up what properties of Unicode hold, a third of a millisecond of each start.
export const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/u;

/** Refuses text with characters that cannot be seen or that would end a line. */
export function refuseUnprintable(text: string): string | undefined {
  const found = unprintable.exec(text)?.[0];
  if (found === undefined) return undefined;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `holds the character U+${code}, which cannot be printed, at position ${text.indexOf(found) + 1}`;
}
