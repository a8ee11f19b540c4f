import { check } from '../../src/check/check.ts';
import { fromOctets } from '../../src/octets.ts';
import { parse } from '../../src/parse/parse.ts';
import type { Expression } from '../../src/syntax-tree.ts';
import type { Use } from '../../src/use.ts';
import type { Result } from '../../src/values.ts';

/** For tests: the tree of a source that must be right. */
export function expressionOf(source: string, use: Use = 'filter'): Expression {
  const parsed = parse(source);
  const checked = parsed.ok ? check(parsed.expression, { use }) : parsed;
  if (!parsed.ok || !checked.ok)
    throw new Error(`${source}: ${JSON.stringify(checked.ok ? {} : checked.problems)}`);
  return parsed.expression;
}

/** For tests: a result as plain data, strings as text. */
export function plain(result: Result): unknown {
  switch (result.kind) {
    case 'unknown':
      return { unknown: result.because };
    case 'missing':
      return undefined;
    case 'string':
      return fromOctets(result.value) ?? result.value;
    case 'array':
      return result.value.map(plain);
    case 'map':
      return Object.fromEntries([...result.value].map(([key, value]) => [key, plain(value)]));
    case 'integer':
      return Number(result.value);
    case 'boolean':
    case 'ip':
      return result.value;
  }
}
