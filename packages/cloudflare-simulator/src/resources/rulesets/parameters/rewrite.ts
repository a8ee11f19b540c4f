/** `rewrite`: URLs (rules/transform/url-rewrite) and headers (…/request-header-modification, …/response-…). */

import type { Use } from '@crunchtools/rules-language';
import { expression } from '../expressions.ts';
import type { Members } from '../model.ts';
import { invalid, shown } from '../refusals.ts';
import {
  all,
  below,
  type Check,
  eitherOf,
  flag,
  mapping,
  matching,
  membersOf,
  object,
  oneOf,
  someOf,
  text,
} from '../shape.ts';

/** url-rewrite/reference/parameters: characters of all values of a rewrite together. */
const LONGEST_REWRITE = 4096;

/** …/reference/header-format: a name and its value have 4 KB. */
const LONGEST_VALUE = 4096;

/** Headers of one rule; the dashboard says so since December 2021 (cloudflare-docs, pull request 2903). */
const MOST_HEADERS = 30;

/** Refused by "Important remarks" for setting and for removing, save what `REMOVABLE` lists. */
const CLOUDFLARE_HEADER = /^(?:x-)?cf-/;
const REMOVABLE: ReadonlySet<string> = new Set(['cf-connecting-ip']);

/** Request headers that can be removed but not set. */
const NOT_SETTABLE_IN_REQUEST: ReadonlySet<string> = new Set([
  'cookie',
  'true-client-ip',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-real-ip',
]);

/**
 * Names that the Fetch standard forbids, "generally not allowed" in requests. Cloudflare publishes no list: these are
 * the ones that belong to the connection.
 */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);

/** "Headers such as": the list of the documentation is open. */
const NOT_SETTABLE_IN_RESPONSE: ReadonlySet<string> = new Set([
  'eh-cache-tag',
  'eh-cdn-cache-control',
  'server',
]);

const headerName = matching(/^[\w-]+$/, 'have only letters, digits, "-" and "_"');

const headerValue = all(
  text(LONGEST_VALUE),
  matching(/^[\w :;.,\\/"'?!(){}[\]@<>=\-+*#$&`|~^%]+$/, 'have only characters that headers may have'),
);

const path = matching(/^\/[^?#]*$/, 'begin with "/" and have no query or fragment');

export const rewriteUrl: Check = object(
  {
    uri: all(
      object({
        path: staticOrDynamic(path, 'rewrite_path'),
        query: staticOrDynamic(query, 'rewrite_query'),
        origin: flag,
      }),
      someOf('path', 'query'),
      notTooLong,
    ),
  },
  ['uri'],
);

export const rewriteRequestHeaders: Check = rewriteHeaders(['set', 'remove'], (name, operation) => {
  if (CONNECTION_HEADERS.has(name)) return false;
  if (operation === 'remove') return !CLOUDFLARE_HEADER.test(name) || REMOVABLE.has(name);
  return !CLOUDFLARE_HEADER.test(name) && !NOT_SETTABLE_IN_REQUEST.has(name);
});

export const rewriteResponseHeaders: Check = rewriteHeaders(['add', 'set', 'remove'], (name, operation) => {
  if (CLOUDFLARE_HEADER.test(name)) return false;
  return operation === 'remove' || !NOT_SETTABLE_IN_RESPONSE.has(name);
});

function staticOrDynamic(check: Check, use: Use): Check {
  return all(object({ value: check, expression: expression({ use }) }), eitherOf('value', 'expression'));
}

/** An empty query removes the query string. */
function query(value: unknown, pointer: string): void {
  if (typeof value === 'string' && !/[#\s]/.test(value)) return;
  throw invalid(value, 'value', 'it must be a query string', pointer);
}

function notTooLong(value: unknown, pointer: string): void {
  const members = membersOf(value, pointer);
  const length = ['path', 'query'].reduce((sum, name) => sum + lengthOf(members[name], pointer), 0);
  if (length <= LONGEST_REWRITE) return;
  throw invalid(
    length,
    'uri',
    `all its values together must have at most ${LONGEST_REWRITE} characters`,
    pointer,
  );
}

function lengthOf(part: unknown, pointer: string): number {
  if (part === undefined) return 0;
  const members = membersOf(part, pointer);
  const source = members['value'] ?? members['expression'];
  return typeof source === 'string' ? Array.from(source).length : 0;
}

function rewriteHeaders(
  operations: readonly string[],
  isAllowed: (name: string, operation: string) => boolean,
): Check {
  const operation = object(
    {
      operation: oneOf(operations),
      value: headerValue,
      expression: expression({ use: 'header_value' }),
    },
    ['operation'],
  );
  const header: Check = (value, pointer, scene) => {
    operation(value, pointer, scene);
    const members = membersOf(value, pointer);
    checkSource(members, pointer, scene);
    const name = pointer.slice(pointer.lastIndexOf('/') + 1);
    const action = shown(members['operation']);
    if (isAllowed(name.toLowerCase(), action)) return;
    throw invalid(name, 'header name', `the operation ${action} is not allowed on it`, pointer);
  };
  return object({ headers: mapping(headerName, header, { least: 1, most: MOST_HEADERS }) }, ['headers']);
}

const hasOneSource = eitherOf('value', 'expression');

function checkSource(members: Members, pointer: string, scene: Parameters<Check>[2]): void {
  if (members['operation'] !== 'remove') {
    hasOneSource(members, pointer, scene);
    return;
  }
  for (const name of ['value', 'expression']) {
    if (members[name] === undefined) continue;
    throw invalid(members[name], name, 'a removed header has none', below(pointer, name));
  }
}
