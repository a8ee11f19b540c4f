import { type CallRequest, call } from '../call/call.ts';
import { chartKey, type Presented } from '../call/present.ts';
import type { Answer } from '../change/approve.ts';
import type { Question } from '../change/question.ts';
import { InternalError } from '../errors/errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Tool } from '../tool/define.ts';
import type { ServerDefinition } from './definition.ts';

/** The result of a call as MCP has it. */
export interface ToolResult {
  [member: string]: unknown;
  content: { type: 'text'; text: string }[];
  structuredContent?: JsonObject;
  isError?: true;
  _meta?: { [key: string]: unknown };
}

/**
 * An argument that Gemini CLI 0.61.0 adds to the schema of every tool, for itself, and sends along when the model sets
 * it. It goes before anything is checked, planned or approved. Exactly this one: every other unknown name is refused.
 */
const ofClient = 'wait_for_previous';

export function withoutClientArguments<Services>({ input }: Tool<Services>, args: unknown): unknown {
  if (input.shape[ofClient] !== undefined) return args;
  if (!isJsonObject(args) || !Object.hasOwn(args, ofClient)) return args;
  const { [ofClient]: _, ...rest } = args;
  return rest;
}

/** Revisions are dates. Earlier ones know no structured content, and their clients hand it on as a second copy. */
const firstStructured = '2025-06-18';

export function forRevision(presented: Presented, revision = firstStructured): Presented {
  return revision < firstStructured ? { ...presented, structured: undefined } : presented;
}

export function toolResult(presented: Presented): ToolResult {
  const { text, structured, chart, isError } = presented;
  return {
    content: [{ type: 'text', text }],
    ...(structured === undefined ? {} : { structuredContent: structured }),
    ...(isError ? { isError: true } : {}),
    ...(chart === undefined ? {} : { _meta: { [chartKey]: chart } }),
  };
}

/**
 * A call of a handshake revision: a question is asked meanwhile, and the call made again with its answer.
 *
 * @param ask resolves to nothing when the client cannot ask, whatever it declared.
 */
export async function callAndAsk<Services>(
  definition: ServerDefinition<Services>,
  tool: Tool<Services>,
  request: Omit<CallRequest, 'canAsk' | 'answer'>,
  canAsk: boolean,
  ask: (question: Question) => Promise<Answer | undefined>,
): Promise<Presented> {
  const end = await call(definition, tool, { ...request, canAsk });
  if (end.kind === 'answer') return end.presented;
  const answer = await ask(end.question);
  const last = await call(definition, tool, { ...request, canAsk: false, answer });
  if (last.kind === 'answer') return last.presented;
  throw new InternalError('a call that may not ask ended with a question');
}

/** The line of an answer, in parts: its data stands in it twice, as it is and as a text. */
export interface ResultLine {
  /** The JSON of the data. */
  readonly data: string;
  /** JSON of all else in it that is not the same in every line. */
  readonly others: string;
  /** The whole of it. */
  readonly line: () => string;
}

export interface ResultMessage {
  readonly id: string | number;
  readonly result: { readonly [member: string]: unknown };
}

/**
 * Takes the answer of a tool apart, the first text of which is the JSON of its `structuredContent` (`toolResult`), so
 * that this needs to be neither made nor looked through twice.
 *
 * @returns `undefined` for every other message.
 */
export function resultLineOf({ id, result }: ResultMessage): ResultLine | undefined {
  const { content, structuredContent, ...rest } = result;
  if (!Array.isArray(content) || structuredContent === undefined) return undefined;
  const [first, ...blocks]: readonly unknown[] = content;
  if (!isText(first)) return undefined;
  const { text: data } = first;
  const line = (): string => {
    const shown = [first, ...blocks].map((block) => JSON.stringify(block)).join(',');
    const members = JSON.stringify(rest).slice(1, -1);
    const whole = `{"content":[${shown}],"structuredContent":${data}${members === '' ? '' : `,${members}`}}`;
    return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${whole}}`;
  };
  return { data, others: JSON.stringify([id, blocks, rest]), line };
}

type Text = JsonObject & { readonly type: 'text'; readonly text: string };

function isText(block: unknown): block is Text {
  if (!isJsonObject(block) || Object.keys(block).length !== 2) return false;
  return block['type'] === 'text' && typeof block['text'] === 'string';
}
