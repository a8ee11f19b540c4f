import * as z from 'zod';
import type { Completer } from '../completion/completion.ts';
import type { Registry } from '../tool/define.ts';
import { validate } from '../tool/validate.ts';
import { neutralise } from '../untrusted/neutralise.ts';

type Arguments<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape, z.core.$strict>>;

export interface PromptSpec<Services, Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The tools its text names. Without one of them the prompt is not offered. */
  readonly uses: readonly string[];
  /** Texts, because MCP has no others here; each is described. */
  readonly arguments: Shape;
  /** An argument without one is free text. */
  readonly complete: { readonly [Name in keyof Shape]?: Completer<Services> };
  /** What the model is asked to do, in lines. Made of nothing but our own words and of checked arguments. */
  text(args: Arguments<Shape>): readonly string[];
}

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

/** A prompt as the registry holds it. */
export interface Prompt<Services> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly uses: readonly string[];
  readonly arguments: readonly PromptArgument[];
  readonly complete: ReadonlyMap<string, Completer<Services>>;
  /** @throws {InputError} */
  text(args: unknown): string;
}

export function definePrompt<Services, Shape extends z.ZodRawShape>(
  spec: PromptSpec<Services, Shape>,
): Prompt<Services> {
  const { name, title, description, uses } = spec;
  const schema = z.strictObject(spec.arguments);
  const known = Object.keys(spec.arguments);
  const complete = new Map<string, Completer<Services>>();
  for (const [argument, completer] of Object.entries(spec.complete)) {
    if (completer !== undefined) complete.set(argument, completer);
  }
  return {
    name,
    title,
    description,
    uses,
    arguments: known.map((argument) => described(argument, schema.shape[argument])),
    complete,
    text: (args) => spec.text(validate(schema, filled(args), known)).join('\n'),
  };
}

/** Clients send an empty text for an argument that was left blank. */
function filled(args: unknown): unknown {
  if (typeof args !== 'object' || args === null) return {};
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== ''));
}

function described(name: string, schema: z.core.$ZodType | undefined): PromptArgument {
  const { description = '' } = schema === undefined ? {} : (z.globalRegistry.get(schema) ?? {});
  return { name, description, required: schema !== undefined && !z.safeParse(schema, undefined).success };
}

/**
 * A text from outside, such as a ticket, as lines of a prompt: set apart, hidden characters visible, and no line of
 * it can look like one of ours.
 */
export function quoted(text: string): readonly string[] {
  return text
    .split(/\r\n|\r|\n/u)
    .slice(0, 400)
    .map((line) => `> ${neutralise(line, { maxLength: 2_000 })}`);
}

/** The prompts of a server, in the order in which they are shown. */
export class Prompts<Services> {
  readonly #prompts: ReadonlyMap<string, Prompt<Services>>;

  /** @throws {Error} when two have one name: a defect of the server. */
  constructor(prompts: readonly Prompt<Services>[]) {
    this.#prompts = new Map(prompts.map((prompt) => [prompt.name, prompt]));
    if (this.#prompts.size !== prompts.length) throw new Error('two prompts have the same name');
  }

  get(name: string): Prompt<Services> | undefined {
    return this.#prompts.get(name);
  }

  all(): readonly Prompt<Services>[] {
    return [...this.#prompts.values()];
  }

  /** Those that these tools are enough for. */
  offered(tools: Registry<Services>): Prompts<Services> {
    return new Prompts(this.all().filter(({ uses }) => uses.every((name) => tools.get(name) !== undefined)));
  }
}
