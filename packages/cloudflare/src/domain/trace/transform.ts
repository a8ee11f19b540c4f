import type { JsonValue } from '@crunchtools/mcp-core';
import type { Use } from '@crunchtools/rules-language';
import type { Application } from './flow.ts';
import {
  type HeaderChange,
  type HeaderChanges,
  type HeaderOperation,
  headerChange,
  withHeaderChange,
} from './headers.ts';
import { textOf } from './judge.ts';
import { at, membersAt, textAt } from './parameters.ts';
import type { RequestState } from './request-state.ts';
import type { Effect } from './run.ts';
import { shownText } from './show.ts';
import { type Told, told, written } from './writes.ts';

/**
 * URL rewrites: later rules overwrite what earlier ones did, and none sees it
 * (developers.cloudflare.com/rules/transform, evaluation). Path and query are apart.
 */
export const rewriteUrl: Effect = (flow, rule, application) => {
  const parts = [
    part('path', 'rewrite_path', rule.action_parameters, flow.request),
    part('query', 'rewrite_query', rule.action_parameters, flow.request),
  ].flatMap((found) => (found === undefined ? [] : [found]));
  const url = { ...flow.url };
  for (const { name, value } of parts) url[name] = written(url[name], { ...application, value });
  return {
    flow: { ...flow, url },
    does: parts.map(({ name, value }) => `${name} → ${shownText(value)}`).join(', ') || rule.action,
  };
};

interface Part {
  readonly name: 'path' | 'query';
  readonly value: Told<string>;
}

function part(
  name: Part['name'],
  use: Use,
  parameters: JsonValue | undefined,
  request: RequestState,
): Part | undefined {
  const parameter = at(parameters, 'uri', name);
  return parameter === undefined ? undefined : { name, value: textOf(parameter, use, request) };
}

export const changeRequestHeaders: Effect = (flow, rule, application) => {
  const found = headersOf(rule.action_parameters, flow.request);
  const requestHeaders = withAll(flow.requestHeaders, found, application);
  return { flow: { ...flow, requestHeaders }, does: inWords(found) };
};

export const changeResponseHeaders: Effect = (flow, rule, application) => {
  const found = headersOf(rule.action_parameters, flow.request);
  const responseHeaders = withAll(flow.responseHeaders, found, application);
  return { flow: { ...flow, responseHeaders }, does: inWords(found) };
};

type NamedChange = readonly [name: string, change: HeaderChange];

function headersOf(parameters: JsonValue | undefined, request: RequestState): readonly NamedChange[] {
  return membersAt(parameters, 'headers').flatMap(([name, header]) => {
    const operation = operationOf(header);
    if (operation === undefined) return [];
    const value = operation === 'remove' ? told('') : textOf(header, 'header_value', request);
    return [[name, headerChange(operation, value)] as const];
  });
}

function operationOf(header: JsonValue): HeaderOperation | undefined {
  const name = textAt(header, 'operation');
  return name === 'set' || name === 'add' || name === 'remove' ? name : undefined;
}

function withAll(
  changes: HeaderChanges,
  found: readonly NamedChange[],
  { by, certain }: Application,
): HeaderChanges {
  return found.reduce(
    (before, [name, value]) => withHeaderChange(before, name, { value, by, certain }),
    changes,
  );
}

function inWords(changes: readonly NamedChange[]): string {
  return changes
    .map(([name, { operation, value }]) =>
      operation === 'remove' ? `remove ${name}` : `${operation} ${name}: ${shownText(value)}`,
    )
    .join(', ');
}
