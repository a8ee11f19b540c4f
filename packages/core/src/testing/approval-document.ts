import { mkdir, readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { expect, it } from 'vitest';
import { coreGuards, type Guard } from '../change/guard.ts';

/** The page that says what a server asks a person about. */
export interface ApprovalDocument {
  /** The page. `UPDATE_SNAPSHOTS=1`, which `npm run docs` sets, rewrites it. */
  readonly file: URL;
  /** Guards of the server under the heading of what they guard. */
  readonly kinds: Readonly<Record<string, readonly Guard[]>>;
  /** Those that the executors of the server list: each of them is under a heading. */
  readonly listed: readonly Guard[];
  /** What core guards, in the words of the service. A row that is `false` cannot come up in this server. */
  readonly core: Readonly<Partial<Record<keyof typeof coreGuards, Partial<Guard> | false>>>;
  /** The option that limits what exists: `zones`. */
  readonly scopes: string;
  /** What guards look at besides the change, and what is nothing to ask about: sentences. */
  readonly look: string;
  /** Where approval ends, besides what is true of every server; Markdown, an item each. */
  readonly remains: readonly string[];
}

/** Holds the page against the guards. */
export function describeApprovalDocument(document: ApprovalDocument): void {
  const all = Object.values(tablesOf(document)).flat();

  it('the page about approval is what the guards say (npm run docs rewrites it)', async () => {
    const current = pageOf(document);
    if (process.env['UPDATE_SNAPSHOTS'] === '1') {
      await mkdir(new URL('./', document.file), { recursive: true });
      await writeFile(document.file, current);
    }
    expect((await readFile(document.file, 'utf8')).replaceAll('\r\n', '\n')).toBe(current);
  });

  it('has every guard once', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(document.listed.map(({ id }) => id).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each(all.map((guard) => [guard.id, guard] as const))(
    'says of %s what, why and for example',
    (_, guard) => {
      expect(guard.id).toMatch(/^[a-z_]+\.[a-z_]+$/u);
      expect(guard.asked.length).toBeGreaterThan(10);
      expect(guard.why.length).toBeGreaterThan(10);
      expect(guard.example.length).toBeGreaterThan(5);
      expect(JSON.stringify(guard)).not.toMatch(/\\n/u);
    },
  );
}

function tablesOf({ core, kinds }: ApprovalDocument): Readonly<Record<string, readonly Guard[]>> {
  const own: Readonly<Record<string, Partial<Guard> | false | undefined>> = core;
  const general = Object.entries(coreGuards).flatMap(([name, guard]) => {
    const words = own[name];
    return words === false ? [] : [{ ...guard, ...words }];
  });
  return { 'Any kind of object': general, ...kinds };
}

function pageOf(document: ApprovalDocument): string {
  const tables = Object.entries(tablesOf(document)).flatMap(([heading, guards]) => [
    `### ${heading}`,
    tableOf(guards),
  ]);
  const head = headOf(document);
  const remains = [elicitation, ...document.remains].map((item) => `- ${item}`).join('\n');
  return `${[head, ...tables, '## What remains', remains].join('\n\n')}\n`;
}

function tableOf(guards: readonly Guard[]): string {
  const rows = guards.map(
    ({ id, asked, why, example }) => `| ${[asked, why, code(example), `\`${id}\``].map(cell).join(' | ')} |`,
  );
  return ['| Asked about | Why | Example | Guard |', '|---|---|---|---|', ...rows].join('\n');
}

/** Code, in as many backticks as it takes. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

function headOf({ scopes, look }: ApprovalDocument): string {
  return `# What is asked about

Every write is a plan first. Most plans are applied at once; a plan that could hurt somebody waits for a person. This page is written by
\`npm run docs\` from the guards themselves, and a test compares the two.

## Who is asked, and what an answer does

| \`--confirm\` | Asks about | Who approves |
|---|---|---|
| \`auto\` (default) | guarded plans | the person, through a form that the client shows; where the client cannot ask, whoever repeats the call with the \`confirm\` value of the plan |
| \`always\` | every plan | as with \`auto\` |
| \`strict\` | guarded plans | only the person, through a form; a client that cannot ask gets a refusal |
| \`never\` | nothing | nobody |

- The question names each change with every value that it sets, leaf by leaf, and the old value beside it: what stays is left out. Guarded
  changes come first, each with its reason. Names that look otherwise on the screen than on the wire stand there as A-labels too.
- A plan of many changes is grouped only where nothing in a group is guarded for its value. Its fingerprint stands in the question; \`dry_run\` with
  \`page\`, or \`list_changes\` with \`plan\`, shows all of it under the same fingerprint.
- **What cannot be shown cannot be approved.** A question of more than 20,000 characters is refused with the way to split the call.
- A form that is accepted with its box on approves exactly this plan, once, for fifteen minutes, and only while nothing of it has changed. Every
  other answer refuses, and the tool's answer says what came: declined, closed, the box left off, malformed and how, an error of the client.
- A client that declares elicitation never gets a \`confirm\` value, whatever it answers; the one exception is a client that does not know the request
  at all and says so (JSON-RPC -32601) at its very first question.
- **Runs without a person.** \`claude -p\`, \`codex exec\` and \`copilot -p\` declare elicitation and answer by themselves at once. Nothing guarded is
  applied there, and the answer says that nobody was asked. Make such changes in an interactive session, or limit what such a run may do with
  \`--toolsets\`, \`--${scopes}\` and \`--max-changes\` and start it with \`--confirm never\`; that gives up every question on this page.
- \`--max-changes N/PERIOD\`, such as \`100/1h\`, refuses more changes than that, whoever approves them.

## The guards

A guard looks at what a change does: at the state before and after, at the position, at the other changes of the plan. ${look}`;
}

const elicitation = `Elicitation is the client's word. Clients can be told to answer by themselves (hooks, "yolo" modes), and a \`confirm\` value that an assistant
  repeats is no proof that a person saw the plan. Use \`--confirm strict\` where a person has to decide.`;
