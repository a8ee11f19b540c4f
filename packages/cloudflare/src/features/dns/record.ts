import { isJsonObject, type JsonObject, type JsonValue, sameJson } from '@crunchtools/mcp-core';
import {
  cut,
  given,
  Issue,
  Issues,
  recordError,
  refuse,
  refuseUnprintable,
  show,
  unprintable,
} from '../../problem.ts';
import { checkComment, checkProxied, checkSettings, checkTags, checkTtl, isProxiable } from './attributes.ts';
import { type DataRules, numberIn, type RecordName, refuseInteger, textIn } from './field.ts';
import { ownerName, refuseHostLabels, toAsciiName } from './names.ts';
import {
  contentRules,
  dataRules,
  parsePresentation,
  printPresentation,
  type RecordValue,
  splitPriority,
} from './presentation.ts';
import { escapedOctets } from './text.ts';
import {
  type ContentType,
  type DataType,
  isContentType,
  isDataType,
  isRecordType,
  type RecordBody,
  type RecordChange,
  type RecordInput,
  type RecordType,
  type RecordZone,
  recordTypes,
} from './types.ts';

/** Checks content, data and priority against the rules of the type; `undefined` after noting problems. */
function checkValue(
  type: RecordType,
  input: RecordInput,
  place: RecordName,
  report: Issues,
): RecordValue | undefined {
  return isContentType(type)
    ? checkContentValue(type, input, place, report)
    : checkDataValue(type, input, place, report);
}

function checkContentValue(
  type: ContentType,
  input: RecordInput,
  place: RecordName,
  report: Issues,
): RecordValue | undefined {
  const rules = contentRules[type];
  if (given(input.data) !== undefined)
    report.note('data', `does not belong to ${type} records: write content, ${rules.meaning}`);
  const text = report.take('content', readText(input.content, rules.meaning, type === 'TXT'));
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

/** @param hasEscapes whether any character can be written as an escape. */
function readText(value: unknown, meaning: string, hasEscapes = false): string | Issue {
  if (given(value) === undefined || value === '') return refuse(`is required: ${meaning}`);
  if (typeof value !== 'string') return refuse(`${show(value)} is not a string`);
  // Tabs separate words.
  const untabbed = value.replaceAll('\t', ' ');
  const reason = refuseUnprintable(untabbed);
  if (reason === undefined) return value;
  const [found = ''] = unprintable.exec(untabbed) ?? [];
  return refuse(hasEscapes ? `${reason}: write ${escapedOctets(found)} if it is meant` : reason);
}

/** MX: the priority stands beside the content, or before the host in it. */
function checkPriority(
  input: RecordInput,
  fromContent: number | undefined,
  report: Issues,
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

function refusePriority(type: RecordType, input: RecordInput, report: Issues): undefined {
  if (given(input.priority) === undefined) return undefined;
  report.note('priority', `does not belong to ${type} records: leave it out`);
  return undefined;
}

function checkDataValue(
  type: DataType,
  input: RecordInput,
  place: RecordName,
  report: Issues,
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

function readData(type: DataType, input: RecordInput, report: Issues): Source | undefined {
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

function readContent(type: DataType, content: unknown, input: RecordInput): JsonObject | Issue {
  const { example } = dataRules[type];
  const text = readText(content, example);
  if (text instanceof Issue) return text;
  const value = parsePresentation(type, withPriority(type, text, input));
  if (value instanceof Issue) return refuse(`${value.reason}, such as ${example}`);
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
  report: Issues,
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
  place: RecordName,
  report: Issues,
  path: Path,
): JsonObject | undefined {
  const problemsBefore = report.problems.length;
  noteUnknownFields(type, rules, data, report);
  const checked: Record<string, JsonValue> = {};
  for (const [name, field] of Object.entries(rules.fields)) {
    const value = given(Object.hasOwn(data, name) ? data[name] : undefined) ?? rules.defaults?.[name];
    const outcome =
      value === undefined ? refuse(`is required: ${field.meaning}`) : field.check(value, place.zoneName);
    if (outcome instanceof Issue)
      noteField(report, type === 'URI' && name === 'priority' ? 'beside' : path, name, outcome.reason);
    else checked[name] = outcome;
  }
  return report.problems.length === problemsBefore ? checked : undefined;
}

function noteField(report: Issues, path: Path | 'beside', field: string, reason: string): void {
  if (path === 'content') report.note('content', `${field}: ${reason}`);
  else report.note(path === 'beside' ? field : `data.${field}`, reason);
}

const movedToName = new Set(['service', 'proto', 'name']);

function noteUnknownFields(type: DataType, rules: DataRules, data: JsonObject, report: Issues): void {
  const names = Object.keys(rules.fields);
  for (const field of Object.keys(data).filter((name) => !names.includes(name))) {
    const reason =
      type === 'SRV' && movedToName.has(field)
        ? 'is no longer a field of SRV records: service and protocol are part of the record\'s name, such as "_sip._tcp"'
        : `is not a field of ${type} records: they have ${names.join(', ')}`;
    report.note(`data.${show(field).slice(1, -1)}`, reason);
  }
}

/**
 * A record as Cloudflare should get it: full name, canonical values, only the members that belong to its type.
 * Everything that can be known without asking Cloudflare is checked, and checking a body again returns it.
 *
 * Throws one `InputError` that names every problem, in words and as `details.problems: [{field, problem}]`.
 * Does not cover what depends on other records (a CNAME beside others, duplicates, quotas, the 8,192 characters
 * of all TXT records of a name), nor options the account has not bought.
 */
export function checkRecord(input: RecordInput, zone: RecordZone): RecordBody {
  const report = new Issues();
  const type = report.take('type', checkType(input.type));
  const zoneName = report.take('zone', checkZoneName(zone.name));
  const name = zoneName === undefined ? undefined : report.take('name', checkName(input.name, zoneName));
  const place = { name: name ?? '', zoneName: zoneName ?? '' };
  if (type !== undefined && name !== undefined) report.note('name', refuseNameOfType(type, place));
  const value = type === undefined ? undefined : checkValue(type, input, place, report);
  const ttl = report.take('ttl', checkTtl(input, zone.plan));
  if (type !== undefined) checkProxied(type, input, value?.content, report);
  const comment = report.take('comment', checkComment(input, zone.plan));
  const tags = checkTags(input, zone.plan, report);
  const settings = type === undefined ? undefined : checkSettings(type, input, report);
  if (report.problems.length > 0 || type === undefined || name === undefined || ttl === undefined) {
    throw recordError(subjectOf(type), report.problems);
  }
  return {
    type,
    name,
    ...value,
    ttl,
    ...(isProxiable(type) && typeof input.proxied === 'boolean' ? { proxied: input.proxied } : {}),
    ...(input.private_routing === true ? { private_routing: true } : {}),
    ...(comment === undefined ? {} : { comment }),
    ...(tags === undefined ? {} : { tags }),
    ...(settings === undefined ? {} : { settings }),
  };
}

function subjectOf(type: RecordType | undefined): string {
  return type === undefined ? 'The record' : `The ${type} record`;
}

function checkType(type: unknown): RecordType | Issue {
  if (typeof type === 'string' && isRecordType(type)) return type;
  const upper = typeof type === 'string' ? type.toUpperCase() : '';
  if (isRecordType(upper)) return refuse(`${show(type)} must be in upper case: write ${show(upper)}`);
  if (upper === 'SPF')
    return refuse('"SPF" records are obsolete (RFC 7208 section 3.1): write the same text in a TXT record');
  if (upper === 'SOA') return refuse('"SOA" records are made by Cloudflare and cannot be written');
  if (upper === 'ALIAS' || upper === 'ANAME')
    return refuse(
      `${show(type)} is not a type here: use CNAME, which Cloudflare flattens at the zone itself`,
    );
  return refuse(`${show(type)} is not a record type: use ${recordTypes.join(', ')}`);
}

function checkZoneName(name: unknown): string | Issue {
  return typeof name === 'string' ? toAsciiName(name) : refuse(`${show(name)} is not the name of a zone`);
}

function checkName(name: unknown, zoneName: string): string | Issue {
  if (given(name) === undefined)
    return refuse('is required: "@" for the zone itself, a name within it such as "www", or a full name');
  return typeof name === 'string' ? ownerName(name, zoneName) : refuse(`${show(name)} is not a string`);
}

function refuseNameOfType(type: RecordType, place: RecordName): string | undefined {
  const rules = isContentType(type) ? contentRules[type] : dataRules[type];
  const hostReason = type === 'A' || type === 'AAAA' ? refuseHostLabels(place.name) : undefined;
  if (hostReason !== undefined) return `${show(place.name)} ${hostReason}`;
  return rules.refuseName?.(place);
}

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

/**
 * The record that an update asks for: the current one with the changes in it, ready for `checkRecord`. A member
 * that is absent or null in the change stays as it is.
 *
 * - `data` and `settings` are merged field by field; `tags` and everything else are replaced.
 * - `content` given for a type with `data` replaces all of the data; a priority in it replaces the current one.
 * - `proxied: true` makes the TTL automatic and drops `flatten_cname`; `proxied: false` drops `private_routing`,
 *   `ipv4_only` and `ipv6_only`: none of them could stay.
 * - A change of the type drops the value and priority, and `proxied` where the new type has none. Without a new
 *   `content` or `data` it throws an `InputError`: the old value cannot mean the same in another type.
 */
export function mergeRecord(current: RecordInput, change: RecordChange): RecordInput {
  const wanted = withoutAbsent(change);
  if (wanted.type !== undefined && wanted.type !== current.type)
    return changeType(current, wanted, wanted.type);
  return { ...current, ...wanted, ...mergeAttributes(current, wanted), ...mergeValue(current, wanted) };
}

function withoutAbsent(change: RecordChange): Partial<RecordInput> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => given(value) !== undefined));
}

function changeType(current: RecordInput, wanted: Partial<RecordInput>, type: string): RecordInput {
  if (!isRecordType(type)) return { ...current, type };
  if (wanted.content === undefined && wanted.data === undefined) {
    const field = isDataType(type) ? 'data' : 'content';
    const from = isRecordType(current.type) ? current.type : show(current.type);
    const problem = `is required when the type changes from ${from} to ${type}: the value of one type means nothing in the other`;
    throw recordError(`The ${from} record`, [{ field, problem }]);
  }
  const { content: _content, data: _data, priority: _priority, ...kept } = current;
  const staysProxiable = isProxiable(type);
  const staysRoutable = type === 'A' || type === 'AAAA';
  const base: RecordInput = {
    ...kept,
    proxied: staysProxiable ? kept.proxied : undefined,
    private_routing: staysRoutable ? kept.private_routing : undefined,
    settings: staysProxiable ? settingsFor(kept.settings, type) : undefined,
  };
  return { ...base, ...wanted, ...mergeAttributes(base, wanted) };
}

function settingsFor(settings: JsonObject | undefined, type: string): JsonObject | undefined {
  return type === 'CNAME' ? settings : dropSettings(settings, ['flatten_cname']);
}

function mergeAttributes(current: RecordInput, wanted: Partial<RecordInput>): Partial<RecordInput> {
  const kept = settingsKept(current, wanted.proxied);
  const settings = isJsonObject(wanted.settings)
    ? { ...kept, ...wanted.settings }
    : (wanted.settings ?? kept);
  const ttl = wanted.proxied === true && wanted.ttl === undefined ? { ttl: 1 } : {};
  const routing =
    wanted.proxied === false && wanted.private_routing === undefined ? { private_routing: undefined } : {};
  return { ...ttl, ...routing, ...(settings === undefined ? {} : { settings }) };
}

function settingsKept(current: RecordInput, proxied: boolean | undefined): JsonObject | undefined {
  if (proxied === undefined) return current.settings;
  return dropSettings(current.settings, proxied ? ['flatten_cname'] : ['ipv4_only', 'ipv6_only']);
}

function dropSettings(settings: JsonObject | undefined, names: readonly string[]): JsonObject | undefined {
  if (!isJsonObject(settings)) return undefined;
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}

/** Cloudflare answers `content` beside `data`, and some priorities in both places: one of each is kept. */
function mergeValue(current: RecordInput, wanted: Partial<RecordInput>): Partial<RecordInput> {
  const { type } = current;
  if (isContentType(type))
    return { data: wanted.data, priority: type === 'MX' ? priorityOf(current, wanted) : wanted.priority };
  if (!isDataType(type)) return {};
  if (wanted.content !== undefined) return { data: wanted.data, priority: priorityOf(current, wanted) };
  return mergeData(type, current, wanted);
}

function mergeData(type: DataType, current: RecordInput, wanted: Partial<RecordInput>): Partial<RecordInput> {
  const base = currentData(type, current);
  if (base === undefined && wanted.data === undefined)
    return { priority: wanted.priority ?? current.priority };
  const data = { ...base, ...wanted.data };
  const hasPriority = Object.hasOwn(dataRules[type].fields, 'priority');
  if (!hasPriority) return { content: undefined, data, priority: wanted.priority };
  if (wanted.priority === undefined) {
    return {
      content: undefined,
      data,
      priority: given(data['priority']) === undefined ? current.priority : undefined,
    };
  }
  // Given in both places, both stay, so that checkRecord can say that they differ.
  if (wanted.data?.['priority'] !== undefined) return { content: undefined, data };
  return { content: undefined, data: { ...data, priority: wanted.priority }, priority: undefined };
}

function currentData(type: DataType, current: RecordInput): JsonObject | undefined {
  if (isJsonObject(current.data)) return current.data;
  if (typeof current.content !== 'string') return undefined;
  const value = parsePresentation(type, current.content);
  if (value instanceof Issue) return undefined;
  return value.priority === undefined ? value.data : { priority: value.priority, ...value.data };
}

/** The current priority stays unless the change, or the new content in its presentation format, has one. */
function priorityOf(current: RecordInput, wanted: Partial<RecordInput>): number | undefined {
  if (wanted.priority !== undefined) return wanted.priority;
  if (typeof wanted.content === 'string' && isRecordType(current.type)) {
    const value = parsePresentation(current.type, wanted.content);
    if (!(value instanceof Issue)) return undefined;
  }
  const within = current.type === 'SRV' ? current.data?.['priority'] : undefined;
  return typeof within === 'number' ? within : current.priority;
}
