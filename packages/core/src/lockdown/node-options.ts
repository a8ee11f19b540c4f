/**
 * Options of Node that load code before the first line of the program, open a debugger, widen the permission model,
 * or write what the process holds into a file: `nodejs.org/api/cli.html`, the list under `NODE_OPTIONS`.
 */
const dangerous: readonly RegExp[] = [
  /^(-r|--require|--import|--loader|--experimental-loader)$/u,
  /^--(experimental-)?(default-)?config-file$/u,
  /^--(env-file|env-file-if-exists|snapshot-blob|build-snapshot|build-snapshot-config)$/u,
  /^--openssl-(config|shared-config|legacy-provider)$/u,
  /^--(inspect|debug)(-|$)/u,
  /^--experimental-(network-inspection|storage-inspection|worker-inspection)$/u,
  /^--allow-/u,
  /^--(tls-keylog|trace-tls|trace-event-|redirect-warnings|security-revert)/u,
  /^--(cpu-prof|heap-prof|heapsnapshot|report-|perf-|abort-on-uncaught-exception)/u,
];

/**
 * The names of the dangerous options in a value of `NODE_OPTIONS`, never their arguments.
 *
 * Split as Node splits it: at spaces, outside double quotes. Node takes `_` for `-` in names.
 */
export function dangerousOptions(value: string): readonly string[] {
  const words = value.replaceAll(/"((?:[^"\\]|\\.)*)"/gu, (_match, quoted: string) =>
    quoted.replaceAll(/\\(.)/gu, '$1').replaceAll(' ', '\u0000'),
  );
  const names = words
    .split(' ')
    .filter((word) => word.startsWith('-'))
    .map((word) => (word.split('=', 1)[0] ?? word).replaceAll('_', '-'));
  return [...new Set(names.filter((name) => dangerous.some((pattern) => pattern.test(name))))];
}
