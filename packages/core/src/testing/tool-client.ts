import type { Client } from '@modelcontextprotocol/client';

/** Calls tools by one client that nobody here wrote. */
export class ToolClient {
  readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  /** The structured answer, or, for a failure, what it says under `text`. */
  async call(name: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const { structuredContent, content, isError } = await this.client.callTool({ name, arguments: args });
    if (isRecord(structuredContent)) return structuredContent;
    const [first] = content;
    return { isError, text: first?.type === 'text' ? first.text : undefined };
  }

  /** Calls, and approves what is asked about. */
  async approved(name: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const first = await this.call(name, args);
    return first['status'] === 'needs_confirmation'
      ? this.call(name, { ...args, confirm: first['confirm'] })
      : first;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
