import process from 'node:process';
import { parseArgs } from 'node:util';
import { InputError } from '../errors/errors.ts';
import { type ForwardProxy, readProxy } from '../http/proxy.ts';
import type { ChangeLimit, ConfirmMode } from '../policy/policy.ts';
import { isAlmost, lettersOf, mostWrong, nearest, wordsOf } from '../tool/nearest.ts';
import type { Program, ScopesDescription } from './program.ts';

const allCommands = ['serve', 'doctor', 'tools', 'demo', 'help', 'version'] as const;
export type Command = (typeof allCommands)[number];

function commandsOf({ demo }: Program): readonly Command[] {
  return allCommands.filter((command) => command !== 'demo' || demo);
}

const logLevels = ['silent', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];
const confirmModes = ['auto', 'always', 'strict', 'never'] as const satisfies readonly ConfirmMode[];

/** What the person who starts the process decided. Nothing else is read from arguments or environment. */
export interface Config {
  readonly command: Command;
  readonly sandbox: boolean;
  readonly readOnly: boolean;
  readonly toolsets: ReadonlySet<string> | undefined;
  /** In the form that the server compares them in. */
  readonly scopes: ReadonlySet<string> | undefined;
  /** Of each member that is limited, the values that it may have. */
  readonly limits: ReadonlyMap<string, ReadonlySet<string>>;
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

/** About one command; the other options are settings of a server, and have a variable each. */
const ofCommands = new Set(['json', 'markdown', 'compare', 'yes', 'help', 'version']);

/** What parseArgs knows of the options. */
type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>;

function typed(type: 'string' | 'boolean', names: readonly string[]): Options {
  return Object.fromEntries(names.map((name) => [name, { type }]));
}

function optionsOf({ scopes, limits = [], compare }: Program): Options {
  return {
    ...typed('boolean', ['sandbox', 'read-only']),
    ...typed('string', ['toolsets', ...(scopes === undefined ? [] : [scopes.option])]),
    ...typed(
      'string',
      limits.map(({ option }) => option),
    ),
    ...typed('string', ['confirm', 'max-changes']),
    ...typed('boolean', ['proxy-from-env']),
    ...typed('string', ['log-level']),
    ...typed('boolean', ['json', 'markdown', ...(compare === undefined ? [] : ['compare', 'yes'])]),
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'V' },
  };
}

function settingsOf(program: Program): readonly string[] {
  return Object.keys(optionsOf(program)).filter((option) => !ofCommands.has(option));
}

/** The process's own arguments and environment: the only place where either is read. */
export function processInput(): { readonly argv: readonly string[]; readonly env: Environment } {
  return { argv: process.argv.slice(2), env: process.env };
}

/**
 * @param argv without node and script.
 * @throws {InputError} that names the option and what it takes. A flag beats its variable.
 */
export function readConfig(program: Program, argv: readonly string[], env: Environment): Config {
  return new Reader(program, argv, env).config();
}

/** Whether arguments, right or wrong, are those of a server: they name no other command, not even a misspelt one. */
export function isStartedToServe(program: Program, argv: readonly string[]): boolean {
  const [first = 'serve'] = argv;
  const others = new Set<string>(commandsOf(program).filter((command) => command !== 'serve'));
  return (first.startsWith('-') || first === 'serve') && !argv.some((argument) => others.has(argument));
}

/** Small letters first, as other programs do. */
function proxyOf(env: Environment): ForwardProxy | undefined {
  const [address, exceptions] = ['https_proxy', 'no_proxy'].map(
    (name) => nonEmpty(env[name]) ?? nonEmpty(env[name.toUpperCase()]),
  );
  return address === undefined ? undefined : readProxy(address, exceptions ?? '');
}

/** Reads one command line and environment. */
class Reader {
  readonly #program: Program;
  readonly #argv: readonly string[];
  readonly #env: Environment;

  constructor(program: Program, argv: readonly string[], env: Environment) {
    this.#program = program;
    this.#argv = argv;
    this.#env = env;
  }

  config(): Config {
    const { values, positionals } = this.#parse();
    this.#refuseUnknownVariables();
    const text = (name: string): string | undefined => textIn(values[name]) ?? this.#given(name);
    const flag = (name: string): boolean => flagIn(values[name]) ?? this.#switched(name);
    const command = this.#command(values, positionals);
    const { compare, yes } = this.#comparison(values, command);
    const { scopes, limits = [], toolsets } = this.#program;
    const allowed = limits.flatMap((limit) => {
      const those = this.#listed(limit.option, text(limit.option), (item) => this.#scope(limit, item));
      return those === undefined ? [] : [[limit.member, those] as const];
    });
    return {
      command,
      sandbox: flag('sandbox'),
      readOnly: flag('read-only'),
      toolsets: this.#listed('toolsets', text('toolsets'), (item) => this.#oneOf('toolsets', item, toolsets)),
      scopes: scopes && this.#listed(scopes.option, text(scopes.option), (item) => this.#scope(scopes, item)),
      limits: new Map(allowed),
      confirm: this.#oneOf('confirm', text('confirm') ?? 'auto', confirmModes),
      maxChanges: this.#limit(text('max-changes')),
      proxyFromEnv: flag('proxy-from-env'),
      proxy: flag('proxy-from-env') ? proxyOf(this.#env) : undefined,
      logLevel: this.#oneOf('log-level', text('log-level') ?? 'info', logLevels),
      format: values['json'] === true ? 'json' : values['markdown'] === true ? 'markdown' : 'text',
      compare,
      yes,
    };
  }

  #parse(): { readonly values: Values; readonly positionals: readonly string[] } {
    const options = optionsOf(this.#program);
    const flags = onlyFlags(this.#argv, options);
    if (flags !== undefined) return { values: flags, positionals: [] };
    try {
      return parseArgs({ args: [...this.#argv], options, allowPositionals: true, strict: true });
    } catch (error) {
      throw this.#usage(badOption(this.#argv, Object.keys(options), error));
    }
  }

  #refuseUnknownVariables(): void {
    const { prefix } = this.#program;
    const known = settingsOf(this.#program).map((setting) => this.#variable(setting));
    const problem = unknownVariable(this.#env, prefix, known);
    if (problem !== undefined) throw this.#usage(problem);
  }

  #command({ help, version }: Values, positionals: readonly string[]): Command {
    if (help === true) return 'help';
    if (version === true) return 'version';
    const [first = 'serve', ...others] = positionals;
    if (others.length > 0) throw this.#usage('Only one command can be given');
    return this.#oneOf('command', first, commandsOf(this.#program));
  }

  #comparison(values: Values, command: Command): { readonly compare: boolean; readonly yes: boolean } {
    const [compare, yes] = [values['compare'] === true, values['yes'] === true];
    if ((compare || yes) && command !== 'doctor') throw this.#usage('--compare and --yes belong to doctor');
    if (yes && !compare) throw this.#usage('--yes belongs to doctor --compare');
    return { compare, yes };
  }

  #scope({ option, takes, read }: ScopesDescription, item: string): string {
    try {
      return read(item);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw this.#usage(`--${option} takes ${takes}, separated by commas`);
    }
  }

  #listed(
    name: string,
    value: string | undefined,
    check: (item: string) => string,
  ): ReadonlySet<string> | undefined {
    if (value === undefined) return undefined;
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items.length === 0) throw this.#usage(`--${name} takes a list separated by commas; it is empty`);
    return new Set(items.map((item) => check(item)));
  }

  #oneOf<Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    const suggestion = nearest(value, choices);
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    throw this.#usage(
      `${name === 'command' ? 'The command' : `--${name}`} takes one of ${choices.join(', ')}${hint}`,
    );
  }

  /** `100/1h`, `20/10m`, `500/day`. */
  #limit(value: string | undefined): ChangeLimit | undefined {
    if (value === undefined) return undefined;
    const match = /^(\d{1,6})\/(\d{0,4})(?:(s|m|h|d)|(second|minute|hour|day)s?)$/u.exec(
      value.trim().toLowerCase(),
    );
    const [, changes = '', count = '', short, long = ''] = match ?? [];
    const unitMs = unitsMs[short ?? long.charAt(0)];
    const periodMs = (count === '' ? 1 : Number(count)) * (unitMs ?? 0);
    if (match === null || periodMs === 0) {
      throw this.#usage(
        '--max-changes takes a number of changes and a period, such as 100/1h, 20/10m or 500/day',
      );
    }
    return { changes: Number(changes), periodMs, text: value.trim() };
  }

  #switched(name: string): boolean {
    const word = this.#given(name)?.toLowerCase();
    if (word === undefined || ['0', 'false', 'no', 'off'].includes(word)) return false;
    if (['1', 'true', 'yes', 'on'].includes(word)) return true;
    throw this.#usage(`${this.#variable(name)} takes true or false`);
  }

  #variable(name: string): string {
    return `${this.#program.prefix}${name.toUpperCase().replaceAll('-', '_')}`;
  }

  /** What the variable of an option holds. */
  #given(option: string): string | undefined {
    const name = this.#variable(option);
    const value = nonEmpty(this.#env[name]);
    if (value !== undefined && /[$%{}<>]/u.test(value))
      throw this.#usage(`${name} holds a placeholder, not a value: the client did not fill in the variable`);
    return value;
  }

  #usage(problem: string): InputError {
    return new InputError(problem.endsWith('?') ? problem : `${problem}.`, {
      nextStep: `Correct it where the server is started, in the configuration of the MCP client, and restart; ${this.#program.name} --help lists all options.`,
    });
  }
}

type Values = Readonly<Record<string, unknown>>;

/**
 * The values of a command line of nothing but known flags, as `parseArgs` reads them, which Node reads itself at its first
 * use: a millisecond of each start. Most command lines are such.
 *
 * @returns `undefined` for any other.
 */
export function onlyFlags(argv: readonly string[], options: Options): Values | undefined {
  const names = argv.map((argument) => (argument.startsWith('--') ? argument.slice(2) : ''));
  const isFlag = (name: string): boolean => Object.hasOwn(options, name) && options[name]?.type === 'boolean';
  return names.every(isFlag) ? Object.fromEntries(names.map((name) => [name, true])) : undefined;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function flagIn(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function badOption(argv: readonly string[], names: readonly string[], error: unknown): string {
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

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Clients pass an empty variable for a setting that the user left blank, or the placeholder of their manifest. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || /^(?:\$\{user_config\.\w+\})?$/u.test(value) ? undefined : value;
}

/**
 * What is wrong with the name of a variable that looks like one of ours: a setting that is misspelt, and so ignored,
 * may be the one that makes a server safe.
 *
 * @param known names of all that there are, which begin with `prefix`.
 * @param prefix with its last `_`. What begins with it in other letters or with other signs between them is
 *   meant for us, too, and so is a known name with one letter in five of the service wrong, or without its first word.
 * @returns `undefined` when nothing is. A value is never part of it.
 */
export function unknownVariable(
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
  known: readonly string[],
): string | undefined {
  const ours = new RegExp(`^${wordsOf(prefix).join('[^A-Z0-9]*')}(?:[^A-Z0-9]|$)`, 'u');
  const byName = new Map(known.map((name) => [lettersOf(name), name]));
  for (const name of Object.keys(env)) {
    // Windows takes names in any letters.
    const given = process.platform === 'win32' ? name.toUpperCase() : name;
    if (known.includes(given)) continue;
    if (!ours.test(name.toUpperCase())) {
      const meant = meantByAlmost(name, prefix, byName);
      if (meant === undefined) continue;
      return `There is no variable ${shownName(name, prefix)}; did you mean ${meant}?`;
    }
    const stem = lettersOf(prefix).length;
    const meant = nearest(
      lettersOf(name).slice(stem),
      [...byName.keys()].map((key) => key.slice(stem)),
    );
    const suggestion = meant === undefined ? undefined : byName.get(lettersOf(prefix) + meant);
    const hint = suggestion === undefined ? `there are ${known.join(', ')}` : `did you mean ${suggestion}?`;
    return `There is no variable ${shownName(name, prefix)}; ${hint}`;
  }
  return undefined;
}

/**
 * The setting that a name was meant to be that does not begin as ours do: its service is misspelt, or the `MCP_` before that
 * was left out. The rest may hardly be misspelt then: most variables that begin with a service are of its other tools.
 */
function meantByAlmost(
  name: string,
  prefix: string,
  byName: ReadonlyMap<string, string>,
): string | undefined {
  const given = lettersOf(name);
  const most = mostWrong(prefix);
  const whole = [...byName].find(([letters]) => most > 0 && isAlmost(given, letters, most));
  if (whole !== undefined) return whole[1];
  const [first = '', ...service] = wordsOf(prefix);
  if (service.length === 0) return undefined;
  return [...byName].find(([letters]) => {
    const bare = letters.slice(first.length);
    const setting = bare.length - service.join('').length;
    return isAlmost(given, bare, Math.floor(setting / longSetting));
  })?.[1];
}

/** Letters of a setting of which one may be wrong: `READONLY`. Shorter ones have neighbours: a zone is not `ZONES`. */
const longSetting = 8;

/** A name that looks as settings do: whoever pasted a token into the wrong place would find it in a log otherwise. */
function shownName(name: string, prefix: string): string {
  const isPlain =
    /^(?:[A-Z\d_.-]{1,48}|[a-z\d_.-]{1,48})$/u.test(name) && name.replace(/\D/gu, '').length <= 2;
  return isPlain ? name : `that begins with ${prefix}`;
}
