import {
  type Chart,
  defineRead,
  defineWrite,
  isJsonObject,
  type JsonValue,
  NotFoundError,
  type PlannedChanges,
  type ReadToolSpec,
  type Tool,
  type ToolContext,
  type WriteToolSpec,
} from '@crunchtools/mcp-core';
import type * as z from 'zod';
import { zoneArgument } from './schema.ts';
import { type Services, servicesWith } from './services.ts';
import type { ZoneRef } from './zone.ts';

type WithZone<Shape extends z.ZodRawShape> = { zone: typeof zoneArgument } & Shape;
type ZoneArguments<Shape extends z.ZodRawShape> = z.output<z.ZodObject<WithZone<Shape>, z.core.$strict>>;

/** What a tool for one zone is given: the services, and the zone its `zone` argument means. */
export type ZoneContext = Services & { readonly zone: ZoneRef } & Pick<
    ToolContext<Services>,
    'progress' | 'breath'
  >;

type Described = Pick<
  WriteToolSpec<Services, z.ZodRawShape>,
  'name' | 'title' | 'description' | 'toolset' | 'effect' | 'permissions' | 'example' | 'hostile' | 'requests'
>;

interface ZoneReadSpec<Shape extends z.ZodRawShape, Output extends z.ZodObject> extends Described {
  readonly input: Shape;
  readonly output: Output;
  /** Whether it looks beyond the account at the service. */
  readonly openWorld?: boolean;
  /** URI of the page that shows its answers, where the client can. */
  readonly app?: string;
  readonly chart?: Chart | undefined;
  run(args: ZoneArguments<Shape>, context: ZoneContext): Promise<z.input<Output>>;
}

interface ZoneWriteSpec<Shape extends z.ZodRawShape> extends Described {
  /** Whether a creation changes what is there. */
  readonly destructive?: boolean;
  /** Whether plans can be long, so that the tool takes a `page` to show the rest of one. */
  readonly paged?: boolean;
  /** Whether a call without `dry_run` only shows its plan; such a tool applies when `dry_run` is false. */
  readonly dryRunByDefault?: boolean;
  /** Whether answers have the `report` of the plan. */
  readonly reports?: boolean;
  readonly input: Shape;
  plan(args: ZoneArguments<Shape>, context: ZoneContext): Promise<PlannedChanges>;
}

/** A tool that reads from one zone; its `zone` argument is added and resolved here. */
export function defineZoneRead<Shape extends z.ZodRawShape, Output extends z.ZodObject>(
  spec: ZoneReadSpec<Shape, Output>,
): Tool<Services> {
  return defineRead<Services, WithZone<Shape>, Output>({
    ...spec,
    scopes: 'argument',
    input: { zone: zoneArgument, ...spec.input },
    run: (args, context) => inZone(args, context, (zone) => spec.run(args, zone)),
  });
}

/** A tool that plans changes in one zone; its `zone` argument is added and resolved here. */
export function defineZoneWrite<Shape extends z.ZodRawShape>(spec: ZoneWriteSpec<Shape>): Tool<Services> {
  return defineWrite<Services, WithZone<Shape>>({
    ...spec,
    scopes: 'argument',
    input: { zone: zoneArgument, ...spec.input },
    plan: (args, context) => inZone(args, context, (zone) => spec.plan(args, zone)),
  });
}

/** A tool that reads across zones. */
export function defineAccountRead<Shape extends z.ZodRawShape, Output extends z.ZodObject>(
  spec: ReadToolSpec<Services, Shape, Output>,
): Tool<Services> {
  return defineRead<Services, Shape, Output>(spec);
}

/** A tool that plans changes which are in no zone that is there. */
export function defineAccountWrite<Shape extends z.ZodRawShape>(
  spec: WriteToolSpec<Services, Shape>,
): Tool<Services> {
  return defineWrite<Services, Shape>(spec);
}

async function inZone<Result>(
  args: object,
  { services, progress, breath }: ToolContext<Services>,
  work: (context: ZoneContext) => Promise<Result>,
): Promise<Result> {
  const zone = await services.zones.resolve(String(Reflect.get(args, 'zone')));
  try {
    return await work(servicesWith(services, { zone, progress, breath }));
  } catch (error) {
    // The zone itself may be gone; the next call has to look again.
    if (error instanceof NotFoundError) services.zones.forget(zone);
    throw error;
  }
}

/** The zone of most examples: the simulated account has it, on the Free plan. */
export const exampleZone = 'mapleandpine.net';

/** The id of the first object that an answer says it changed. */
export function idOfFirst(changes: JsonValue | undefined): string {
  const [first] = Array.isArray(changes) ? changes : [];
  const id = isJsonObject(first) ? first['id'] : undefined;
  return typeof id === 'string' ? id : '';
}
