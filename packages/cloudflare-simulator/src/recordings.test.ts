import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Answer, call } from '../test/support.ts';
import { stableId } from './determinism.ts';
import { createSimulator, type PlanName, type Simulator } from './index.ts';

/** What the real API answered, as public recordings and the suites of other clients show it: `recordings/README.md`. */
interface Recording {
  readonly name: string;
  readonly source: string;
  readonly date: string;
  readonly note?: string;
  /** Where a document and the recording, or two recordings, disagree. */
  readonly disagreement?: string;
  readonly plan?: PlanName;
  /** What had been done before. `{last}` is the id of the last result, `{rule}` that of its last rule. */
  readonly setup?: readonly Sent[];
  readonly request: Sent;
  readonly response: Expected;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

interface Expected {
  readonly status?: number;
  /** A part of it. */
  readonly result?: unknown;
  readonly errors?: unknown;
  readonly messages?: unknown;
  readonly result_info?: unknown;
  /** All members, in their order. */
  readonly members?: readonly string[];
  readonly recordMembers?: readonly string[];
  readonly resultMembers?: readonly string[];
  readonly infoMembers?: readonly string[];
  /** The first object of a list. */
  readonly first?: {
    readonly members: readonly string[];
    readonly result: object;
    readonly absent: readonly string[];
  };
  /** A part of the last rule of a ruleset. */
  readonly rule?: object;
  /** Found in the text of the answer. */
  readonly text?: readonly string[];
  /** Members of the result, by patterns. */
  readonly matches?: Readonly<Record<string, string>>;
}

const folder = new URL('../recordings/', import.meta.url);

function recordingsIn(file: string): readonly Recording[] {
  const { recordings }: { recordings: readonly Recording[] } = JSON.parse(
    readFileSync(new URL(file, folder), 'utf8'),
  );
  return recordings;
}

type Node = Readonly<Record<string, unknown>>;

function nodeOf(value: unknown): Node {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function lastOf(value: unknown): Node {
  return nodeOf(Array.isArray(value) ? value.at(-1) : undefined);
}

function valueAt(value: unknown, dotted: string): unknown {
  return dotted.split('.').reduce((node: unknown, key) => nodeOf(node)[key], value);
}

class Replay {
  readonly #simulator: Simulator;
  readonly #known = new Map<string, string>([
    ['zone', stableId('zone', 'example.com')],
    ['account', stableId('account', 'Example Account')],
  ]);

  constructor(plan: PlanName) {
    this.#simulator = createSimulator({ seed: 'empty', plan });
  }

  filled(text: string): string {
    return text.replaceAll(/\{(\w+)\}/gu, (all, name: string) => this.#known.get(name) ?? all);
  }

  async send({ method, path, body }: Sent): Promise<Answer> {
    const filled: unknown = body === undefined ? undefined : JSON.parse(this.filled(JSON.stringify(body)));
    const options = filled === undefined ? {} : { body: filled };
    const answer = await call(this.#simulator, method, this.filled(path), options);
    return answer;
  }

  async prepare(sent: Sent): Promise<void> {
    const answer = await this.send(sent);
    expect(answer.status, answer.text).toBe(200);
    const result = nodeOf(answer.json.result);
    this.#known.set('last', String(result['id']));
    this.#known.set('rule', String(lastOf(result['rules'])['id']));
  }
}

function expectMembers(value: unknown, members: readonly string[] | undefined): void {
  if (members !== undefined) expect(Object.keys(nodeOf(value))).toEqual(members);
}

/** The members that may be there or not stand in no list: priority, data. */
function expectAnswer(answer: Answer, expected: Expected, fill: (text: string) => string): void {
  const { json, text } = answer;
  const { result } = json;
  if (expected.status !== undefined) expect(answer.status, text).toBe(expected.status);
  expectMembers(json, expected.members);
  expectMembers(result, expected.recordMembers ?? expected.resultMembers);
  expectMembers(json.result_info, expected.infoMembers);
  const parts: unknown = JSON.parse(
    fill(JSON.stringify({ ...expected, members: undefined, status: undefined })),
  );
  for (const name of ['result', 'errors', 'messages', 'result_info']) {
    const part = nodeOf(parts)[name];
    if (part === undefined) continue;
    const found = nodeOf(json)[name];
    if (typeof part === 'object' && part !== null && !Array.isArray(part)) expect(found).toMatchObject(part);
    else expect(found).toEqual(part);
  }
  if (expected.first !== undefined) {
    const first: unknown = Array.isArray(result) ? result[0] : undefined;
    expectMembers(first, expected.first.members);
    expect(first).toMatchObject(expected.first.result);
    for (const place of expected.first.absent) expect(valueAt(first, place), place).toBeUndefined();
  }
  if (expected.rule !== undefined) expect(lastOf(nodeOf(result)['rules'])).toMatchObject(expected.rule);
  for (const part of expected.text ?? []) expect(text).toContain(part);
  for (const [member, pattern] of Object.entries(expected.matches ?? {})) {
    expect(nodeOf(result)[member]).toMatch(new RegExp(pattern, 'u'));
  }
}

const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

describe.each(files)('%s', (file) => {
  const recordings = recordingsIn(file);

  it.each(recordings.map((recording) => [recording.name, recording] as const))(
    '%s',
    async (_, { setup = [], request, response, plan = 'enterprise' }) => {
      const replay = new Replay(plan);
      for (const sent of setup) await replay.prepare(sent);
      expectAnswer(await replay.send(request), response, (text) => replay.filled(text));
    },
  );

  it('says of each where it is from and when', () => {
    for (const { name, source, date } of recordings) {
      expect(source, name).toMatch(/\S/u);
      expect(date, name).toMatch(/^20\d\d-\d\d-\d\d$/u);
    }
    expect(new Set(recordings.map(({ name }) => name)).size).toBe(recordings.length);
  });
});
