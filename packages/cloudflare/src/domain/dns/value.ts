import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import { given, Refusal, type Report, refuse, refuseUnprintable, show } from '../problem.ts';
import { contentRules } from './content.ts';
import type { DataRules, Place } from './data-rules.ts';
import { refuseInteger } from './field.ts';
import { dataRules, parsePresentation, type RecordValue, splitPriority } from './presentation.ts';
import {
  type ContentType,
  type DataType,
  isContentType,
  type RecordInput,
  type RecordType,
} from './types.ts';

/** Checks content, data and priority against the rules of the type; `undefined` after noting problems. */
export function checkValue(
  type: RecordType,
  input: RecordInput,
  place: Place,
  report: Report,
): RecordValue | undefined {
  return isContentType(type)
    ? checkContentValue(type, input, place, report)
    : checkDataValue(type, input, place, report);
}

function checkContentValue(
  type: ContentType,
  input: RecordInput,
  place: Place,
  report: Report,
): RecordValue | undefined {
  const rules = contentRules[type];
  if (given(input.data) !== undefined)
    report.note('data', `does not belong to ${type} records: write content, ${rules.meaning}`);
  const text = report.take('content', readText(input.content, rules.meaning));
  const split =
    type === 'MX' && text !== undefined && /^\s*\d+\s+\S/.test(text)
      ? parsePresentation(type, text)
      : { content: text };
  const value = report.take<RecordValue | { content: string | undefined }>('content', split);
  const fromContent = value !== undefined && 'priority' in value ? value.priority : undefined;
  const priority =
    type === 'MX' ? checkPriority(input, fromContent, report) : refusePriority(type, input, report);
  if (value?.content === undefined) return undefined;
  const content = report.take('content', rules.check(value.content, place));
  if (content === undefined) return undefined;
  return priority === undefined ? { content } : { content, priority };
}

function readText(value: unknown, meaning: string): string | Refusal {
  if (given(value) === undefined || value === '') return refuse(`is required: ${meaning}`);
  if (typeof value !== 'string') return refuse(`${show(value)} is not a string`);
  const unprintable = refuseUnprintable(value.replaceAll('\t', ' '));
  return unprintable === undefined ? value : refuse(unprintable);
}

/** MX: the priority stands beside the content, or before the host in it. */
function checkPriority(
  input: RecordInput,
  fromContent: number | undefined,
  report: Report,
): number | undefined {
  const beside = given(input.priority);
  if (beside !== undefined && fromContent !== undefined && beside !== fromContent) {
    report.note('priority', `${show(beside)} differs from the ${fromContent} in content: write it once`);
    return undefined;
  }
  const priority = fromContent ?? beside;
  const reason =
    priority === undefined
      ? 'is required: 0-65535, the lowest is preferred; 10 is usual'
      : refuseInteger(priority, { maximum: 65_535 });
  report.note('priority', reason);
  return typeof priority === 'number' ? priority : undefined;
}

function refusePriority(type: RecordType, input: RecordInput, report: Report): undefined {
  if (given(input.priority) === undefined) return undefined;
  report.note('priority', `does not belong to ${type} records: leave it out`);
  return undefined;
}

function checkDataValue(
  type: DataType,
  input: RecordInput,
  place: Place,
  report: Report,
): RecordValue | undefined {
  const rules = dataRules[type];
  const source = readData(type, input, report);
  if (source === undefined) return undefined;
  const raw = foldPriority(type, source, input, report);
  const checked = checkFields(type, rules, raw, place, report, source.path);
  if (checked === undefined) return undefined;
  for (const { field, problem } of rules.problemsAcross?.(checked, place) ?? [])
    noteField(report, source.path, field, problem);
  return type === 'URI' ? splitPriority(checked) : { data: checked };
}

type Path = 'data' | 'content';

interface Source {
  readonly data: JsonObject;
  readonly path: Path;
}

function readData(type: DataType, input: RecordInput, report: Report): Source | undefined {
  const data: unknown = given(input.data);
  const content: unknown = given(input.content);
  if (data !== undefined && content !== undefined) {
    report.note('data', 'and content both say the value: give one of them');
  } else if (data !== undefined) {
    if (isJsonObject(data)) return { data, path: 'data' };
    report.note('data', `${show(data)} is not an object`);
  } else if (content === undefined || content === '') {
    report.note('data', missingData(type));
  } else {
    const parsed = report.take('content', readContent(type, content, input));
    if (parsed !== undefined) return { data: parsed, path: 'content' };
  }
  return undefined;
}

function missingData(type: DataType): string {
  const { fields, example } = dataRules[type];
  const names = Object.keys(fields).filter((name) => type !== 'URI' || name !== 'priority');
  const beside = type === 'URI' ? ', and priority beside it' : '';
  return `is required: an object with ${names.join(', ')}${beside}; or content in presentation format, such as ${example}`;
}

function readContent(type: DataType, content: unknown, input: RecordInput): JsonObject | Refusal {
  const { example } = dataRules[type];
  const text = readText(content, example);
  if (text instanceof Refusal) return text;
  const value = parsePresentation(type, withPriority(type, text, input));
  if (value instanceof Refusal) return refuse(`${value.reason}, such as ${example}`);
  const { data = {}, priority } = value;
  return priority === undefined ? data : { priority, ...data };
}

/** Cloudflare shows the content of SRV and URI records without the priority, which it shows beside it. */
function withPriority(type: DataType, text: string, input: RecordInput): string {
  const columns = type === 'SRV' ? 3 : 2;
  const lacksPriority = (type === 'SRV' || type === 'URI') && text.trim().split(/\s+/).length === columns;
  return lacksPriority && typeof input.priority === 'number' ? `${input.priority} ${text}` : text;
}

/** Puts a priority given beside the data into it, where the type has one. */
function foldPriority(
  type: DataType,
  { data, path }: Source,
  input: RecordInput,
  report: Report,
): JsonObject {
  const beside: unknown = given(input.priority);
  if (beside === undefined) return data;
  if (!Object.hasOwn(dataRules[type].fields, 'priority')) {
    refusePriority(type, input, report);
    return data;
  }
  const within = given(data['priority']);
  if (within === undefined) return typeof beside === 'number' ? { ...data, priority: beside } : data;
  if (within !== beside)
    report.note('priority', `${show(beside)} differs from the ${show(within)} in ${path}: write it once`);
  return data;
}

function checkFields(
  type: DataType,
  rules: DataRules,
  data: JsonObject,
  place: Place,
  report: Report,
  path: Path,
): JsonObject | undefined {
  const problemsBefore = report.problems.length;
  noteUnknownFields(type, rules, data, report);
  const checked: Record<string, JsonValue> = {};
  for (const [name, field] of Object.entries(rules.fields)) {
    const value = given(Object.hasOwn(data, name) ? data[name] : undefined) ?? rules.defaults?.[name];
    const outcome =
      value === undefined ? refuse(`is required: ${field.meaning}`) : field.check(value, place.zoneName);
    if (outcome instanceof Refusal)
      noteField(report, type === 'URI' && name === 'priority' ? 'beside' : path, name, outcome.reason);
    else checked[name] = outcome;
  }
  return report.problems.length === problemsBefore ? checked : undefined;
}

function noteField(report: Report, path: Path | 'beside', field: string, reason: string): void {
  if (path === 'content') report.note('content', `${field}: ${reason}`);
  else report.note(path === 'beside' ? field : `data.${field}`, reason);
}

const movedToName = new Set(['service', 'proto', 'name']);

function noteUnknownFields(type: DataType, rules: DataRules, data: JsonObject, report: Report): void {
  const names = Object.keys(rules.fields);
  for (const field of Object.keys(data).filter((name) => !names.includes(name))) {
    const reason =
      type === 'SRV' && movedToName.has(field)
        ? 'is no longer a field of SRV records: service and protocol are part of the record\'s name, such as "_sip._tcp"'
        : `is not a field of ${type} records: they have ${names.join(', ')}`;
    report.note(`data.${show(field).slice(1, -1)}`, reason);
  }
}
