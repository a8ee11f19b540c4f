import type { JsonObject } from '@crunchtools/mcp-core';
import { type Problem, Refusal, refuse, show } from '../problem.ts';
import type { DataRules, Place } from './data-rules.ts';
import { type Field, host, numberIn, textIn, uint16 } from './field.ts';
import { svcParams } from './svc-params.ts';
import { splitWords } from './words.ts';

const value: Field = {
  meaning: 'the parameters, such as alpn="h3,h2"',
  check: (params) =>
    typeof params === 'string' ? svcParams(params) : refuse(`${show(params)} is not a string`),
  read: (word) => word,
  write: String,
};

const fields = {
  priority: uint16('0 for an alias, else the order of preference'),
  target: host('the host that serves, or "." for this name itself', { allowsRoot: true, isHost: false }),
  value,
};

/** SVCB and HTTPS: RFC 9460. Parameters in a record that is an alias are refused: clients ignore them. */
export const svcb: DataRules = {
  fields,
  defaults: { value: '' },
  example: '1 . alpn="h3,h2"',
  parse: parseService,
  print: (data) =>
    [numberIn(data, 'priority'), textIn(data, 'target'), textIn(data, 'value')].join(' ').trimEnd(),
  problemsAcross: (data, place) => (numberIn(data, 'priority') === 0 ? problemsOfAlias(data, place) : []),
};

function parseService(content: string): JsonObject | Refusal {
  const words = splitWords(content);
  if (words instanceof Refusal) return words;
  const [first, target, ...params] = words;
  if (first === undefined || target === undefined) {
    return refuse('takes a priority, a target and parameters');
  }
  const priority = fields.priority.read(first);
  if (priority instanceof Refusal) return refuse(`priority: ${priority.reason}`);
  return { priority, target, value: params.join(' ') };
}

function problemsOfAlias(data: JsonObject, place: Place): readonly Problem[] {
  const problems: Problem[] = [];
  if (textIn(data, 'value') !== '') {
    const problem =
      'must be empty while priority is 0, which makes the record an alias (RFC 9460 section 2.4.2): give priority 1 or more to use parameters';
    problems.push({ field: 'value', problem });
  }
  if (textIn(data, 'target') === place.name) {
    problems.push({
      field: 'target',
      problem: `${show(place.name)} is the record's own name: an alias to itself never resolves`,
    });
  }
  return problems;
}
