import type { Site } from '../http/site.ts';

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
  /** The site that a person chooses, of a service that has many. Without it the origin is in the code. */
  readonly site?: SiteDescription;
  /** The ways to open the account, of which one is given; the recommended one first. */
  readonly credentials: readonly CredentialDescription[];
  /** Where objects live, when the account has several such places. Without it there is no option for them. */
  readonly scopes?: ScopesDescription;
  /** What objects must be like to exist for this process, beside where they live. Each has an option of its own. */
  readonly limits?: readonly LimitDescription[];
  /** What `doctor --compare` says before it asks whether to go on. Without it there is no such option. */
  readonly compare?: string;
  /** Whether there is a guided tour. */
  readonly demo: boolean;
}

export interface SiteDescription {
  /** `WIKI_URL`. */
  readonly variable: string;
  /** `the wiki`. */
  readonly what: string;
  /** `https://wiki.example.com/w`. */
  readonly example: string;
  /** `readSite`. A server with an origin of its own has no need of it, and does not bring it. */
  readonly read: (value: string, variable: string) => Site;
}

export interface CredentialDescription {
  /** What it is, as it stands behind "a" or "an": `token`, `application password`. */
  readonly name: string;
  /** Each of them is needed. */
  readonly variables: readonly CredentialVariable[];
  /** Where a person makes one: the address of a page, or its name at the site. */
  readonly page?: string;
  /** What such a credential should be allowed at first, in quotes and brackets. */
  readonly start?: string;
}

export interface CredentialVariable {
  /** `ACME_API_TOKEN`. */
  readonly variable: string;
  /** Not a secret, such as a user name: shown where it helps, and not filtered. */
  readonly isOpen?: true;
  /** The service prints the secret in groups with blanks between; they are left out. */
  readonly isGrouped?: true;
  /** Fewest characters of a secret, where the service makes them shorter than 20; never fewer than 12 (decision 31). */
  readonly shortest?: number;
  /** Most characters, where the service makes secrets longer than 512. */
  readonly longest?: number;
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

/** An option that lists the values that a member of the states of objects may have: `--statuses draft,pending`. */
export interface LimitDescription extends ScopesDescription {
  /** `status`. Objects without it are not limited. */
  readonly member: string;
}

const margin = 24;

function line(option: string, meaning: string): string {
  return `  ${option.padEnd(margin)}${meaning}`;
}

/** What `--help` prints. */
export function helpText(program: Program): string {
  const { name, service, prefix, toolsets, scopes, limits = [], compare, demo } = program;
  const usage = (rest: string, meaning: string): string => `  ${name} ${rest.padEnd(19)}${meaning}`;
  return [
    `${name}: manage ${service} from an AI assistant, over MCP on stdio.`,
    '',
    'Usage',
    usage('[options]', servesWith(program)),
    usage(
      'doctor [--json]',
      `check ${isTokenAlone(program) ? 'token' : 'access'}, permissions and ${scopes?.option ?? 'the account'}; says what to fix`,
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
    ...environmentLines(program),
    `Options (each also as a variable, such as ${prefix}READ_ONLY=true; a flag beats it)`,
    line('--sandbox', 'a simulated account in memory: no token, no network'),
    line('--read-only', 'offer no tool that writes, and let no write request leave'),
    line('--toolsets LIST', `offer only these of ${toolsets.join(', ')}`),
    ...[...(scopes === undefined ? [] : [scopes]), ...limits].map(({ option, help }) =>
      line(`--${option} LIST`, help),
    ),
    line('--confirm MODE', 'approval of risky changes: auto (default), always, strict, never'),
    line('--max-changes N/PERIOD', 'no more changes than that, such as 100/1h, whoever approves them'),
    line('--proxy-from-env', 'connect through HTTPS_PROXY, except for the hosts in NO_PROXY'),
    line('--log-level LEVEL', 'silent, error, info (default), debug: JSON lines on stderr'),
    '  --help, --version',
    '',
  ].join('\n');
}

/** `a token`, `an application password`. */
export function withArticle(name: string): string {
  return `${/^[aeiou]/iu.test(name) ? 'an' : 'a'} ${name}`;
}

/** Whether all that has to be given is one variable. */
function isTokenAlone({ site, credentials }: Program): boolean {
  return site === undefined && credentials.length === 1 && credentials[0]?.variables.length === 1;
}

function servesWith(program: Program): string {
  if (!isTokenAlone(program)) return 'serve; site and credential come from the environment';
  return `serve; the token comes from ${program.credentials[0]?.variables[0]?.variable}`;
}

/** Which variables have to be set, where one line cannot say it. */
function environmentLines(program: Program): readonly string[] {
  if (isTokenAlone(program)) return [];
  const { site, credentials } = program;
  const ways = credentials.flatMap(({ name, page, variables }, index) => [
    `  ${index === 0 ? '' : 'or '}${variables.map(({ variable }) => variable).join(', ')}`,
    `  ${''.padEnd(margin)}${withArticle(name)}${page === undefined ? '' : `, made at ${page}`}`,
  ]);
  return [
    'Environment',
    ...(site === undefined
      ? []
      : [line(site.variable, `the address of ${site.what}, such as ${site.example}`)]),
    ...ways,
    '',
  ];
}

/** For a person who started the server by hand. @param file the server itself, as a client would name it. */
export function startedByHand({ name, site, credentials: [first] }: Program, file: string): string {
  const short = name.replace(/^mcp-|-crunchtools$/gu, '');
  const variables = [...(site === undefined ? [] : [site]), ...(first?.variables ?? [])];
  const given = variables.map(({ variable }) => `--env ${variable}=...`).join(' ');
  return `This is an MCP server: it speaks JSON-RPC on stdin and stdout, and is meant to be started by a client.
For Claude Code:  claude mcp add --transport stdio ${short} ${given} -- node ${file}
It is serving now; Ctrl-D ends it. --help shows everything else.
`;
}
