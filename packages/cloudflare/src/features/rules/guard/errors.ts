import { describeRequest, type Expression, evaluate, print } from '@crunchtools/rules-language';
import { scopeOf } from '../scope/search.ts';
import { type Breadth, breadthOf } from '../scope/visits.ts';
import {
  breadthWords,
  type Effects,
  fixedHarm,
  type Harm,
  parameter,
  type RuleView,
  textIn,
} from './effect.ts';
import { ruleGuards } from './table.ts';

export function errorEffects(view: RuleView): Effects {
  return { protections: [], harms: [...everything(view), ...pages(view)] };
}

function everything(view: RuleView): readonly Harm[] {
  const breadth = breadthOfErrors(view);
  if (breadth === undefined || breadth.kind === 'home') return [];
  const value = view.definition['action_parameters'] ?? null;
  const text = `It takes the place of every error, whatever its cause, of ${breadthWords(breadth)}.`;
  return [{ guard: ruleGuards.everything.id, key: 'everything', value, text }];
}

/** Errors of different kinds: what answers most of them answers whatever goes wrong. */
const statuses = [403, 404, 500, 502];
const statusField = 'http.response.code';

function breadthOfErrors(view: RuleView): Breadth | undefined {
  const { scope, zone } = view;
  const { expression } = scope;
  if (expression === undefined || !print(expression).includes(statusField)) return view.breadth();
  const found = statuses.flatMap(
    (status) => breadthOf(scopeOf(print(atStatus(expression, status))), zone) ?? [],
  );
  return found.length > statuses.length / 2 ? found[0] : undefined;
}

/** The expression as it is for responses with one status. */
function atStatus(expression: Expression, status: number): Expression {
  const { kind } = expression;
  if (kind === 'not') return { ...expression, operand: atStatus(expression.operand, status) };
  if (kind === 'and' || kind === 'or' || kind === 'xor')
    return { ...expression, operands: expression.operands.map((operand) => atStatus(operand, status)) };
  if (kind !== 'comparison' || expression.left.kind !== 'field' || expression.left.name !== statusField)
    return expression;
  const facts = describeRequest({ url: 'https://example.com/', response: { status } });
  const result = evaluate(expression, facts);
  return result.kind === 'boolean'
    ? { kind: 'boolean', value: result.value, span: expression.span }
    : expression;
}

const active =
  /<\s*(?:form|script|iframe|object|embed|base|input)\b|<\s*meta[^>]*http-equiv|javascript:|\bon\w+\s*=/iu;
const address = /(?:https?:)?\/\/([a-z0-9.-]+)/giu;

/** Links to the site itself are what an error page is for. */
function pages({ definition, zone }: RuleView): readonly Harm[] {
  const content = textIn(parameter(definition, 'content'));
  if (content === undefined) return [];
  const hosts = [...content.matchAll(address)].map(([, host = '']) => host.toLowerCase());
  const leaves = hosts.some((host) => host !== zone.name && !host.endsWith(`.${zone.name}`));
  if (!leaves && !active.test(content)) return [];
  const text = 'It shows visitors a page with forms, scripts, or links to other sites.';
  return [fixedHarm(ruleGuards.page.id, text, content)];
}
