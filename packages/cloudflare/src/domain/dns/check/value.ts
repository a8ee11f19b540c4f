import { isJsonObject } from '@crunchtools/mcp-core';
import { Refusal } from '../../problem.ts';
import { parsePresentation, printPresentation } from '../presentation.ts';
import { type Value, valueKey } from '../sync/value-key.ts';
import { isRecordType, type RecordType } from '../types.ts';
import { splitWords, wordBytes } from '../words.ts';
import { isGenericForm, textOfGenericForm } from './generic-data.ts';

/**
 * A text that is equal for stored and answered values that mean the same. The strings of a TXT record count as one
 * text, as SPF and DKIM read them: where it is cut into strings is not covered.
 */
export function keyOfStored(value: Value, zoneName: string): string {
  if (value.type === 'TXT') return keyOfText(value.content ?? '');
  return keyOf(value, zoneName);
}

/** As `keyOfStored`, for data in an answer; `undefined` when it cannot be read. */
export function keyOfAnswered(
  type: RecordType,
  data: string,
  name: string,
  zoneName: string,
): string | undefined {
  const text = isGenericForm(data) ? textOfGenericForm(type, data) : data;
  if (text === undefined) return undefined;
  if (type === 'TXT') return keyOfText(text);
  const parsed = parsePresentation(type, text);
  if (parsed instanceof Refusal) return undefined;
  const content = hostTypes.has(type)
    ? parsed.content?.replace(/(?<=.)\.$/u, '').toLowerCase()
    : parsed.content;
  return keyOf({ type, name, ...parsed, ...(content === undefined ? {} : { content }) }, zoneName);
}

/** Rules about what may stand at the zone's own name, such as a DS record, say nothing about values. */
function keyOf(value: Value, zoneName: string): string {
  const name = value.name === zoneName ? `at.${zoneName}` : value.name;
  return valueKey(sorted({ ...value, name }), zoneName);
}

/** The value of a stored record as an answer would show it. */
export function shownValue({ type, content, data, priority }: Value): string {
  if (!isRecordType(type)) return content ?? '';
  if (content !== undefined && type !== 'MX') return content;
  return printPresentation(type, {
    ...(content === undefined ? {} : { content }),
    ...(data === undefined ? {} : { data }),
    ...(priority === undefined ? {} : { priority }),
  });
}

/** Types whose value is the name of a host, which answers write with a trailing dot. */
const hostTypes: ReadonlySet<string> = new Set(['CNAME', 'MX', 'NS', 'PTR']);

function keyOfText(content: string): string {
  const words = content.startsWith('"') ? splitWords(content) : undefined;
  if (words === undefined || words instanceof Refusal) return Buffer.from(content).toString('hex');
  const octets = words.map(wordBytes);
  if (octets.some((each) => each instanceof Refusal)) return Buffer.from(content).toString('hex');
  return Buffer.from(octets.flatMap((each) => (each instanceof Refusal ? [] : [...each]))).toString('hex');
}

/** Answers give the parameters of a service in the order of their numbers, whatever the order they were stored in. */
function sorted(value: Value): Value {
  const { data } = value;
  const params = isJsonObject(data) ? data['value'] : undefined;
  if ((value.type !== 'HTTPS' && value.type !== 'SVCB') || typeof params !== 'string') return value;
  const words = splitWords(params);
  if (words instanceof Refusal) return value;
  return { ...value, data: { ...data, value: words.toSorted().join(' ') } };
}
