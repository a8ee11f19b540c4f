/**
 * What a tool does to the world, said once; protocol hints, policy and approval follow from it.
 * `inspect` reads only what this process itself holds.
 */
export type Effect = 'read' | 'inspect' | 'create' | 'update' | 'delete' | 'purge' | 'undo';

/** The part of a tool that policy looks at. */
export interface ToolIdentity {
  readonly name: string;
  readonly toolset: string;
  readonly effect: Effect;
}

export interface Hints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** MCP's tool annotations for each effect (schema `ToolAnnotations`). */
const hints: Readonly<Record<Effect, Hints>> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  inspect: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  create: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  update: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  delete: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  purge: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  undo: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
};

export function hintsOf(effect: Effect): Hints {
  return hints[effect];
}

export function isRead(effect: Effect): boolean {
  return hints[effect].readOnlyHint;
}
