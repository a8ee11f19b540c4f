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

/** A file that looks like a PNG to whoever looks at its beginning, and is like no other. */
const dot =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Of a file that is uploaded for the example. */
export async function uploadedId(apply: Apply): Promise<number | null> {
  const { changes } = await apply('upload_media', {
    name: `dot-${crypto.randomUUID()}.png`,
    content: dot,
    alt_text: 'One dot',
  });
  return firstId(changes);
}

/** Of a tag that is made for the example. */
export async function termId(apply: Apply): Promise<number | null> {
  const { changes } = await apply('create_term', {
    taxonomy: 'post_tag',
    name: `Tag ${crypto.randomUUID()}`,
  });
  return firstId(changes);
}

/** Of a comment that waits. */
export async function heldId(apply: Apply): Promise<number | null> {
  return firstId((await apply('list_comments', { status: 'hold' }))['comments']);
}
