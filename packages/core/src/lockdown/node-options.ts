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
