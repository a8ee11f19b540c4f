import type { Apply, JsonObject, JsonValue } from '@crunchtools/mcp-core';

/** How the examples of tools find the ids that only the site gives. */

/** Of the first of a list in an answer. */
export function firstId(list: JsonValue | undefined): number | null {
  const [first] = Array.isArray(list) ? list : [];
  const found = typeof first === 'object' && first !== null && 'id' in first ? first['id'] : undefined;
  return found === undefined ? null : Number(found);
}

/** Of a draft that is made for the example. */
export async function draftId(apply: Apply, more: JsonObject = {}): Promise<number | null> {
  const { changes } = await apply('create_post', {
    title: `Draft ${crypto.randomUUID()}`,
    content: 'Words',
    ...more,
  });
  return firstId(changes);
}
