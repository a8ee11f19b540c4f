import type { Change, Scope } from '../change/change.ts';
import { PolicyError } from '../errors/errors.ts';
import { atOnce } from '../tool/breath.ts';
import { isRead, type ToolIdentity } from '../tool/effect.ts';

/**
 * - `auto`: guarded plans need approval, others are applied at once.
 * - `always`: every plan needs approval.
 * - `strict`: as `auto`, but only a person asked through elicitation can approve.
 * - `never`: nothing needs approval.
 */
export type ConfirmMode = 'auto' | 'always' | 'strict' | 'never';

/** A limit that only the person who starts the server can set: changes in a stretch of time, approved or not. */
export interface ChangeLimit {
  readonly changes: number;
  readonly periodMs: number;
  /** As it was given. */
  readonly text: string;
}

/** What the person who started the server allows. Nothing a model says can change it. */
export interface PolicySettings {
  readonly readOnly: boolean;
  /** `undefined` allows all. */
  readonly toolsets: ReadonlySet<string> | undefined;
  /** Names in lower case; `undefined` allows all. */
  readonly scopes: ReadonlySet<string> | undefined;
  /** Of members of the states of objects, the values that they may have; others are free. */
  readonly limits?: ReadonlyMap<string, ReadonlySet<string>>;
  /** The toolset that each kind of object belongs to; one that is missing is in none that can be left out. */
  readonly toolsetOf?: Readonly<Record<string, string>>;
}

export type PolicyDecision = { readonly allowed: true } | { readonly allowed: false; readonly why: string };

const allowed: PolicyDecision = { allowed: true };

/** The one decision about what this process may do. Pure: settings in, decision out. */
export class Policy {
  readonly #settings: PolicySettings;

  constructor(settings: PolicySettings) {
    this.#settings = settings;
  }

  get readOnly(): boolean {
    return this.#settings.readOnly;
  }

  /** Whether there are scopes that are not to exist. */
  get limitsScopes(): boolean {
    return this.#settings.scopes !== undefined;
  }

  /** Whether a tool is offered at all, and, given a change, whether it may make it. */
  decide(tool: ToolIdentity, change?: Change): PolicyDecision {
    const { readOnly, toolsets } = this.#settings;
    if (readOnly && !isRead(tool.effect)) return refused('this server was started with --read-only');
    if (toolsets !== undefined && !toolsets.has(tool.toolset)) {
      return refused(`this server was started without the toolset ${tool.toolset}`);
    }
    return change === undefined ? allowed : this.#decideChange(change);
  }

  /** What a tool changes may belong to another toolset than the tool itself. */
  #decideChange(change: Change): PolicyDecision {
    const { resource, scope } = change;
    const { toolsets, toolsetOf = {} } = this.#settings;
    const owner = Object.hasOwn(toolsetOf, resource) ? toolsetOf[resource] : undefined;
    if (toolsets !== undefined && owner !== undefined && !toolsets.has(owner)) {
      return refused(`it changes a ${resource}, and this server was started without the toolset ${owner}`);
    }
    if (!this.scopeExists(scope)) {
      return refused('one of the changes is outside the list this server was started with');
    }
    const beyond = this.#beyondLimit(change);
    return beyond === undefined
      ? allowed
      : refused(
          `one of the changes has, or makes, a ${beyond} outside the list this server was started with`,
        );
  }

  /** The member of a state, before or after, that has a value it may not have. */
  #beyondLimit({ before = {}, after = {} }: Change): string | undefined {
    const states = [before, after];
    return [...(this.#settings.limits?.keys() ?? [])].find((member) =>
      states.some((state) => typeof state[member] === 'string' && !this.mayHave(member, state[member])),
    );
  }

  /** Whether an object whose member has this value exists for this process. */
  mayHave(member: string, value: string): boolean {
    return this.#settings.limits?.get(member)?.has(value) ?? true;
  }

  /** Whether there are values that a member of a state may not have. */
  limits(member: string): boolean {
    return this.#settings.limits?.has(member) ?? false;
  }

  /** A scope that is not allowed does not exist: it is neither listed nor found nor named in a refusal. */
  scopeExists(scope: Pick<Scope, 'name'>): boolean {
    return this.#settings.scopes?.has(scope.name.toLowerCase()) ?? true;
  }

  /** @throws {PolicyError} when the tool itself, or one of the changes, is not allowed. */
  require(tool: ToolIdentity, changes: Iterable<Change>): void {
    atOnce(this.requireInSteps(tool, changes));
  }

  /** As `require`, of a long plan. */
  *requireInSteps(tool: ToolIdentity, changes: Iterable<Change>): Generator<void, void, void> {
    this.#require(tool, undefined);
    for (const change of changes) {
      this.#require(tool, change);
      yield;
    }
  }

  #require(tool: ToolIdentity, change: Change | undefined): void {
    const decision = this.decide(tool, change);
    if (decision.allowed) return;
    throw new PolicyError(`Not allowed: ${decision.why}. Nothing was changed.`, {
      nextStep: 'Only the person who starts the server can allow it.',
    });
  }
}

function refused(why: string): PolicyDecision {
  return { allowed: false, why };
}
