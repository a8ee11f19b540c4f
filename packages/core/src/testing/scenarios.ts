import type { JsonObject } from '../json.ts';
import type { ToolTrial } from '../tool/define.ts';
import { type Caller, confirming, dataOf, type Scenario } from './caller.ts';
import type { Scenarios } from './plant-everywhere.ts';
import { type Fill, readingsOf } from './readings.ts';
import type { TestedServer } from './tested-server.ts';
import { argumentsOf } from './tool-document.ts';

/** A tool is called, and what it asks about is approved. @returns its answer as data. */
export async function approved(
  caller: Caller,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const first = dataOf(await caller.call(name, args));
  const { confirm } = first;
  return typeof confirm === 'string' ? dataOf(await caller.call(name, { ...args, confirm })) : first;
}

/** The arguments of an example, found by calls where it needs some. */
export function exampleOf(caller: Caller, example: ToolTrial['example']): Promise<JsonObject> {
  return argumentsOf(example, async (tool, given) =>
    JSON.parse(JSON.stringify(await approved(caller, tool, given))),
  );
}

/**
 * A scenario for each tool: its example again and again, or what reaches deeper; and one for each thing that can be read.
 * @param deeper by the name of the tool.
 */
export async function scenariosOf(
  { tools }: TestedServer,
  caller: Caller,
  deeper: Readonly<Record<string, Scenario>>,
  fill: Fill,
): Promise<Scenarios> {
  const calls: (readonly [name: string, scenario: Scenario])[] = [];
  for (const { name, example } of tools) {
    const scenario = deeper[name];
    if (scenario !== undefined) {
      calls.push([name, scenario]);
      continue;
    }
    const args = await exampleOf(caller, example);
    calls.push([name, confirming(name, () => args)]);
  }
  return { calls, readings: await readingsOf(caller, fill) };
}

export interface Called {
  readonly isError: boolean;
  readonly text: string;
}

/** A tool is called, and what it asks about is approved. @returns its last answer, as its text. */
export async function called(
  caller: Caller,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Called> {
  const first = await caller.call(name, args);
  const { confirm } = dataOf(first);
  const { result, error } =
    typeof confirm === 'string' ? await caller.call(name, { ...args, confirm }) : first;
  const text = JSON.stringify(error ?? result).replaceAll('\\"', '"');
  return { isError: error !== undefined || result?.['isError'] === true, text };
}

/** Calls every tool with its example, approving what is asked about. @returns answers by name. */
export async function callEveryTool(
  caller: Caller,
  { tools }: TestedServer,
): Promise<Readonly<Record<string, Called>>> {
  const answers: Record<string, Called> = {};
  for (const { name, example } of tools)
    answers[name] = await called(caller, name, await exampleOf(caller, example));
  return answers;
}
