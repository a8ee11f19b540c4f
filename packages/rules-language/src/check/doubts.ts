import { print } from '../print/print.ts';
import { quote, suggest } from '../problem.ts';
import type { Comparison, Expression, Span } from '../syntax-tree.ts';
import type { Inspection } from './inspection.ts';

const lowerCaseKeys: ReadonlySet<string> = new Set(['http.request.headers', 'http.response.headers']);

/** Names of headers are in lower case in their maps (reference/http.request.headers), so others are never there. */
export function doubtKey(target: Expression, key: string, span: Span, inspection: Inspection): void {
  if (target.kind !== 'field' || !lowerCaseKeys.has(target.name) || !/[A-Z]/.test(key)) return;
  inspection.doubt({
    code: 'never_matches',
    message: `The names in ${target.name} are in lower case, so this one is never there.`,
    span,
    ...suggest(print({ kind: 'index', target, key: { kind: 'name', value: key.toLowerCase() }, span })),
  });
}

/** The engine that Cloudflare has published reads `true` and `false` nowhere; the whole of an expression may be one. */
export function doubtConstant({ kind, span }: Expression, inspection: Inspection): void {
  if (kind !== 'boolean') return;
  const message =
    'Cloudflare may refuse true and false inside a condition; write the condition without them.';
  inspection.doubt({ code: 'constant_value', message, span });
}

/** `lower(…) eq "Admin"` and `in {}` are never true. */
export function doubtComparison({ left, operator, right }: Comparison, inspection: Inspection): void {
  if (right.kind === 'set' && right.members.length === 0) {
    inspection.doubt({ code: 'never_matches', message: 'Nothing is in an empty set.', span: right.span });
    return;
  }
  if (operator !== 'eq' && operator !== 'contains' && operator !== 'in') return;
  const change = changesCase(left);
  if (change === undefined) return;
  const members = right.kind === 'set' ? right.members : [right];
  for (const member of members) {
    if (member.kind !== 'string' || !change.missing.test(member.value)) continue;
    inspection.doubt({
      code: 'never_matches',
      message: `${quote(print(left))} has no such letters: ${change.name}() changed them.`,
      span: member.span,
      ...suggest(print({ ...member, value: change.change(member.value) })),
    });
  }
}

interface CaseChange {
  readonly name: string;
  readonly missing: RegExp;
  readonly change: (text: string) => string;
}

const caseChanges: readonly CaseChange[] = [
  { name: 'lower', missing: /[A-Z]/, change: (text) => text.replace(/[A-Z]+/g, (run) => run.toLowerCase()) },
  { name: 'upper', missing: /[a-z]/, change: (text) => text.replace(/[a-z]+/g, (run) => run.toUpperCase()) },
];

function changesCase(expression: Expression): CaseChange | undefined {
  if (expression.kind === 'index') return changesCase(expression.target);
  if (expression.kind !== 'call') return undefined;
  return caseChanges.find(({ name }) => name === expression.name);
}
