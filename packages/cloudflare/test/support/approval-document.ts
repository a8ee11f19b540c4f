import { coreGuards, type Guard } from '@crunchtools/mcp-core';

/** Guards under the heading of what they guard. */
export type GuardedKinds = Readonly<Record<string, readonly Guard[]>>;

/** `docs/approval.md`: what a person is asked about, why, and what comes of each answer. */
export function approvalDocument(kinds: GuardedKinds): string {
  const tables = Object.entries({ 'Any kind of object': Object.values(coreGuards), ...kinds });
  return [head, ...tables.flatMap(([heading, guards]) => [`### ${heading}`, tableOf(guards)]), tail].join(
    '\n\n',
  );
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

const head = `# What is asked about

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
  \`--toolsets\`, \`--zones\` and \`--max-changes\` and start it with \`--confirm never\`; that gives up every question on this page.
- \`--max-changes N/PERIOD\`, such as \`100/1h\`, refuses more changes than that, whoever approves them.

## The guards

A guard looks at what a change does: at the state before and after, at the position, at the other changes of the plan, and, for rules, at what
becomes of sample requests of each host. Comments, tags and descriptions are nothing to ask about.`;

const tail = `## What remains

- Elicitation is the client's word. Clients can be told to answer by themselves (hooks, "yolo" modes), and a \`confirm\` value that an assistant
  repeats is no proof that a person saw the plan. Use \`--confirm strict\` where a person has to decide.
- Planning a rule asks Cloudflare to check it, with a write that carries \`dry_run=true\`: Cloudflare stores nothing of it, but the request is sent before
  anybody approves. \`--read-only\` sends none.
- \`check_dns\` and \`check_site\` ask Cloudflare's resolver for any name in the zone, and \`create_zone\` for the one of the new zone. Below a delegation the question reaches the name server of somebody else, also with
  \`--read-only\`: what is in the name is told to them.
- A name that comes into being below a wildcard also ends what the wildcard answers for names below that name (RFC 4592 section 3.3.1). This is not
  asked about where the name itself loses nothing.
- A guard knows Cloudflare's documents, the fields of the rules language and the conventions of DNS; not what a host is for in your company. A record
  that only you know to be important is changed without a question. \`--confirm always\` asks about it.
`;
