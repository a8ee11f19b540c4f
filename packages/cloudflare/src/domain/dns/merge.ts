import { isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { given, Refusal, recordError, show } from '../problem.ts';
import { isProxiable } from './attributes.ts';
import { dataRules, parsePresentation } from './presentation.ts';
import {
  type DataType,
  isContentType,
  isDataType,
  isRecordType,
  type RecordChange,
  type RecordInput,
} from './types.ts';

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
  if (value instanceof Refusal) return undefined;
  return value.priority === undefined ? value.data : { priority: value.priority, ...value.data };
}

/** The current priority stays unless the change, or the new content in its presentation format, has one. */
function priorityOf(current: RecordInput, wanted: Partial<RecordInput>): number | undefined {
  if (wanted.priority !== undefined) return wanted.priority;
  if (typeof wanted.content === 'string' && isRecordType(current.type)) {
    const value = parsePresentation(current.type, wanted.content);
    if (!(value instanceof Refusal)) return undefined;
  }
  const within = current.type === 'SRV' ? current.data?.['priority'] : undefined;
  return typeof within === 'number' ? within : current.priority;
}
