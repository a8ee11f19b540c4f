import type { JsonValue } from '@crunchtools/mcp-core';
import {
  analyse,
  evaluateValue,
  fieldNamed,
  fromOctets,
  type RequestFacts,
  type Result,
  type Use,
} from '@crunchtools/rules-language';
import { textAt } from './parameters.ts';
import type { RequestState } from './request-state.ts';
import { agreed, type Told, told, untold } from './writes.ts';

/** What cannot be parsed here may still be right: Cloudflare accepted it. */
const notUnderstood = untold(['an expression that is not understood here']);

/** Whether a rule's expression holds for a request. */
export function holds(expression: string, request: RequestState): Told<boolean> {
  return evaluated(expression, 'filter', request, (result) =>
    result.kind === 'boolean' ? told(result.value) : told(false),
  );
}

/**
 * The text that `{value}` or `{expression}` makes of a request. Nothing there, as with the value of a header that
 * was not sent, makes an empty text.
 */
export function textOf(parameter: JsonValue | undefined, use: Use, request: RequestState): Told<string> {
  const fixed = textAt(parameter, 'value');
  if (fixed !== undefined) return told(fixed);
  const expression = textAt(parameter, 'expression');
  if (expression === undefined) return untold(['a parameter that is not understood here']);
  return evaluated(expression, use, request, (result) => {
    if (result.kind === 'missing') return told('');
    const text = writtenOut(result);
    return text === undefined ? untold(['a value that is no text']) : told(text);
  });
}

/** Addresses and numbers are written out; octets that are no text cannot be. */
function writtenOut(result: Result): string | undefined {
  if (result.kind === 'string') return fromOctets(result.value);
  return result.kind === 'ip' || result.kind === 'integer' ? String(result.value) : undefined;
}

/** The text of a field, such as `http.request.uri.path`. */
export function fieldText(name: string, request: RequestState): Told<string> {
  return textOf({ expression: name }, 'header_value', request);
}

function evaluated<Value extends boolean | string>(
  source: string,
  use: Use,
  request: RequestState,
  read: (result: Result) => Told<Value>,
): Told<Value> {
  // Without phase and plan: Cloudflare has accepted the rule, so a doubt about these is a doubt about our data.
  const analysis = analyse(source, { use });
  if (!analysis.ok) return notUnderstood;
  const valueIn = (version: RequestFacts): Told<Value> => {
    const result = evaluateValue(analysis.expression, version, request.budget);
    return result.kind === 'unknown' ? untold(whyForgotten(result.because, request)) : read(result);
  };
  return agreed(request.versions.map(valueIn), request.because);
}

/** A field that rules have made unknown is unknown for their reasons. */
function whyForgotten(because: readonly string[], { forgotten }: RequestState): readonly string[] {
  return because.flatMap((name) => forgotten.get(fieldNamed(name)?.deprecated ?? name) ?? [name]);
}
