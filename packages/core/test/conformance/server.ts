/**
 * A server on core with what the official conformance suite asks a server under test for, as far as core has it:
 * `npm run conformance`. Names and behaviour come from the descriptions of the scenarios
 * (`@modelcontextprotocol/conformance` 0.2.0-alpha.12).
 */
import process from 'node:process';
import * as z from 'zod';
import {
  Approvals,
  CallGate,
  completeFrom,
  createLogger,
  definePrompt,
  defineRead,
  defineTextResource,
  defineWrite,
  ExecutorSet,
  Journal,
  ours,
  Policy,
  Prompts,
  type ReadToolSpec,
  Registry,
  RejectedError,
  Resources,
  type Scope,
  type ServerDefinition,
  serve,
  type Tool,
} from '../../src/index.ts';
import { MemoryExecutor, untried } from '../../src/testing/memory-executor.ts';

interface Services {
  readonly things: MemoryExecutor;
}

const scope: Scope = { id: 'scope', name: 'example.com' };
const common = { description: 'For the conformance suite.', toolset: 'things', permissions: [] };
const answered = z.strictObject({ text: ours(z.string()) });

const nothing = {} as const;
type NoArguments = typeof nothing;
type Answering = ReadToolSpec<Services, NoArguments, typeof answered>['run'];

function reading(name: string, run: Answering): Tool<Services> {
  return defineRead<Services, NoArguments, typeof answered>({
    ...common,
    ...untried,
    name,
    title: name,
    effect: 'read',
    input: {},
    output: answered,
    run,
  });
}

/** A plan that has to be approved: core's only question to a person. */
function asking(name: string): Tool<Services> {
  return defineWrite<Services, { message: z.ZodOptional<z.ZodString> }>({
    ...common,
    ...untried,
    name,
    title: name,
    effect: 'create',
    input: { message: z.string().optional() },
    plan: async ({ message = 'a thing' }, { services }) => ({
      changes: [services.things.creation(scope, { name: message })],
    }),
  });
}

const tools: readonly Tool<Services>[] = [
  reading('test_simple_text', async () => ({ text: 'This is a simple text response for testing.' })),
  reading('test_error_handling', async () => {
    throw new RejectedError('This tool intentionally returns an error for testing.');
  }),
  reading('test_tool_with_progress', async (_, { progress }) => {
    for (const done of [0, 50, 100]) await progress(done, 100, 'working');
    return { text: 'Done.' };
  }),
  reading('test_logging_tool', async () => ({ text: 'Core tells a client no log lines.' })),
  asking('test_elicitation'),
  asking('test_streaming_elicitation'),
  asking('test_input_required_result_elicitation'),
  asking('test_input_required_result_request_state'),
  asking('test_input_required_result_tampered_state'),
  asking('test_input_required_result_capabilities'),
];

const resource = { ...common, effect: 'read', complete: {}, ttlMs: 0, mimeType: 'text/plain' } as const;
const text = { untrusted: false, whenTooLong: 'It never is.' } as const;

const resources = [
  defineTextResource<Services, NoArguments>({
    ...resource,
    ...text,
    name: 'static_text',
    title: 'A text',
    uri: 'test://static-text',
    variables: {},
    readLines: async () => ['This is the content of the static text resource.'],
  }),
  defineTextResource<Services, { id: z.ZodString }>({
    ...resource,
    ...text,
    name: 'template',
    title: 'A text for an id',
    uri: 'test://template/{id}/data',
    variables: { id: z.string() },
    mimeType: 'application/json',
    readLines: async ({ id }) => [JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` })],
  }),
];

const prompts = [
  definePrompt<Services, NoArguments>({
    name: 'test_simple_prompt',
    title: 'A prompt',
    description: common.description,
    uses: [],
    arguments: {},
    complete: {},
    text: () => ['This is a simple prompt for testing.'],
  }),
  definePrompt<Services, { arg1: z.ZodString; arg2: z.ZodString }>({
    name: 'test_prompt_with_arguments',
    title: 'A prompt with arguments',
    description: common.description,
    uses: [],
    arguments: {
      arg1: z.string().describe('First test argument.'),
      arg2: z.string().describe('Second one.'),
    },
    complete: { arg1: completeFrom(['test-one', 'test-two']) },
    text: ({ arg1, arg2 }) => [`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`],
  }),
];

const things = new MemoryExecutor();

const definition: ServerDefinition<Services> = {
  name: 'conformance',
  title: 'Conformance',
  version: '1.0.0',
  websiteUrl: 'https://example.com/',
  instructions: 'For the conformance suite.',
  tools: new Registry(tools),
  resources: new Resources(resources),
  prompts: new Prompts(prompts),
  policy: new Policy({ readOnly: false, toolsets: undefined, scopes: undefined }),
  approvals: new Approvals('always'),
  journal: new Journal(),
  log: createLogger({ level: 'silent', write: () => undefined, now: () => new Date() }),
  gate: new CallGate({ callsPerMinute: 6_000, concurrentCalls: 64 }),
  open: () => ({
    services: { things },
    executors: new ExecutorSet([things]),
    account: () => ({ requests: 0, requestIds: [], scopes: [scope.name] }),
  }),
};

const { stdin, stdout } = process;
await serve(definition, { stdin, stdout, scrub: (line) => line });
