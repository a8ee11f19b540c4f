/** The value of a record with `data`: checked, normalised, and written out. */

import { isRecord } from '../../json.ts';
import type { DataField, FieldValue, Token } from './data-fields.ts';
import { DATA_FORMATS, type DataFormat } from './data-types.ts';
import type { DataType, Members, RecordData } from './model.ts';
import { dataRequired, fieldInvalid, priorityInvalid } from './refusals.ts';

export interface DataValue {
  readonly content: string;
  readonly data: RecordData;
  readonly priority?: number;
}

/**
 * Reads `data` (and, for URI and SRV, `priority`) of a body. `content` is ignored, and so are components that
 * the type does not have, such as the former `service` and `proto` of SRV.
 *
 * @throws {ApiFailure} 400: 9101 for every component that is missing, else the first that is invalid.
 */
export function dataValue(type: DataType, body: Members, zoneName: string): DataValue {
  const format = DATA_FORMATS[type];
  const values = normalised(format, components(format, body), zoneName);
  const contradiction = format.contradiction?.(values);
  if (contradiction) throw fieldInvalid(...contradiction);
  const { priority, ...others } = values;
  if (format.priority === undefined) return { content: presented(format, values), data: values };
  if (typeof priority !== 'number') throw priorityInvalid();
  const data = format.priority === 'own' ? others : values;
  return { content: presented(format, others), data, priority };
}

/** RDATA in the form of a zone file (RFC 1035 §5.1), with the priority and with dots after host names. */
export function dataToZoneFile(type: DataType, data: RecordData, priority: number | undefined): string {
  const values: RecordData = priority === undefined ? data : { ...data, priority };
  return written(DATA_FORMATS[type], values, (field, value) =>
    field.toZoneFile ? field.toZoneFile(value) : field.present(value),
  );
}

/**
 * The body of a POST that means this RDATA of a zone file.
 *
 * @param qualify makes a name absolute.
 * @returns undefined when tokens are missing or left over.
 */
export function dataFromZoneFile(
  type: DataType,
  tokens: readonly Token[],
  qualify: (name: string) => string,
): Members | undefined {
  const format = DATA_FORMATS[type];
  const left = format.expand ? format.expand(tokens) : [...tokens];
  const data = Object.fromEntries(format.fields.map((field) => [field.name, field.take(left, qualify)]));
  const complete = left.length === 0 && Object.values(data).every((value) => value !== undefined);
  return complete ? { data, priority: data['priority'] } : undefined;
}

function components(format: DataFormat, body: Members): Members {
  const data = isRecord(body['data']) ? body['data'] : {};
  if (format.priority === undefined) return data;
  const top = body['priority'];
  const inside = data['priority'];
  return { ...data, priority: format.priority === 'own' ? (top ?? inside) : (inside ?? top) };
}

function normalised(format: DataFormat, given: Members, zoneName: string): RecordData {
  const missing = format.fields.filter(
    ({ name, fallback }) => fallback === undefined && (given[name] ?? undefined) === undefined,
  );
  if (missing.length > 0) throw dataRequired(missing.map(({ name }) => name));
  return Object.fromEntries(
    format.fields.map((field) => [field.name, normalisedField(field, given, zoneName)]),
  );
}

function normalisedField(field: DataField, given: Members, zoneName: string): FieldValue {
  const value = field.normalise(given[field.name] ?? field.fallback, zoneName);
  if (value === undefined) throw fieldInvalid(field.name, field.rule);
  return value;
}

function presented(format: DataFormat, values: RecordData): string {
  return written(format, values, (field, value) => field.present(value));
}

function written(
  format: DataFormat,
  values: RecordData,
  write: (field: DataField, value: FieldValue) => string,
): string {
  const parts = format.fields.map((field) => {
    const value = values[field.name];
    return value === undefined ? '' : write(field, value);
  });
  return parts.filter((part) => part !== '').join(' ');
}
