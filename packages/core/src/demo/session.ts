import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';

export interface OfferedTool {
  readonly name: string;
  readonly readOnly: boolean;
}

/** A connection to the server under show, as any MCP client would have it. */
export interface Session {
  /** Name and version of the server, and the revision of the protocol that both agreed on. */
  readonly server: { readonly name: string; readonly version: string; readonly revision: string };
  readonly tools: readonly OfferedTool[];
  /** How the person behind the client answers when the server asks; declines until told otherwise. */
  person: 'approves' | 'declines';
  /** Takes the questions that were put to the person since the last time. */
  takeQuestions(): readonly string[];
  /** The structured answer: some clients hand only that to the model, so it has to be enough. */
  call(tool: string, args: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Ends the server's process too. */
  close(): Promise<void>;
}

/** Milliseconds for one answer. */
const patience = 10_000;

const readingMs = 1_100;

/**
 * Starts the server on its sandbox and asks what it offers.
 * @param version of the tour, told to the server as that of its client.
 * @throws {Error} when it does not answer as an MCP server; its process is ended then.
 */
export async function openSession(serverFile: string, version: string): Promise<Session> {
  const client = new Client(
    { name: 'guided-tour', version },
    { capabilities: { elicitation: { form: {} } } },
  );
  const questions: string[] = [];
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    questions.push(params.message);
    // As a person would: the server tells an answer that is faster than reading from one by a person.
    await setTimeout(readingMs);
    return session.person === 'approves'
      ? { action: 'accept', content: { approve: true } }
      : { action: 'decline' };
  });
  const session: Session = {
    server: { name: '', version: '', revision: '' },
    tools: [],
    person: 'declines',
    takeQuestions: () => questions.splice(0),
    call: (name, args) => structuredAnswer(client, name, args),
    close: () => client.close(),
  };
  try {
    await client.connect(sandboxedServer(serverFile), { timeout: patience });
    const { tools } = await client.listTools({}, { timeout: patience });
    return Object.assign(session, {
      server: {
        name: client.getServerVersion()?.name ?? '',
        version: client.getServerVersion()?.version ?? '',
        revision: client.getNegotiatedProtocolVersion() ?? '',
      },
      tools: tools.map(({ name, annotations }) => ({ name, readOnly: annotations?.readOnlyHint === true })),
    });
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** The environment holds what a program needs to start and nothing else: no token, no settings of Node. */
function sandboxedServer(serverFile: string): StdioClientTransport {
  return new StdioClientTransport({
    command: process.execPath,
    // What the tour tells is shown by the tour.
    args: [serverFile, '--sandbox', '--log-level', 'error'],
    env: getDefaultEnvironment(),
    stderr: 'inherit',
  });
}

async function structuredAnswer(
  client: Client,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { structuredContent, content } = await client.callTool(
    { name, arguments: args },
    { timeout: patience },
  );
  return structuredContent ?? { text: content };
}
