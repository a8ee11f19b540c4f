import { canonicalJson, type JsonObject } from '@crunchtools/mcp-core';
import { dataRules } from '../presentation.ts';
import { checkRecord } from '../record.ts';
import { txtContent } from '../txt.ts';
import { isDataType, type RecordBody } from '../types.ts';

/** What a record points to, apart from its name and attributes. */
export interface Value {
  readonly type: string;
  readonly name: string;
  readonly content?: string | undefined;
  readonly data?: JsonObject | undefined;
  readonly priority?: number | undefined;
}

/**
 * A text that is equal for values that mean the same in the DNS: however an address, a host or a quoted text is
 * written, and whatever Cloudflare adds to `data`. A value that breaks a rule of its type stands for itself:
 * Cloudflare holds records that are older than its rules, or ours.
 */
export function valueKey(value: Value, zoneName: string): string {
  const { type, name, content, data, priority } = value;
  // What is stored may hold characters that a caller has to escape.
  const text = type === 'TXT' && content !== undefined ? txtContent(content) : undefined;
  if (typeof text === 'string') return canonicalJson([text, null]);
  try {
    const checked = checkRecord(
      isDataType(type) && data !== undefined
        ? {
            type,
            name: `${name}.`,
            data: ownFields(type, data),
            priority: type === 'URI' ? priority : undefined,
          }
        : { type, name: `${name}.`, content, priority },
      { name: zoneName },
    );
    return keyOfBody(checked);
  } catch {
    return canonicalJson([content ?? data ?? null, priority ?? null]);
  }
}

/** As `valueKey`, for a record that `checkRecord` returned. */
export function keyOfBody({ content, data, priority }: RecordBody): string {
  return canonicalJson([content ?? data ?? null, priority ?? null]);
}

function ownFields(type: keyof typeof dataRules, data: JsonObject): JsonObject {
  const { fields } = dataRules[type];
  return Object.fromEntries(Object.entries(data).filter(([field]) => Object.hasOwn(fields, field)));
}
