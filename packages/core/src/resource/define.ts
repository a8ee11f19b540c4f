import * as z from 'zod';
import { present } from '../call/present.ts';
import type { Completer, ReadContext } from '../completion/completion.ts';
import { ResponseTooLargeError } from '../errors/errors.ts';
import type { Policy } from '../policy/policy.ts';
import type { Effect, ToolIdentity } from '../tool/effect.ts';
import { untrustedPaths, withMarks } from '../tool/marks.ts';
import { validate } from '../tool/validate.ts';
import { neutralise } from '../untrusted/neutralise.ts';

/**
 * URI templates of RFC 6570, level 1 (simple expansion) and no other: each variable stands for one whole segment
 * of the path, and what it stands for is matched back exactly.
 */
interface UriTemplate {
  readonly text: string;
  /** Names of the variables, in their order. */
  readonly variables: readonly string[];
  /**
   * The values with which the template expands to this URI, or `undefined` when there are none. Nothing is
   * normalised: no other case, no query, no fragment, no slash at the end. A value is never empty, a dot segment,
   * or something with a slash, a backslash or a control character in it, however it was encoded.
   */
  match(uri: string): Readonly<Record<string, string>> | undefined;
}

const wholeTemplate =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9_-]+|\{[a-z][a-z0-9_]*\})(?:\/(?:[a-z0-9_-]+|\{[a-z][a-z0-9_]*\}))*$/u;
const longestUri = 2_048;

/** @throws {Error} for a template that is not of this kind: a defect of the server. */
export function parseTemplate(text: string): UriTemplate {
  if (!wholeTemplate.test(text)) throw new Error(`${text} is no template of level 1 with whole segments`);
  const variables = [...text.matchAll(/\{([^}]+)\}/gu)].map(([, name = '']) => name);
  if (new Set(variables).size !== variables.length) throw new Error(`${text} has a variable twice`);
  // RFC 6570 section 3.2.1: unreserved characters as they are, all others as percent-encoded octets.
  const segments = text
    .split('/')
    .map((segment) => segment.replace(/^\{.*\}$/u, '((?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+)'));
  const pattern = new RegExp(`^${segments.join('/')}$`, 'u');
  return {
    text,
    variables,
    match(uri) {
      const found = uri.length > longestUri ? null : pattern.exec(uri);
      const values = found?.slice(1).map(decoded);
      if (values === undefined || !values.every((value) => value !== undefined)) return undefined;
      return Object.fromEntries(variables.map((name, index) => [name, values[index] ?? '']));
    },
  };
}

function decoded(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment);
    return /^\.{1,2}$|[/\\\p{Cc}]/u.test(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

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

/** The resources of a server, in the order in which they are shown. */
export class Resources<Services> {
  readonly #resources: readonly Resource<Services>[];

  /** @throws {Error} when two have one name or one URI: a defect of the server. */
  constructor(resources: readonly Resource<Services>[]) {
    this.#resources = resources;
    const names = new Set(resources.map(({ name }) => name));
    // Two templates that differ in the names of their variables only match the same URIs.
    const shapes = new Set(resources.map(({ uri }) => uri.text.replaceAll(/\{[^}]+\}/gu, '{}')));
    if (names.size !== resources.length || shapes.size !== resources.length) {
      throw new Error('two resources have the same name or URI');
    }
  }

  /** Those with one fixed URI. */
  fixed(): readonly Resource<Services>[] {
    return this.#resources.filter(({ uri }) => uri.variables.length === 0);
  }

  templates(): readonly Resource<Services>[] {
    return this.#resources.filter(({ uri }) => uri.variables.length > 0);
  }

  all(): readonly Resource<Services>[] {
    return this.#resources;
  }

  /** The resource with this URI, and the values of its variables. Fixed URIs come before templates. */
  find(
    uri: string,
  ):
    | { readonly resource: Resource<Services>; readonly values: Readonly<Record<string, string>> }
    | undefined {
    for (const resource of [...this.fixed(), ...this.templates()]) {
      const values = resource.uri.match(uri);
      if (values !== undefined) return { resource, values };
    }
    return undefined;
  }

  /** Without those that policy does not offer. */
  offered(policy: Policy): Resources<Services> {
    return new Resources(this.#resources.filter((resource) => policy.decide(resource).allowed));
  }
}
