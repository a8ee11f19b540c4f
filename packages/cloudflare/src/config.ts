import process from 'node:process';
import { parseArgs } from 'node:util';
import type { ChangeLimit, ConfirmMode } from '@crunchtools/mcp-core';
import {
  type ForwardProxy,
  InputError,
  nearest,
  readProxy,
  readSecret,
  type Secret,
  unknownVariable,
} from '@crunchtools/mcp-core/app';
import { toolsets } from './identity.ts';
import { zoneKey } from './zone-key.ts';

export const commands = ['serve', 'doctor', 'tools', 'demo', 'help', 'version'] as const;
export type Command = (typeof commands)[number];

const logLevels = ['silent', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];
const confirmModes = ['auto', 'always', 'strict', 'never'] as const satisfies readonly ConfirmMode[];

/** What the person who starts the process decided. Nothing else is read from arguments or environment. */
export interface Config {
  readonly command: Command;
  readonly sandbox: boolean;
  readonly readOnly: boolean;
  readonly toolsets: ReadonlySet<string> | undefined;
  /** Lower-case names in A-labels. */
  readonly zones: ReadonlySet<string> | undefined;
  readonly confirm: ConfirmMode;
  /** How many changes there may be in a stretch of time, whoever approves them. */
  readonly maxChanges: ChangeLimit | undefined;
  /** Whether HTTPS_PROXY and NO_PROXY are heeded, and what they say. */
  readonly proxyFromEnv: boolean;
  readonly proxy: ForwardProxy | undefined;
  readonly logLevel: LogLevel;
  /** How `doctor` and `tools` print. */
  readonly format: 'text' | 'json' | 'markdown';
  /** Whether `doctor` compares the account with what this server believes, and whether it may without asking. */
  readonly compare: boolean;
  readonly yes: boolean;
}

export type Environment = Record<string, string | undefined>;

const tokenVariable = 'CLOUDFLARE_API_TOKEN';
const prefix = 'MCP_CLOUDFLARE_';

const options = {
  sandbox: { type: 'boolean' },
  'read-only': { type: 'boolean' },
  toolsets: { type: 'string' },
  zones: { type: 'string' },
  confirm: { type: 'string' },
  'max-changes': { type: 'string' },
  'proxy-from-env': { type: 'boolean' },
  'log-level': { type: 'string' },
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  compare: { type: 'boolean' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

/** The process's own arguments and environment: the only place where either is read. */
export function processInput(): { readonly argv: readonly string[]; readonly env: Environment } {
  return { argv: process.argv.slice(2), env: process.env };
}

/**
 * @param argv without node and script.
 * @throws {InputError} that names the option and what it takes. A flag beats its variable.
 */
export function readConfig(argv: readonly string[], env: Environment): Config {
  const { values, positionals } = parse(argv);
  refuseUnknownVariables(env);
  const text = (name: 'toolsets' | 'zones' | 'confirm' | 'max-changes' | 'log-level'): string | undefined =>
    values[name] ?? given(name, env);
  const flag = (name: 'sandbox' | 'read-only' | 'proxy-from-env'): boolean =>
    values[name] ?? switched(name, given(name, env));
  const command = commandOf(values, positionals);
  if ((values.compare === true || values.yes === true) && command !== 'doctor')
    throw usage('--compare and --yes belong to doctor');
  if (values.yes === true && values.compare !== true) throw usage('--yes belongs to doctor --compare');
  return {
    command,
    sandbox: flag('sandbox'),
    readOnly: flag('read-only'),
    toolsets: listed('toolsets', text('toolsets'), knownToolset),
    zones: listed('zones', text('zones'), zoneKey),
    confirm: oneOf('confirm', text('confirm') ?? 'auto', confirmModes),
    maxChanges: limitOf(text('max-changes')),
    proxyFromEnv: flag('proxy-from-env'),
    proxy: flag('proxy-from-env') ? proxyOf(env) : undefined,
    logLevel: oneOf('log-level', text('log-level') ?? 'info', logLevels),
    format: values.json === true ? 'json' : values.markdown === true ? 'markdown' : 'text',
    compare: values.compare === true,
    yes: values.yes === true,
  };
}

/** The token that a configuration needs. A sandbox must not hold a real one: it is removed without a look at it. */
export function tokenFor({ sandbox }: Config, env: Environment): Secret | undefined {
  if (!sandbox) return takeToken(env);
  discardToken(env);
  return undefined;
}

/** Removes the token without a look at it. */
export function discardToken(env: Environment): void {
  delete env[tokenVariable];
}

/** Whether arguments, right or wrong, are those of a server: they name no other command, not even a misspelt one. */
export function isStartedToServe(argv: readonly string[]): boolean {
  const [first = 'serve'] = argv;
  const others = new Set<string>(commands.filter((command) => command !== 'serve'));
  return (first.startsWith('-') || first === 'serve') && !argv.some((argument) => others.has(argument));
}

/**
 * Takes the token out of the environment, so that nothing started or dumped later can hold it. The kernel still
 * shows the environment the process was started with to the same user (`/proc/PID/environ`).
 * @returns `undefined` when the variable is not set.
 * @throws {InputError} that says what is wrong with it and never shows any part of it.
 */
function takeToken(env: Environment): Secret | undefined {
  const value = env[tokenVariable];
  discardToken(env);
  // A client passes an empty one for a field that was left blank.
  if (value === undefined || value === '') return undefined;
  return readSecret({ value, variable: tokenVariable, refuse: refuseGlobalKey });
}

/** Small letters first, as other programs do. */
function proxyOf(env: Environment): ForwardProxy | undefined {
  const [address, exceptions] = ['https_proxy', 'no_proxy'].map(
    (name) => nonEmpty(env[name]) ?? nonEmpty(env[name.toUpperCase()]),
  );
  return address === undefined ? undefined : readProxy(address, exceptions ?? '');
}

/** Everything that must not be printed: what `token` holds, and what opens the proxy. */
export function secretsOf({ proxy }: Config, token: Secret | undefined): readonly Secret[] {
  const secrets = [token, proxy?.password, proxy?.authorization];
  return secrets.filter((secret) => secret !== undefined);
}

/** The Global API Key can do everything in an account and cannot be limited; a token can. */
function refuseGlobalKey(value: string): string | undefined {
  if (!value.startsWith('cfk_') && !/^[0-9a-f]{37}$/u.test(value)) return undefined;
  return 'is a Global API Key, which cannot be limited; create an API token with only the permissions needed';
}

function parse(
  argv: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(badOption(argv, error));
  }
}

/** Those that are settings of a server; the others are about one command. */
const settings = [
  'sandbox',
  'read-only',
  'toolsets',
  'zones',
  'confirm',
  'max-changes',
  'proxy-from-env',
  'log-level',
] as const;
type Setting = (typeof settings)[number];

function refuseUnknownVariables(env: Environment): void {
  const problem = unknownVariable(env, prefix, settings.map(variable));
  if (problem !== undefined) throw usage(problem);
}

function badOption(argv: readonly string[], error: unknown): string {
  const names = Object.keys(options);
  for (const argument of argv) {
    const name = /^--([a-z-]{1,40})/u.exec(argument)?.[1];
    if (name === undefined || names.includes(name)) continue;
    const suggestion = nearest(name, names);
    return `There is no option --${name}${suggestion === undefined ? '' : `; did you mean --${suggestion}?`}`;
  }
  // parseArgs names only the option here, never its value.
  return error instanceof TypeError
    ? (error.message.split('. ')[0] ?? 'An option is wrong')
    : 'An option is wrong';
}

function commandOf(values: { help?: boolean; version?: boolean }, positionals: readonly string[]): Command {
  if (values.help === true) return 'help';
  if (values.version === true) return 'version';
  const [first = 'serve', ...others] = positionals;
  if (others.length > 0) throw usage('Only one command can be given');
  return oneOf('command', first, commands);
}

function knownToolset(name: string): string {
  return oneOf('toolsets', name, toolsets);
}

function listed(
  name: string,
  value: string | undefined,
  check: (item: string) => string,
): ReadonlySet<string> | undefined {
  if (value === undefined) return undefined;
  const items = value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw usage(`--${name} takes a list separated by commas; it is empty`);
  return new Set(items.map((item) => checkedItem(name, item, check)));
}

function checkedItem(name: string, item: string, check: (item: string) => string): string {
  try {
    return check(item);
  } catch (error) {
    if (name === 'zones' && error instanceof InputError)
      throw usage('--zones takes domain names such as example.com, separated by commas');
    throw error;
  }
}

function oneOf<Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const suggestion = nearest(value, choices);
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  throw usage(
    `${name === 'command' ? 'The command' : `--${name}`} takes one of ${choices.join(', ')}${hint}`,
  );
}

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `100/1h`, `20/10m`, `500/day`. */
function limitOf(value: string | undefined): ChangeLimit | undefined {
  if (value === undefined) return undefined;
  const match = /^(\d{1,6})\/(\d{0,4})(?:(s|m|h|d)|(second|minute|hour|day)s?)$/u.exec(
    value.trim().toLowerCase(),
  );
  const [, changes = '', count = '', short, long = ''] = match ?? [];
  const unitMs = unitsMs[short ?? long.charAt(0)];
  const periodMs = (count === '' ? 1 : Number(count)) * (unitMs ?? 0);
  if (match === null || periodMs === 0) {
    throw usage('--max-changes takes a number of changes and a period, such as 100/1h, 20/10m or 500/day');
  }
  return { changes: Number(changes), periodMs, text: value.trim() };
}

function switched(name: string, value: string | undefined): boolean {
  const word = value?.toLowerCase();
  if (word === undefined || ['0', 'false', 'no', 'off'].includes(word)) return false;
  if (['1', 'true', 'yes', 'on'].includes(word)) return true;
  throw usage(`${variable(name)} takes true or false`);
}

function variable(name: string): string {
  return `${prefix}${name.toUpperCase().replaceAll('-', '_')}`;
}

/** What the variable of an option holds. */
function given(option: Setting, env: Environment): string | undefined {
  const name = variable(option);
  const value = nonEmpty(env[name]);
  if (value !== undefined && /[$%{}<>]/u.test(value))
    throw usage(`${name} holds a placeholder, not a value: the client did not fill in the variable`);
  return value;
}

/** Clients pass an empty variable for a setting that the user left blank, or the placeholder of their manifest. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || /^(?:\$\{user_config\.\w+\})?$/u.test(value) ? undefined : value;
}

function usage(problem: string): InputError {
  return new InputError(problem.endsWith('?') ? problem : `${problem}.`, {
    nextStep:
      'Correct it where the server is started, in the configuration of the MCP client, and restart; mcp-cloudflare-crunchtools --help lists all options.',
  });
}
