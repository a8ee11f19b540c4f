import process from 'node:process';
import { parseArgs } from 'node:util';
import { type ConfirmMode, InputError, type LogLevel, readSecret, type Secret } from '@crunchtools/mcp-core';
import { unknownVariable } from '@crunchtools/mcp-core/app';

const tokenVariable = 'ACME_API_TOKEN';
const prefix = 'MCP_ACME_';
const confirmModes = ['auto', 'always', 'strict', 'never'] as const satisfies readonly ConfirmMode[];
const logLevels = ['silent', 'error', 'info', 'debug'] as const satisfies readonly LogLevel[];

/** What the person who starts the process decided. Nothing else is read from arguments or environment. */
export interface Config {
  readonly command: 'serve' | 'help' | 'version';
  readonly sandbox: boolean;
  readonly readOnly: boolean;
  readonly confirm: ConfirmMode;
  readonly logLevel: LogLevel;
}

export type Environment = Record<string, string | undefined>;

const options = {
  sandbox: { type: 'boolean' },
  'read-only': { type: 'boolean' },
  confirm: { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

/** Those that are settings of a server; the others are about one command. */
const settings = ['sandbox', 'read-only', 'confirm', 'log-level'] as const;

/** The process's own arguments and environment: the only place where either is read. */
export function processInput(): { readonly argv: readonly string[]; readonly env: Environment } {
  return { argv: process.argv.slice(2), env: process.env };
}

/**
 * @param argv without node and script.
 * @throws {InputError} that names the option and what it takes. A flag beats its variable.
 */
export function readConfig(argv: readonly string[], env: Environment): Config {
  const values = parse(argv);
  const problem = unknownVariable(env, prefix, settings.map(variable));
  if (problem !== undefined) throw usage(problem);
  const text = (option: 'confirm' | 'log-level'): string | undefined =>
    values[option] ?? nonEmpty(env[variable(option)]);
  const flag = (option: 'sandbox' | 'read-only'): boolean =>
    values[option] ?? switched(option, env[variable(option)]);
  return {
    command: values.help === true ? 'help' : values.version === true ? 'version' : 'serve',
    sandbox: flag('sandbox'),
    readOnly: flag('read-only'),
    confirm: oneOf('confirm', text('confirm') ?? 'auto', confirmModes),
    logLevel: oneOf('log-level', text('log-level') ?? 'info', logLevels),
  };
}

/**
 * Takes the token out of the environment, so that nothing started or dumped later can hold it.
 *
 * @returns `undefined` when the variable is not set.
 * @throws {InputError} that says what is wrong with it and never shows any part of it.
 */
export function takeToken(env: Environment): Secret | undefined {
  const value = env[tokenVariable];
  discardToken(env);
  return value === undefined ? undefined : readSecret({ value, variable: tokenVariable });
}

/** Removes the token without looking at it. */
export function discardToken(env: Environment): void {
  delete env[tokenVariable];
}

function parse(argv: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof options }>>['values'] {
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    // parseArgs names only the option here, never its value.
    throw usage(error instanceof TypeError ? (error.message.split('. ')[0] ?? '') : 'An option is wrong');
  }
}

function oneOf<Choice extends string>(option: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw usage(`--${option} takes one of ${choices.join(', ')}`);
}

function switched(option: string, value: string | undefined): boolean {
  const given = nonEmpty(value)?.toLowerCase();
  if (given === undefined || given === 'false') return false;
  if (given === 'true') return true;
  throw usage(`${variable(option)} takes true or false`);
}

function variable(option: string): string {
  return `${prefix}${option.toUpperCase().replaceAll('-', '_')}`;
}

/** Clients pass an empty variable for a setting that the user left blank, or the placeholder of their manifest. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || /^(?:\$\{user_config\.\w+\})?$/u.test(value) ? undefined : value;
}

function usage(problem: string): InputError {
  return new InputError(problem.endsWith('?') ? problem : `${problem}.`, {
    nextStep: 'Run mcp-acme-crunchtools --help.',
  });
}
