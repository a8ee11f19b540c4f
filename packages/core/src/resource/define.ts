import * as z from 'zod';
import type { Completer, ReadContext } from '../completion/completion.ts';
import { ResponseTooLargeError } from '../errors/index.ts';
import { present } from '../server/present.ts';
import type { Effect, ToolIdentity } from '../tool/effect.ts';
import { withMarks } from '../tool/marks.ts';
import { untrustedPaths } from '../tool/untrusted.ts';
import { validate } from '../tool/validate.ts';
import { neutralise } from '../untrusted/neutralise.ts';
import { parseTemplate, type UriTemplate } from './template.ts';

/** What was read, safe to show. */
export interface ResourceText {
  readonly text: string;
  /** Whether strangers wrote some of it. JSON also names the places, in its own `untrusted`. */
  readonly untrusted: boolean;
}

type Values<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape, z.core.$strict>>;

interface Described<Services, Shape extends z.ZodRawShape> {
  /** As MCP's `name`: short, in snake_case. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly toolset: string;
  readonly effect: Extract<Effect, 'read' | 'inspect'>;
  /** A URI, or a template of RFC 6570 level 1. */
  readonly uri: string;
  /** What each variable may be. */
  readonly variables: Shape;
  /** A variable without one is free text. */
  readonly complete: { readonly [Name in keyof Shape]?: Completer<Services> };
  /** How long a client may keep what it read, in milliseconds. */
  readonly ttlMs: number;
}

export interface JsonResourceSpec<Services, Shape extends z.ZodRawShape, Output extends z.ZodObject>
  extends Described<Services, Shape> {
  readonly output: Output;
  read(values: Values<Shape>, context: ReadContext<Services>): Promise<z.input<Output>>;
}

export interface TextResourceSpec<Services, Shape extends z.ZodRawShape> extends Described<Services, Shape> {
  readonly mimeType: string;
  /** Whether strangers wrote some of it. The text has to say so itself too, because clients drop the mark. */
  readonly untrusted: boolean;
  /** What to do about a text that is too long, as a sentence. */
  readonly whenTooLong: string;
  /** Lines without their ends. */
  readLines(values: Values<Shape>, context: ReadContext<Services>): Promise<readonly string[]>;
}

/** A resource as the registry holds it. */
export interface Resource<Services> extends ToolIdentity {
  readonly title: string;
  readonly description: string;
  readonly uri: UriTemplate;
  readonly mimeType: string;
  readonly ttlMs: number;
  readonly complete: ReadonlyMap<string, Completer<Services>>;
  /** The schema of JSON; the contract suite walks it. */
  readonly output: z.ZodObject | undefined;
  readonly untrusted: boolean;
  /** @throws {InputError} for a value that breaks the rule of its variable. */
  read(values: Readonly<Record<string, string>>, context: ReadContext<Services>): Promise<ResourceText>;
}

/** UTF-16 units. A resource has no pages, so a longer one is refused, never cut. */
const longestText = 1_000_000;

/** A resource of type `application/json`, held to the rules of answers of tools. */
export function defineJsonResource<Services, Shape extends z.ZodRawShape, Output extends z.ZodObject>(
  spec: JsonResourceSpec<Services, Shape, Output>,
): Resource<Services> {
  const variables = z.strictObject(spec.variables);
  return {
    ...common(spec),
    mimeType: 'application/json',
    output: withMarks(spec.output),
    untrusted: untrustedPaths(spec.output).length > 0,
    async read(values, context) {
      const known = Object.keys(spec.variables);
      const answer = await spec.read(validate(variables, values, known), context);
      const shown = present(answer, untrustedPaths(spec.output, answer));
      const text = JSON.stringify(shown);
      if (text.length > longestText) throw tooLong(spec.title, 'Use the tool that has pages.');
      return { text, untrusted: shown['untrusted'] !== undefined };
    },
  };
}

/** A resource of lines; hidden characters in them become visible. */
export function defineTextResource<Services, Shape extends z.ZodRawShape>(
  spec: TextResourceSpec<Services, Shape>,
): Resource<Services> {
  const variables = z.strictObject(spec.variables);
  return {
    ...common(spec),
    mimeType: spec.mimeType,
    output: undefined,
    untrusted: spec.untrusted,
    async read(values, context) {
      const known = Object.keys(spec.variables);
      const lines = await spec.readLines(validate(variables, values, known), context);
      const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
      if (length > longestText) throw tooLong(spec.title, spec.whenTooLong);
      return {
        text: lines.map((line) => `${neutralise(line)}\n`).join(''),
        untrusted: spec.untrusted,
      };
    },
  };
}

/** @throws {Error} when what is said of the variables does not fit the template: a defect of the server. */
function common<Services>(
  spec: Described<Services, z.ZodRawShape>,
): Omit<Resource<Services>, 'mimeType' | 'output' | 'untrusted' | 'read'> {
  const { name, title, description, toolset, effect, ttlMs } = spec;
  const uri = parseTemplate(spec.uri);
  if (uri.variables.toSorted().join() !== Object.keys(spec.variables).toSorted().join()) {
    throw new Error(`the variables of ${name} are not those of its template`);
  }
  const complete = new Map<string, Completer<Services>>();
  for (const [variable, completer] of Object.entries(spec.complete)) {
    if (completer !== undefined) complete.set(variable, completer);
  }
  return { name, title, description, toolset, effect, uri, ttlMs, complete };
}

function tooLong(title: string, nextStep: string): ResponseTooLargeError {
  return new ResponseTooLargeError(`${title}: longer than a resource can be (${longestText} characters).`, {
    nextStep,
  });
}
