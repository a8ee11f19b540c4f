import type { Config } from '../app/config.ts';
import type { Ending } from '../app/ending.ts';
import { CallGate, type CallLimits } from '../call/gate.ts';
import { Approvals } from '../change/approve.ts';
import { Journal } from '../change/journal.ts';
import type { Features } from '../feature/feature.ts';
import type { Sleep } from '../http/retry.ts';
import { lazily } from '../lazily.ts';
import type { Logger } from '../log/logger.ts';
import type { Policy } from '../policy/policy.ts';
import type { ServerDefinition, Session } from './definition.ts';

/** What a server says of itself, and what it is made of in a process. */
export interface ServerOutline<Services>
  extends Pick<ServerDefinition<Services>, 'name' | 'title' | 'version' | 'websiteUrl' | 'instructions'> {
  readonly features: Features<Services>;
  readonly config: Config;
  readonly policy: Policy;
  readonly limits: CallLimits;
  readonly log: Logger;
  readonly ending: Ending | undefined;
  /** Pages for clients that show some. */
  readonly apps?: ServerDefinition<Services>['apps'];
  /** Time as this process keeps it; what is not given is real. */
  readonly clock?: { readonly now?: (() => number) | undefined; readonly sleep?: Sleep | undefined };
  /** The services of one call: cancelled with it, counted for it. */
  readonly open: (signal: AbortSignal) => Pick<Session<Services>, 'services' | 'account'>;
}

/** A server of features, whose approvals and changes last as long as its process. */
export function definitionOf<Services>(outline: ServerOutline<Services>): ServerDefinition<Services> {
  const { features, config, policy } = outline;
  const tools = features.tools().offered(policy);
  return lazily<ServerDefinition<Services>>({
    name: () => outline.name,
    title: () => outline.title,
    version: () => outline.version,
    websiteUrl: () => outline.websiteUrl,
    instructions: () => outline.instructions,
    tools: () => tools,
    resources() {
      const resources = features.resources();
      return resources.all().length === 0 ? undefined : resources.offered(policy);
    },
    prompts() {
      const prompts = features.prompts();
      return prompts.all().length === 0 ? undefined : prompts.offered(tools);
    },
    apps: () => outline.apps,
    policy: () => policy,
    approvals: () => new Approvals(config.confirm, outline.clock?.now, config.maxChanges),
    journal: () => new Journal(),
    log: () => outline.log,
    gate: () => new CallGate(outline.limits, outline.ending),
    sleep: () => outline.clock?.sleep,
    open: () => (signal) => {
      const { services, account } = outline.open(signal);
      return { services, executors: features.executors(services), account };
    },
  });
}
