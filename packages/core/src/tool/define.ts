import * as z from 'zod';
import type { ChangeSequence } from '../change/change.ts';
import type { ExecutorSet } from '../change/executor.ts';
import type { Journal } from '../change/journal.ts';
import type { PlannedChanges } from '../change/plan.ts';
import { InputError } from '../errors/errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Policy } from '../policy/policy.ts';
import { planAppUri } from '../resource/app.ts';
import { givenInSteps } from '../untrusted/given.ts';
import type { Breath } from './breath.ts';
import { changeResult, reportedChangeResult } from './change-result.ts';
import { type ClientSchema, inputSchema, outputSchema } from './client-schema.ts';
import { type Hints, hintsOf, isRead, type ToolIdentity } from './effect.ts';
import { withMarks } from './marks.ts';
import { validate, validateInSteps } from './validate.ts';

/** What a tool's code is given for one call. */
export interface ToolContext<Services> {
  readonly services: Services;
  readonly executors: ExecutorSet;
  readonly journal: Journal;
  /** The changes of a plan that waits for approval, by the short fingerprint that its question names. */
  readonly waiting: (fingerprint: string) => ChangeSequence | undefined;
  /** Aborted when the client cancels. The services of the call already listen to it. */
  readonly signal: AbortSignal;
  /** Lets others have their turn during long work, which ends there when the client cancels. */
  readonly breath: Breath;
  /** Tells the client how far a long call is. `done` must rise. */
  readonly progress: (done: number, total: number, message: string) => Promise<void>;
}

export interface ReadCall<Services> {
  readonly kind: 'read';
  readonly args: JsonObject;
  /** The answer, as the output schema describes it; `present` makes it safe to show. */
  run(context: ToolContext<Services>): Promise<unknown>;
}

export interface WriteCall<Services> {
  readonly kind: 'write';
  /** The checked arguments, without `dry_run` and `confirm`. */
  readonly args: JsonObject;
  readonly dryRun: boolean;
  readonly confirm: string | undefined;
  /** The page of a long plan that `dry_run` is to show. */
  readonly page: number | undefined;
  plan(context: ToolContext<Services>): Promise<PlannedChanges & { readonly undoes?: readonly string[] }>;
}

/**
 * Draws an answer in lines of text: what a person sees in a terminal. It is given the answer as it is shown, so every
 * text in it is neutralised, and adds nothing that the answer does not say.
 */
export type Chart = (answer: JsonObject) => string;

/** Calls another tool for an example, approves where it is asked, and gives the structured answer. */
export type Apply = (name: string, args: JsonObject) => Promise<JsonObject>;

/**
 * What a tool says of itself for whoever tries it: the contract suite, the network test and the documents read it.
 */
export interface ToolTrial {
  /** Arguments of a call that works on the sandbox, or how to find them: some hold an id that only the service gives. */
  readonly example: JsonObject | ((apply: Apply) => Promise<JsonObject>);
  /** Arguments that a hijacked model might give: they are refused before anything is sent. */
  readonly hostile: JsonObject;
  /**
   * Every request that the example sends, with `{}` for what stands in a path, such as `GET /zones/{}`; without those
   * that find the scope by its name.
   */
  readonly requests: readonly string[];
  /**
   * What a list of allowed scopes means for the tool: its argument has to be one of them, its answer holds only
   * what is in them, it writes nothing but what is in them and refuses the rest, or it is about none.
   */
  readonly scopes: 'argument' | 'answer' | 'content' | 'none';
}

/** A tool as the registry holds it: its argument types are behind `prepare`. */
export interface Tool<Services> extends ToolIdentity, ToolTrial {
  readonly title: string;
  readonly description: string;
  /** Names of the permissions a credential needs, as the service calls them. */
  readonly permissions: readonly string[];
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** Whether it looks beyond the account at the service. */
  readonly openWorld?: boolean | undefined;
  /** Whether a creation changes what is there. */
  readonly destructive: boolean;
  /** URI of the page that shows its answers, where the client can. */
  readonly app: string | undefined;
  /** Draws an answer as text for the person, beside the answer itself; reads only. */
  readonly chart?: Chart | undefined;
  /**
   * Checks the arguments, in steps of some milliseconds at most.
   * @throws {InputError}
   */
  prepare(raw: unknown): Generator<void, ReadCall<Services> | WriteCall<Services>, void>;
}

interface Common<Shape extends z.ZodRawShape> extends ToolIdentity, ToolTrial {
  /** Whether a creation changes what is there, as a new rule does; other effects say it themselves. */
  readonly destructive?: boolean;
  readonly title: string;
  readonly description: string;
  readonly permissions: readonly string[];
  readonly input: Shape;
}

type Arguments<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape, z.core.$strict>>;

export interface ReadToolSpec<Services, Shape extends z.ZodRawShape, Output extends z.ZodObject>
  extends Common<Shape> {
  readonly output: Output;
  /** Whether it looks beyond the account at the service. */
  readonly openWorld?: boolean | undefined;
  /** URI of the page that shows its answers, where the client can. */
  readonly app?: string;
  readonly chart?: Chart | undefined;
  run(args: Arguments<Shape>, context: ToolContext<Services>): Promise<z.input<Output>>;
}

export interface WriteToolSpec<Services, Shape extends z.ZodRawShape> extends Common<Shape> {
  /** Whether plans can be long, so that the tool takes a `page` to show the rest of one. */
  readonly paged?: boolean;
  /** Whether a call without `dry_run` only shows its plan; such a tool applies when `dry_run` is false. */
  readonly dryRunByDefault?: boolean;
  /** Whether answers have the `report` of the plan. */
  readonly reports?: boolean;
  /** Reads what it needs and says what should change. Writes nothing. */
  plan(
    args: Arguments<Shape>,
    context: ToolContext<Services>,
  ): Promise<PlannedChanges & { readonly undoes?: readonly string[] }>;
}

export function defineRead<Services, Shape extends z.ZodRawShape, Output extends z.ZodObject>(
  spec: ReadToolSpec<Services, Shape, Output>,
): Tool<Services> {
  const input = z.strictObject(spec.input);
  const known = Object.keys(spec.input);
  return {
    ...common(spec),
    input,
    output: withMarks(spec.output),
    openWorld: spec.openWorld,
    app: spec.app,
    chart: spec.chart,
    *prepare(raw) {
      const given = yield* givenInSteps(raw ?? {}, { isWrite: false });
      const args = yield* validateInSteps(input, given, known);
      return { kind: 'read', args: asJson(args), run: (context) => spec.run(args, context) };
    },
  };
}

const control = {
  dry_run: z.boolean().optional(),
  // Not described: the answer that asks for approval says what to do with the value that it gives.
  confirm: z
    .string()
    .regex(/^[0-9a-f]{16}$/u, 'must be the value that an earlier answer to this call gave as confirm')
    .optional(),
};

const cautious = control.dry_run.describe('Default true: only show the plan; false applies it.');

const paging = {
  page: z.int().min(1).max(10_000).optional().describe('Of a long plan, with dry_run.'),
};

export function defineWrite<Services, Shape extends z.ZodRawShape>(
  spec: WriteToolSpec<Services, Shape>,
): Tool<Services> {
  const own = z.strictObject(spec.input);
  const { dryRunByDefault = false, paged = false, reports = false } = spec;
  const shape = {
    ...control,
    ...(dryRunByDefault ? { dry_run: cautious } : {}),
    ...(paged ? paging : {}),
  };
  const controls = z.object({ ...control, ...paging });
  const known = [...Object.keys(spec.input), ...Object.keys(shape)];
  return {
    ...common(spec),
    input: z.strictObject({ ...spec.input, ...shape }),
    output: withMarks(reports ? reportedChangeResult : changeResult),
    app: planAppUri,
    *prepare(raw) {
      const { dry_run: dryRun = dryRunByDefault, confirm, page } = validate(controls, raw ?? {}, known);
      const given = yield* givenInSteps(without(shape, raw ?? {}), { isWrite: true });
      const args = yield* validateInSteps(own, given, known);
      return {
        kind: 'write',
        args: asJson(args),
        dryRun,
        confirm,
        page,
        plan: (context) => spec.plan(args, context),
      };
    },
  };
}

function common(spec: Common<z.ZodRawShape>): Omit<Tool<never>, 'input' | 'output' | 'app' | 'prepare'> {
  const { name, title, description, toolset, effect, destructive = false, permissions } = spec;
  const { example, hostile, requests, scopes } = spec;
  return {
    name,
    title,
    description,
    toolset,
    effect,
    destructive,
    permissions,
    example,
    hostile,
    requests,
    scopes,
  };
}

function without(members: object, raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !Object.hasOwn(members, key)));
}

/** Checked arguments are JSON: they came as JSON, and no schema makes anything else of them. No copy: they may be large. */
function asJson(args: unknown): JsonObject {
  if (isJsonObject(args)) return args;
  throw new InputError('The arguments are not an object.');
}

/** A tool as `tools/list` shows it. */
export interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ClientSchema;
  readonly outputSchema: ClientSchema;
  readonly annotations: Hints;
  readonly _meta?: { readonly ui: { readonly resourceUri: string } };
}

/** A tool that is read when it is first used. */
export interface LazyTool<Services> {
  readonly identity: ToolIdentity;
  readonly tool: () => Tool<Services>;
}

/** The tools of a server, in the order in which they are shown. Names are looked up exactly. */
export class Registry<Services> {
  readonly #tools: ReadonlyMap<string, LazyTool<Services>>;

  /** @throws {Error} when two tools have one name: a defect of the server. */
  constructor(tools: readonly (Tool<Services> | LazyTool<Services>)[]) {
    const entries = tools.map((tool) => ('identity' in tool ? tool : { identity: tool, tool: () => tool }));
    this.#tools = new Map(entries.map((entry) => [entry.identity.name, entry]));
    if (this.#tools.size !== tools.length) throw new Error('two tools have the same name');
  }

  get(name: string): Tool<Services> | undefined {
    return this.#tools.get(name)?.tool();
  }

  names(): readonly string[] {
    return [...this.#tools.keys()];
  }

  /** Makes the tools that read, one in each step. Whoever writes reads first, and all together would take too much memory. */
  *prepare(): Generator<void, void, void> {
    for (const { identity, tool } of this.#tools.values()) {
      if (!isRead(identity.effect)) continue;
      tool();
      yield;
    }
  }

  tools(): readonly Tool<Services>[] {
    return [...this.#tools.values()].map(({ tool }) => tool());
  }

  /** Without the tools that policy does not offer. */
  offered(policy: Policy): Registry<Services> {
    return new Registry([...this.#tools.values()].filter(({ identity }) => policy.decide(identity).allowed));
  }
}

/** What clients see of a tool. */
export function listed<Services>(tool: Tool<Services>): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: inputSchema(tool.input),
    outputSchema: outputSchema(tool.output),
    annotations: hintsOf(tool),
    ...(tool.app === undefined ? {} : { _meta: { ui: { resourceUri: tool.app } } }),
  };
}
