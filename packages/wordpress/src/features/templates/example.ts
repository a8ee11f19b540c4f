import { type Apply, isJsonObject } from '@crunchtools/mcp-core';

/** Of the first part of templates that the theme has. */
export async function partId(apply: Apply): Promise<string | null> {
  const { items } = await apply('list_site_parts', { part: 'template_parts' });
  const [first] = Array.isArray(items) ? items : [];
  return isJsonObject(first) && typeof first['id'] === 'string' ? first['id'] : null;
}
