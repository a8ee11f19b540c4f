import { NotConfiguredError } from '../errors/errors.ts';

/**
 * A server, as the code that runs it knows it: what it is called, what opens the account, and what its options take.
 * Plain data and small functions: it is read at every start.
 */
export interface Program {
  /** The program, as it is installed and as its messages begin: `mcp-acme-crunchtools`. */
  readonly name: string;
  readonly version: string;
  /** What it manages: `Acme`. */
  readonly service: string;
  /** What the variables of its options begin with: `MCP_ACME_`. */
  readonly prefix: string;
  /** The toolsets of its features, in their order. */
  readonly toolsets: readonly string[];
  readonly token: TokenDescription;
  /** Where objects live, when the account has several such places. Without it there is no option for them. */
  readonly scopes?: ScopesDescription;
  /** What `doctor --compare` says before it asks whether to go on. Without it there is no such option. */
  readonly compare?: string;
  /** Whether there is a guided tour. */
  readonly demo: boolean;
}

export interface TokenDescription {
  /** `ACME_API_TOKEN`. */
  readonly variable: string;
  /** Where a person makes one: the address of a page. */
  readonly page?: string;
  /** What such a token should be allowed at first, in quotes and brackets. */
  readonly start?: string;
  /** Why a value that could be one is not taken, as the rest of a sentence that begins with the variable. */
  readonly refuse?: (value: string) => string | undefined;
}

export interface ScopesDescription {
  /** The option that lists those there are, without dashes: `zones`. */
  readonly option: string;
  /** What the help says of the option. */
  readonly help: string;
  /** What the option takes, for whoever gave it something else: `domain names such as example.com`. */
  readonly takes: string;
  /** One item in the form in which scopes are compared. @throws {InputError} for what is none. */
  readonly read: (item: string) => string;
}

const margin = 24;

function line(option: string, meaning: string): string {
  return `  ${option.padEnd(margin)}${meaning}`;
}

/** What `--help` prints. */
export function helpText({ name, service, prefix, toolsets, token, scopes, compare, demo }: Program): string {
  const usage = (rest: string, meaning: string): string => `  ${name} ${rest.padEnd(19)}${meaning}`;
  return [
    `${name}: manage ${service} from an AI assistant, over MCP on stdio.`,
    '',
    'Usage',
    usage('[options]', `serve; the token comes from ${token.variable}`),
    usage(
      'doctor [--json]',
      `check token, permissions and ${scopes?.option ?? 'the account'}; says what to fix`,
    ),
    ...(compare === undefined
      ? []
      : [
          usage(
            'doctor --compare',
            'hold the account against what this server believes; asks first, reads only',
          ),
        ]),
    `  ${name} tools [--json|--markdown]`,
    ...(demo ? [usage('demo', 'a guided tour on the sandbox')] : []),
    '',
    `Options (each also as a variable, such as ${prefix}READ_ONLY=true; a flag beats it)`,
    line('--sandbox', 'a simulated account in memory: no token, no network'),
    line('--read-only', 'offer no tool that writes, and let no write request leave'),
    line('--toolsets LIST', `offer only these of ${toolsets.join(', ')}`),
    ...(scopes === undefined ? [] : [line(`--${scopes.option} LIST`, scopes.help)]),
    line('--confirm MODE', 'approval of risky changes: auto (default), always, strict, never'),
    line('--max-changes N/PERIOD', 'no more changes than that, such as 100/1h, whoever approves them'),
    line('--proxy-from-env', 'connect through HTTPS_PROXY, except for the hosts in NO_PROXY'),
    line('--log-level LEVEL', 'silent, error, info (default), debug: JSON lines on stderr'),
    '  --help, --version',
    '',
  ].join('\n');
}

/** What a server without a token says to whoever started it, and to every call. */
export function missingToken({ token }: Program): NotConfiguredError {
  const { variable, page, start } = token;
  const made =
    page === undefined
      ? 'Create a token'
      : `Create a token at ${page}${start === undefined ? '' : ` ${start}`}`;
  return new NotConfiguredError(`${variable} is not set, so there is nothing to manage.`, {
    nextStep: `${made}, put it into the environment of this server in the configuration of the MCP client, and restart the client. To try it without an account, add --sandbox to its arguments.`,
  });
}

/** For a person who started the server by hand. @param file the server itself, as a client would name it. */
export function startedByHand({ name, token }: Program, file: string): string {
  const short = name.replace(/^mcp-|-crunchtools$/gu, '');
  return `This is an MCP server: it speaks JSON-RPC on stdin and stdout, and is meant to be started by a client.
For Claude Code:  claude mcp add --transport stdio ${short} --env ${token.variable}=... -- node ${file}
It is serving now; Ctrl-D ends it. --help shows everything else.
`;
}
