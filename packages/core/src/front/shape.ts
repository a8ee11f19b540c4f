import { isJsonObject, type JsonValue } from '../json.ts';

/**
 * What a member has to be if it is there. `objects` is an object whose members are all objects. Members that a
 * shape does not name may be anything.
 */
export type Shape = 'text' | 'boolean' | 'object' | 'objects' | { readonly [member: string]: Shape };

export function fits(value: JsonValue | undefined, shape: Shape): boolean {
  if (value === undefined) return true;
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'boolean') return typeof value === 'boolean';
  if (!isJsonObject(value)) return false;
  if (shape === 'object') return true;
  if (shape === 'objects') return Object.values(value).every((member) => isJsonObject(member));
  return Object.entries(shape).every(([name, member]) => fits(value[name], member));
}

/** `ClientCapabilities` of MCP's schema, revisions up to 2026-07-28. */
export const capabilities: Shape = {
  experimental: 'objects',
  extensions: 'objects',
  sampling: { context: 'object', tools: 'object' },
  elicitation: { form: { applyDefaults: 'boolean' }, url: 'object' },
  roots: { listChanged: 'boolean' },
  tasks: {
    list: 'object',
    cancel: 'object',
    requests: { sampling: { createMessage: 'object' }, elicitation: { create: 'object' } },
  },
};

/** `Implementation` of MCP's schema, which has `icons` besides. */
export const implementation: Shape = {
  name: 'text',
  version: 'text',
  title: 'text',
  websiteUrl: 'text',
  description: 'text',
};
