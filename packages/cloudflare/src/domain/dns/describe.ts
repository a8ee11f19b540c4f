import { isJsonObject, type JsonObject, sameJson } from '@crunchtools/mcp-core';
import { cut, show } from '../problem.ts';
import { numberIn, textIn } from './field.ts';
import { printPresentation } from './presentation.ts';
import { isRecordType } from './types.ts';

/**
 * One line for a person about a change of a record: `create MX example.com → 10 mail.example.com`,
 * `update A www.example.com: ttl 300 → automatic`. Long values are cut.
 */
export function describeRecord(
  action: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string {
  const record = before ?? after ?? {};
  const subject = `${action} ${cut(textIn(record, 'type'))} ${cut(textIn(record, 'name'))}`;
  if (before === undefined || after === undefined)
    return `${subject} → ${valueText(record)}${notesOn(record)}`;
  const differences = differencesBetween(before, after);
  return `${subject}: ${differences.length === 0 ? 'no difference' : differences.join(', ')}`;
}

function notesOn(record: JsonObject): string {
  return record['proxied'] === true ? ' (proxied)' : '';
}

function valueText(record: JsonObject): string {
  const type = textIn(record, 'type');
  const { data, content, priority } = record;
  if (!isRecordType(type)) return show(content ?? data);
  return cut(
    printPresentation(type, {
      ...(typeof content === 'string' ? { content } : {}),
      ...(isJsonObject(data) ? { data } : {}),
      ...(typeof priority === 'number' ? { priority } : {}),
    }),
  );
}

const valueMembers = new Set(['content', 'data', 'priority']);

function differencesBetween(before: JsonObject, after: JsonObject): readonly string[] {
  const members = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...members].filter((member) => !sameJson(before[member], after[member]));
  const others = changed.filter((member) => !valueMembers.has(member));
  const value = changed.length > others.length ? [`value ${valueText(before)} → ${valueText(after)}`] : [];
  return [
    ...value,
    ...others.map((member) => `${member} ${memberOf(before, member)} → ${memberOf(after, member)}`),
  ];
}

function memberOf(record: JsonObject, member: string): string {
  const value = record[member];
  if (value === undefined) return 'none';
  if (member === 'ttl') return numberIn(record, 'ttl') === 1 ? 'automatic' : `${numberIn(record, 'ttl')} s`;
  return typeof value === 'string' && member !== 'comment' ? cut(value) : show(value);
}
