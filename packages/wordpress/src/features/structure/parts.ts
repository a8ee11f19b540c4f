import type { Part } from './api.ts';

/** What of a site can be listed. */
export const parts = [
  'settings',
  'users',
  'plugins',
  'themes',
  'health',
  'templates',
  'template_parts',
  'menus',
] as const satisfies readonly Part[];
