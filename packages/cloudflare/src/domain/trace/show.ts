import type { JsonValue } from '@crunchtools/mcp-core';
import type { Ending, HeaderEffect } from './report.ts';
import type { Told } from './writes.ts';

/** A value for a line that a person reads. */
export function shownText(text: Told<string>): string {
  return text.known ? text.value : `unknown (${text.because.join(', ')})`;
}

export function shownJson(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `301 → https://…`, `blocked with 403`, `challenged`, `goes to the origin`. */
export function shownEnding({ answer, status, location }: Ending): string {
  switch (answer) {
    case 'redirect':
      return `${status ?? 302} → ${location === undefined ? 'unknown' : shownText(location)}`;
    case 'block':
      return `blocked with ${status ?? 403}`;
    case 'challenge':
      return 'challenged';
    case 'unknown':
      return 'answered in a way that is not traced';
    case 'origin':
      return 'goes to the origin';
  }
}

export function shownHeader({ name, operation, value }: HeaderEffect): string {
  return operation === 'remove' ? `remove ${name}` : `${operation} ${name}: ${shownText(value)}`;
}
