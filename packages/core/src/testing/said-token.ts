import type { Caller } from './caller.ts';
import { encodings } from './canary-encodings.ts';
import { exampleOf } from './scenarios.ts';
import type { TestedServer } from './tested-server.ts';

/**
 * Says the credential as a client, in each encoding: as a text of the arguments of tools, as a name of an argument, a tool, a method,
 * a resource, and as what is no message at all.
 */
export async function saysTheTokenItself(caller: Caller, { tools, credential }: TestedServer): Promise<void> {
  const examples = new Map<string, unknown>();
  for (const { name, example } of tools) examples.set(name, await exampleOf(caller, example));
  const all = [...examples];
  const each = Math.ceil(all.length / encodings.length);
  for (const [index, [, encode]] of encodings.entries()) {
    const text = encode(credential);
    for (let step = 0; step <= each; step += 1) {
      const [name, args] = all[(index * each + step) % all.length] ?? ['', {}];
      await caller.call(
        name,
        withText(args, () => text),
      );
      await caller.call(
        name,
        withText(args, (place) => (place === step ? text : undefined)),
      );
    }
    await caller.call(text, {});
    await caller.request(text);
    await caller.request('resources/read', { uri: text });
    await caller.call(all[0]?.[0] ?? '', { [text]: text });
    caller.client.send(text);
  }
}

/** The arguments with other texts in the place of theirs, which are counted from 0. */
function withText(
  args: unknown,
  change: (place: number) => string | undefined,
): Readonly<Record<string, unknown>> {
  let place = 0;
  const inside = (value: unknown): unknown => {
    if (typeof value === 'string') {
      place += 1;
      return change(place - 1) ?? value;
    }
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inside(member)]));
  };
  const changed = inside(args);
  return typeof changed === 'object' && changed !== null ? { ...changed } : {};
}
