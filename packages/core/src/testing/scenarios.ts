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
    const args = await argumentsOf(example, async (tool, given) =>
      JSON.parse(JSON.stringify(await approved(caller, tool, given))),
    );
    calls.push([name, confirming(name, () => args)]);
  }
  return { calls, readings: await readingsOf(caller, fill) };
}
