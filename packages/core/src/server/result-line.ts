import { isJsonObject, type JsonObject } from '../json.ts';

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
