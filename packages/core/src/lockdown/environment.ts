/**
 * Options of Node that a server takes from its environment: what companies set for memory, certificates, name
 * resolution and warnings, and locks. An allow-list: of some 300 options (`nodejs.org/api/cli.html`), many load code
 * first, open a debugger, lift locks or weaken TLS, and each version of Node brings new ones.
 *
 * Tried by `npm run prove -- --long`: every option of Node 20, 22, 24 and 26, with the locks that are left.
 */
const allowed: ReadonlySet<string> = new Set(
  [
    ['max-old-space-size', 'max-old-space-size-percentage', 'max-semi-space-size', 'max-heap-size'],
    ['stack-trace-limit', 'secure-heap', 'secure-heap-min', 'title'],
    ['use-openssl-ca', 'use-system-ca', 'use-bundled-ca'],
    ['no-use-openssl-ca', 'no-use-system-ca', 'no-use-bundled-ca'],
    // Node's default minimum, and a higher one.
    ['tls-min-v1.2', 'tls-min-v1.3'],
    ['dns-result-order', 'network-family-autoselection', 'no-network-family-autoselection'],
    ['enable-network-family-autoselection', 'network-family-autoselection-attempt-timeout'],
    ['warnings', 'no-warnings', 'disable-warning', 'trace-warnings', 'deprecation', 'no-deprecation'],
    ['pending-deprecation', 'trace-deprecation'],
    ['disallow-code-generation-from-strings', 'disable-proto', 'no-addons', 'no-experimental-sqlite'],
    ['disable-sigusr1', 'report-exclude-env', 'report-exclude-network', 'jitless'],
  ]
    .flat()
    .map((name) => `--${name}`),
);

/** The name in a word of a command line, as Node takes it: `_` for `-`. Empty for what is no option. */
function nameIn(word: string): string {
  if (!word.startsWith('-')) return '';
  return (word.split('=', 1)[0] ?? word).replaceAll('_', '-');
}

/** As it may be shown: a name of an option, or nothing of what is none. */
function shown(name: string): string {
  return /^-{1,2}[a-z0-9.-]{1,60}$/iu.test(name) ? name : 'something that is no option';
}

/**
 * The names of the options in a value of `NODE_OPTIONS` that a server does not take, never their arguments.
 *
 * Split as Node splits it: at spaces, outside double quotes.
 */
export function refusedOptions(value: string): readonly string[] {
  const words = value.replaceAll(/"((?:[^"\\]|\\.)*)"/gu, (_match, quoted: string) =>
    quoted.replaceAll(/\\(.)/gu, '$1').replaceAll(' ', '\u0000'),
  );
  const names = words.split(' ').map(nameIn);
  return [...new Set(names.filter((name) => name !== '' && !allowed.has(name)).map(shown))];
}

/**
 * Sorts the options of a command line of Node (`process.execArgv`) into those that are handed on, with their values,
 * and the names of the others.
 */
export function sortOptions(words: readonly string[]): {
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
} {
  const kept: string[] = [];
  const dropped: string[] = [];
  let keeps = true;
  for (const word of words) {
    const name = nameIn(word);
    if (name !== '') keeps = allowed.has(name);
    if (keeps) kept.push(word);
    else if (name !== '') dropped.push(shown(name));
  }
  return { kept, dropped };
}

/** Variables by name, as in `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * When a variable takes effect. `at-start`: before the first line of ours, so that only a fresh process is rid of it.
 * `at-use`: when something reads it, so that deleting it is enough. `never`: this server does not heed it.
 */
type Moment = 'at-start' | 'at-use' | 'never';

interface Rule {
  readonly variable: string;
  readonly moment: Moment;
  readonly applies: (value: string) => boolean;
  readonly effect: string;
}

const isSet = (value: string): boolean => value !== '';

const rules: readonly Rule[] = [
  {
    variable: 'NODE_DEBUG',
    moment: 'at-start',
    applies: isSet,
    effect: 'makes Node print request headers, the token among them',
  },
  {
    variable: 'NODE_DEBUG_NATIVE',
    moment: 'at-start',
    applies: isSet,
    effect: 'makes Node print what it does inside',
  },
  {
    variable: 'NODE_V8_COVERAGE',
    moment: 'at-start',
    applies: isSet,
    effect: 'makes Node write files',
  },
  {
    variable: 'NODE_REDIRECT_WARNINGS',
    moment: 'at-start',
    applies: isSet,
    effect: 'makes Node write files',
  },
  {
    variable: 'NODE_COMPILE_CACHE',
    moment: 'at-start',
    applies: isSet,
    effect: 'makes Node write files, and run code that it finds in them',
  },
  {
    variable: 'OPENSSL_CONF',
    moment: 'at-start',
    applies: isSet,
    effect: 'changes what encryption is used, and can load other code',
  },
  {
    variable: 'OPENSSL_MODULES',
    moment: 'at-use',
    applies: isSet,
    effect: 'names a folder of code that encryption is done with',
  },
  {
    variable: 'OPENSSL_ENGINES',
    moment: 'at-use',
    applies: isSet,
    effect: 'names a folder of code that encryption is done with',
  },
  {
    variable: 'NODE_TLS_REJECT_UNAUTHORIZED',
    moment: 'at-use',
    applies: (value) => value === '0',
    effect: 'asks for certificates not to be checked; they always are',
  },
  {
    variable: 'SSLKEYLOGFILE',
    moment: 'at-use',
    applies: isSet,
    effect: 'asks for the keys of encrypted connections to be written to a file',
  },
  {
    variable: 'NODE_USE_ENV_PROXY',
    moment: 'never',
    applies: (value) => value === '1',
    effect: 'asks for proxies to be used; here only --proxy-from-env does',
  },
];

/** What is wrong with an environment. */
export interface Judgement {
  /** Why the server must not start in it. The last sentence says what to do. */
  readonly refusal: string | undefined;
  /** What it asks for and does not get. */
  readonly warnings: readonly string[];
  /** Variables to delete before anything else is done. */
  readonly remove: readonly string[];
}

/**
 * Judges the variables that weaken TLS, print or write secrets, or run other code first.
 *
 * Values are never part of a message. Not covered: variables of the operating system's loader (`LD_PRELOAD`), which
 * have done their work before Node starts.
 *
 * @param fresh whether another process will do the work, without the variables in `remove`.
 */
export function judgeEnvironment(env: Variables, fresh: boolean): Judgement {
  const warnings: string[] = [];
  const remove: string[] = [];
  const refusals = optionRefusals(env['NODE_OPTIONS'] ?? '');
  for (const { variable, moment, applies, effect } of rules) {
    if (!applies(env[variable] ?? '')) continue;
    if (moment === 'at-start' && !fresh) {
      refusals.push(`${variable} ${effect}. Remove it from the environment of this server.`);
      continue;
    }
    remove.push(variable);
    warnings.push(`${variable} is ignored: it ${effect}.`);
  }
  return { refusal: refusals.length === 0 ? undefined : refusals.join('\n'), warnings, remove };
}

/** Refused even when fresh: whether code that was loaded first has read the token already cannot be known. */
function optionRefusals(value: string): string[] {
  const names = refusedOptions(value);
  if (names.length === 0) return [];
  const listed = names.join(', ');
  return [
    `NODE_OPTIONS has ${listed}. This server takes only options for memory, certificates, name resolution and warnings: others can run code first, lift its locks, open it to others or write out what it holds. Set NODE_OPTIONS to nothing in the environment of this server, or leave these out.`,
  ];
}
