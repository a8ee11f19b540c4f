import { inabilityOf, instructionsOf } from '../app/problem.ts';
import { closedGate, type Gate } from '../call/gate.ts';
import type { Approvals } from '../change/approve.ts';
import type { ExecutorSet } from '../change/executor.ts';
import type { Journal } from '../change/journal.ts';
import type { SafeError } from '../errors/errors.ts';
import type { Sleep } from '../http/retry.ts';
import { lazily } from '../lazily.ts';
import type { Logger } from '../log/logger.ts';
import type { Policy } from '../policy/policy.ts';
import type { Prompts } from '../prompt/define.ts';
import type { App } from '../resource/app.ts';
import type { Resources } from '../resource/define.ts';
import type { Registry } from '../tool/define.ts';

/** What one call works with. Made for the call, so that its cancellation and its account are its own. */
export interface Session<Services> {
  readonly services: Services;
  readonly executors: ExecutorSet;
  /** What was sent so far, for the audit line: never paths, arguments or content. */
  account(): SessionAccount;
}

export interface SessionAccount {
  readonly requests: number;
  readonly requestIds: readonly string[];
  /** Names of the scopes the call was about. */
  readonly scopes: readonly string[];
}

/** Everything that makes a server: core runs it, a server package fills it in. */
export interface ServerDefinition<Services> {
  /** The package's name, as MCP's `serverInfo.name`. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly websiteUrl: string;
  /** Told to the model once: how the tools work together and which texts are data. */
  readonly instructions: string;
  /** What this process offers; the same for every connection. */
  readonly tools: Registry<Services>;
  /** Absent for a server without any; empty when policy leaves none. So too for the next two. */
  readonly resources?: Resources<Services> | undefined;
  readonly prompts?: Prompts<Services> | undefined;
  readonly apps?: readonly App[] | undefined;
  readonly policy: Policy;
  readonly approvals: Approvals;
  readonly journal: Journal;
  readonly log: Logger;
  /** Bounds the calls of this process. */
  readonly gate: Gate;
  /** How writes wait: for the rate limit, and before looking again. By real time unless told otherwise. */
  readonly sleep?: Sleep | undefined;
  open(signal: AbortSignal): Session<Services>;
}

/**
 * A server that cannot work, and says so: its lists are those of the server that it would be, its instructions begin
 * with what is wrong, and every call, read and prompt ends with that and with how to mend it. Clients show neither the
 * stderr nor the exit code of a server that ends at once.
 */
export function unableTo<Services>(
  server: ServerDefinition<Services>,
  problem: SafeError,
): ServerDefinition<Services> {
  const inability = inabilityOf(problem);
  // One by one: most of it is read by what no call needs.
  return lazily<ServerDefinition<Services>>({
    name: () => server.name,
    title: () => server.title,
    version: () => server.version,
    websiteUrl: () => server.websiteUrl,
    instructions: () => instructionsOf(inability, server.instructions),
    tools: () => server.tools,
    resources: () => server.resources,
    prompts: () => server.prompts,
    apps: () => server.apps,
    policy: () => server.policy,
    approvals: () => server.approvals,
    journal: () => server.journal,
    log: () => server.log,
    gate: () => closedGate(inability),
    sleep: () => server.sleep,
    open: () => (signal) => server.open(signal),
  });
}
