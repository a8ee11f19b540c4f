import {
  type CompleteResult,
  type GetPromptResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Server,
  type ServerCapabilities,
} from '@modelcontextprotocol/server';
import { aboutUntrusted, errorMembers } from '../call/present.ts';
import { type Completer, completionOf, noCompletion, type ReadContext } from '../completion/completion.ts';
import { NotFoundError, PolicyError, SafeError, toSafeError } from '../errors/errors.ts';
import { monotonicMs } from '../monotonic.ts';
import type { Prompt } from '../prompt/define.ts';
import { type App, appExtension, appMimeType } from '../resource/app.ts';
import type { Resource } from '../resource/define.ts';
import type { ToolIdentity } from '../tool/effect.ts';
import { neutralise } from '../untrusted/neutralise.ts';
import type { ServerDefinition, Session } from './definition.ts';

/** Lists are never paginated, so no cursor was ever given out. */
export function refuseCursor(cursor: string | undefined): void {
  if (cursor !== undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid cursor');
}

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
async function guarded<Services, Result>(
  server: ServerDefinition<Services>,
  asked: Asked,
  signal: AbortSignal,
  work: (context: ReadContext<Services>) => Promise<Result>,
): Promise<Result> {
  const started = monotonicMs();
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
    const ms = Math.round(monotonicMs() - started);
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

const hour = 3_600_000;

/** How long a client may keep the lists: they never change while the process runs. */
export const surfaceCacheHints = {
  'resources/list': { ttlMs: hour, cacheScope: 'private' },
  'resources/templates/list': { ttlMs: hour, cacheScope: 'private' },
  'prompts/list': { ttlMs: hour, cacheScope: 'private' },
  'resources/read': { ttlMs: 0, cacheScope: 'private' },
} as const;

/**
 * What a server of this definition can do beside tools. The same whatever policy leaves of it: neither lists nor
 * resources are watched, so there is no `listChanged` and no `subscribe`.
 */
export function surfaceCapabilities<Services>({
  resources,
  prompts,
  apps,
}: ServerDefinition<Services>): ServerCapabilities {
  return {
    ...(resources === undefined && apps === undefined ? {} : { resources: {} }),
    ...(prompts === undefined ? {} : { prompts: {} }),
    ...(resources === undefined && prompts === undefined ? {} : { completions: {} }),
    ...(apps === undefined ? {} : { extensions: { [appExtension]: {} } }),
  };
}

/**
 * Serves resources, templates, prompts, completions and apps.
 * @param modern whether results of 2026-07-28 are wanted, which say how long they may be kept.
 */
export function registerSurface<Services>(
  server: Server,
  definition: ServerDefinition<Services>,
  modern: boolean,
): void {
  if (definition.resources !== undefined || definition.apps !== undefined) {
    registerResources(server, definition, modern);
  }
  if (definition.prompts !== undefined) registerPrompts(server, definition);
  if (definition.resources !== undefined || definition.prompts !== undefined) {
    registerCompletions(server, definition);
  }
}

function registerResources<Services>(
  server: Server,
  definition: ServerDefinition<Services>,
  modern: boolean,
): void {
  server.setRequestHandler('resources/list', ({ params }) => {
    refuseCursor(params?.cursor);
    const fixed = definition.resources?.fixed() ?? [];
    return {
      resources: [
        ...fixed.map((resource) => ({ uri: resource.uri.text, ...described(resource) })),
        ...(definition.apps ?? []).map(listedApp),
      ],
    };
  });
  server.setRequestHandler('resources/templates/list', ({ params }) => {
    refuseCursor(params?.cursor);
    const templates = definition.resources?.templates() ?? [];
    return {
      resourceTemplates: templates.map((resource) => ({
        uriTemplate: resource.uri.text,
        ...described(resource),
      })),
    };
  });
  server.setRequestHandler('resources/read', ({ params: { uri } }, { mcpReq: { signal } }) =>
    readResource(definition, uri, signal, modern),
  );
}

function described<Services>({ name, title, description, mimeType }: Resource<Services>) {
  return { name, title, description, mimeType };
}

/** Said in full, so that no host has to guess: the page needs no origin at all. */
const appMeta = () => ({
  ui: {
    csp: { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] },
    prefersBorder: true,
  },
});

function listedApp({ uri, name, title, description }: App) {
  return { uri, name, title, description, mimeType: appMimeType, _meta: appMeta() };
}

async function readResource<Services>(
  definition: ServerDefinition<Services>,
  uri: string,
  signal: AbortSignal,
  modern: boolean,
): Promise<ReadResourceResult> {
  const app = definition.apps?.find((candidate) => candidate.uri === uri);
  const hinted = (ttlMs: number, cacheScope: 'public' | 'private') => (modern ? { ttlMs, cacheScope } : {});
  if (app !== undefined) {
    const asked = { event: 'read', name: app.name } as const;
    const text = await guarded(definition, asked, signal, () => app.page());
    return { contents: [{ uri, mimeType: appMimeType, text, _meta: appMeta() }], ...hinted(hour, 'public') };
  }
  const found = definition.resources?.find(uri);
  const asked = { event: 'read', name: found?.resource.name ?? '', identity: found?.resource, uri } as const;
  return guarded(definition, asked, signal, async (context) => {
    if (found === undefined) throw noSuchResource(uri);
    const { resource, values } = found;
    const { text, untrusted } = await resource.read(values, context);
    const meta = untrusted ? { _meta: { untrusted: true } } : {};
    return {
      contents: [{ uri, mimeType: resource.mimeType, text, ...meta }],
      ...hinted(resource.ttlMs, 'private'),
    };
  });
}

function noSuchResource(uri: string): NotFoundError {
  return new NotFoundError(`There is no resource ${neutralise(uri, { maxLength: 120 })}.`, {
    nextStep: 'Call resources/list and resources/templates/list. A value in a URI is percent-encoded.',
  });
}

function registerPrompts<Services>(server: Server, definition: ServerDefinition<Services>): void {
  server.setRequestHandler('prompts/list', ({ params }) => {
    refuseCursor(params?.cursor);
    return { prompts: (definition.prompts?.all() ?? []).map(listedPrompt) };
  });
  server.setRequestHandler('prompts/get', ({ params }, { mcpReq: { signal } }): Promise<GetPromptResult> => {
    const prompt = definition.prompts?.get(params.name);
    if (prompt === undefined) throw unknownPrompt(params.name);
    return guarded(definition, { event: 'prompt', name: prompt.name }, signal, async () => ({
      description: prompt.description,
      messages: [{ role: 'user', content: { type: 'text', text: prompt.text(params.arguments) } }],
    }));
  });
}

function listedPrompt<Services>({ name, title, description, arguments: args }: Prompt<Services>) {
  return { name, title, description, arguments: args.map((argument) => ({ ...argument })) };
}

function unknownPrompt(name: string): ProtocolError {
  const shown = neutralise(name, { maxLength: 64 });
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `Unknown prompt: ${shown}. Call prompts/list for the names.`,
  );
}

function registerCompletions<Services>(server: Server, definition: ServerDefinition<Services>): void {
  server.setRequestHandler(
    'completion/complete',
    async ({ params }, { mcpReq: { signal } }): Promise<CompleteResult> => {
      const { argument, context: { arguments: given = {} } = {} } = params;
      const { name, identity, complete, names } = completed(definition, params.ref);
      if (!names.includes(argument.name)) {
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${name} has no argument of that name.`);
      }
      const completer = complete.get(argument.name);
      if (completer === undefined) return { completion: { ...completionOf(noCompletion, '') } };
      return guarded(definition, { event: 'complete', name, identity }, signal, async (context) => ({
        completion: { ...completionOf(await completer(argument.value, given, context), argument.value) },
      }));
    },
  );
}

interface Completed<Services> {
  readonly name: string;
  readonly identity?: Resource<Services>;
  readonly names: readonly string[];
  readonly complete: ReadonlyMap<string, Completer<Services>>;
}

function completed<Services>(
  { prompts, resources }: ServerDefinition<Services>,
  ref: { readonly type: string; readonly name?: string; readonly uri?: string },
): Completed<Services> {
  const prompt = ref.type === 'ref/prompt' ? prompts?.get(ref.name ?? '') : undefined;
  if (prompt !== undefined) {
    const { name, complete, arguments: args } = prompt;
    return { name, complete, names: args.map((argument) => argument.name) };
  }
  const resource =
    ref.type === 'ref/resource' ? resources?.all().find(({ uri }) => uri.text === ref.uri) : undefined;
  if (resource !== undefined) {
    const { name, complete, uri } = resource;
    return { name, complete, names: uri.variables, identity: resource };
  }
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    'There is no such prompt or template to complete for.',
  );
}
