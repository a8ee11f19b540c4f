import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { ReadContext } from '../completion/completion.ts';
import { PolicyError, SafeError, toSafeError } from '../errors/index.ts';
import type { ToolIdentity } from '../tool/effect.ts';
import type { ServerDefinition, Session } from './definition.ts';
import { aboutUntrusted, errorMembers } from './present.ts';

/** What was asked for beside tools, as the audit line names it: never arguments or content. */
export interface Asked {
  readonly event: 'read' | 'complete' | 'prompt';
  /** The name of the resource or prompt. */
  readonly name: string;
  /** What policy is asked about. */
  readonly identity?: ToolIdentity | undefined;
  /** Of a resource. An error that says it does not exist repeats it in `data`, as MCP 2026-07-28 has it. */
  readonly uri?: string | undefined;
}

/**
 * One request beside the calls of tools, from end to end: limits, policy, the work, audit. It has no place for an
 * answer that is an error, so every failure becomes a protocol error, here and only here.
 * @throws {ProtocolError} that says no more than the same failure of a tool would.
 */
export async function guarded<Services, Result>(
  server: ServerDefinition<Services>,
  asked: Asked,
  signal: AbortSignal,
  work: (context: ReadContext<Services>) => Promise<Result>,
): Promise<Result> {
  const started = performance.now();
  let session: Session<Services> | undefined;
  let outcome = 'ok';
  try {
    const { lifetime, leave } = server.gate.enter(signal);
    try {
      session = server.open(lifetime.requests);
      const { identity } = asked;
      if (identity !== undefined) requireOffered(server, identity);
      return await work({
        services: session.services,
        journal: server.journal,
        signal: lifetime.halt,
        offers: (toolset) => server.policy.decide({ name: asked.name, toolset, effect: 'read' }).allowed,
      });
    } finally {
      leave();
    }
  } catch (thrown) {
    const error = toSafeError(thrown);
    outcome = error.code;
    if (outcome === 'internal') {
      server.log.error('defect', { [asked.event]: asked.name, error: SafeError.causeOf(error) });
    }
    throw protocolError(error, asked.uri);
  } finally {
    const { requests = 0, requestIds = [], scopes = [] } = session?.account() ?? {};
    const ms = Math.round(performance.now() - started);
    const { event, name } = asked;
    server.log.info(event, { name, outcome, scopes, requests, request_ids: requestIds, ms });
  }
}

/** What is not offered is not found either; this is for a defect that lets it be found. */
function requireOffered<Services>({ policy }: ServerDefinition<Services>, identity: ToolIdentity): void {
  const decision = policy.decide(identity);
  if (!decision.allowed) throw new PolicyError(`Not allowed: ${decision.why}.`);
}

/**
 * The caller's mistakes are invalid parameters, as MCP 2026-07-28 has it for a resource that does not exist, and all
 * else is an internal error: other codes are not defined for these requests. `data` says more, as the error of a tool
 * would. A message that quotes strangers is only there, where it can be named as untrusted.
 */
function protocolError(error: SafeError, uri: string | undefined): ProtocolError {
  const isCallers = error.code === 'not_found' || error.code === 'invalid_input';
  const code = isCallers ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  const message = error.quotes
    ? 'The service refused; data.message says how, in its own words.'
    : [error.message, error.nextStep].filter(Boolean).join(' ');
  const marks = error.quotes ? { untrusted: ['message', 'details'], about_untrusted: aboutUntrusted } : {};
  const missing = isCallers && uri !== undefined ? { uri } : {};
  return new ProtocolError(code, message, { ...missing, ...errorMembers(error), ...marks });
}
