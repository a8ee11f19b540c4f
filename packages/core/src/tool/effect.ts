/**
 * What a tool does to the world, said once; protocol hints, policy and approval follow from it.
 * `inspect` reads only what this process itself holds. `send` reaches people, such as by mail: its changes have the action `send`, so
 * they are always asked about and never taken back, and twice is not the same as once.
 */
export type Effect = 'read' | 'inspect' | 'create' | 'update' | 'delete' | 'purge' | 'send' | 'undo';

/** The part of a tool that policy looks at. */
export interface ToolIdentity {
  readonly name: string;
  readonly toolset: string;
  readonly effect: Effect;
}

/** MCP's tool annotations. A missing one means its default: reads only false, destructive true, idempotent false, open world true. */
export interface Hints {
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

/**
 * The annotations of each effect, without those that say nothing: the defaults, and what MCP gives no meaning to for
 * a tool that only reads (schema `ToolAnnotations`). Every tool pays for them in tokens. Whether a tool that writes
 * destroys is said even where it is the default, because clients that look at nothing else read a missing one either way.
 */
const hints: Readonly<Record<Effect, Hints>> = {
  read: { readOnlyHint: true },
  inspect: { readOnlyHint: true },
  create: { destructiveHint: false },
  update: { destructiveHint: true, idempotentHint: true },
  delete: { destructiveHint: true, idempotentHint: true },
  purge: { destructiveHint: true, idempotentHint: true },
  // What people have got cannot be taken from them.
  send: { destructiveHint: true },
  undo: { destructiveHint: true },
};

/**
 * @param tool whose world is closed, one account at one service, unless it says otherwise: Codex 0.171.0 lets a tool
 * that writes run only when it says so (decision 24). A creation is destructive when it says that it changes what is
 * there: a new rule can redirect or block a whole site.
 */
export function hintsOf({
  effect,
  openWorld = false,
  destructive = false,
}: {
  readonly effect: Effect;
  readonly openWorld?: boolean | undefined;
  readonly destructive?: boolean | undefined;
}): Hints {
  return {
    ...hints[effect],
    ...(destructive ? { destructiveHint: true } : {}),
    ...(openWorld ? {} : { openWorldHint: false }),
  };
}

export function isRead(effect: Effect): boolean {
  return hints[effect].readOnlyHint === true;
}
