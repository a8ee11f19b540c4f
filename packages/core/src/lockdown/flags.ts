/**
 * Node's own locks as command-line options, of those that this Node knows (tried on 20, 22, 24 and 26).
 *
 * A seat belt, as Node's manual says, not a sandbox. Not locked: listening and connecting, which `--allow-net` would
 * only switch off together, and `node:vm`.
 *
 * @param folder where the server's files are: all that it may read.
 * @param known `process.allowedNodeEnvironmentFlags`.
 */
export function lockFlags(folder: string, known: { has(flag: string): boolean }): readonly string[] {
  const permission = known.has('--permission') ? '--permission' : '--experimental-permission';
  const flags: readonly (readonly [flag: string, value?: string])[] = [
    [permission],
    ['--allow-fs-read', folder],
    // The first lock of Node 26 that is on by default: without it there is no network at all.
    ['--allow-net'],
    ['--disallow-code-generation-from-strings'],
    ['--disable-proto', 'throw'],
    ['--no-addons'],
    ['--no-experimental-sqlite'],
    ['--disable-sigusr1'],
    ['--report-exclude-env'],
    // Node says of some of these that they are experimental; stderr is for the person who runs the server.
    ['--disable-warning', 'ExperimentalWarning'],
  ];
  return flags
    .filter(([flag]) => known.has(flag.replace(/^--no-/u, '--')) || known.has(flag))
    .map(([flag, value]) => (value === undefined ? flag : `${flag}=${value}`));
}

/** The command line that starts a server under its locks at once, as a shell would take it. */
export function directCommand(node: string, flags: readonly string[], entry: string): string {
  return [node, ...flags, entry].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
