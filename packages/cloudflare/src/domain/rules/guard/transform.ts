import type { JsonValue } from '@crunchtools/mcp-core';
import { analyse, evaluateValue, fromOctets, type RequestFacts, type Use } from '@crunchtools/rules-language';
import { isPrivatePath } from '../scope/index.ts';
import { breadthWords, type Effects, example, type Harm, type RuleView } from './effect.ts';
import { at, parameter, textIn } from './json.ts';
import { matchedRequests } from './requests.ts';
import { ruleGuards } from './table.ts';

/** Makes a text of a request; `undefined` when what it is cannot be known. */
export type Template = (facts: RequestFacts) => string | undefined;

/** `{value}` or `{expression}` of the API. */
export function templateOf(given: JsonValue | undefined, use: Use): Template | undefined {
  const fixed = textIn(at(given, 'value'));
  if (fixed !== undefined) return () => fixed;
  const source = textIn(at(given, 'expression'));
  if (source === undefined) return undefined;
  const analysis = analyse(source, { use });
  if (!analysis.ok) return () => undefined;
  return (facts) => {
    const result = evaluateValue(analysis.expression, facts);
    return result.kind === 'string' ? fromOctets(result.value) : undefined;
  };
}

const secretFile = /(?:^|\/)\.(?!well-known\/)[a-z]|(?:^|\/)\.\.(?:\/|$)/iu;
/** An API is rewritten from one version to the next every day. */
const ordinaryApi = /(?:^|\/)(?:api|graphql|wp-json)(?=\/|$)/giu;

export function isPersonal(path: string): boolean {
  return isPrivatePath(path.replaceAll(ordinaryApi, '/x')) || secretFile.test(path);
}

export function rewriteEffects(view: RuleView): Effects {
  const uri = parameter(view.definition, 'uri') ?? null;
  const harms: Harm[] = [];
  const breadth = view.breadth();
  if (breadth !== undefined) {
    const text = `It rewrites ${breadthWords(breadth)}.`;
    harms.push({ guard: ruleGuards.everything.id, key: 'everything', value: uri, text });
  }
  const path = templateOf(at(uri, 'path'), 'rewrite_path');
  const moved =
    path && matchedRequests(view).find(({ facts, url }) => crosses(new URL(url).pathname, path(facts)));
  if (moved !== undefined) {
    const text = `It rewrites requests${example(moved.url)} to or from private pages, or to where it cannot be foreseen.`;
    harms.push({ guard: ruleGuards.rewrite.id, key: 'private', value: uri, text });
  }
  return { protections: [], harms };
}

function crosses(from: string, to: string | undefined): boolean {
  if (to === undefined) return true;
  return to !== from && (isPersonal(from) || isPersonal(to));
}
