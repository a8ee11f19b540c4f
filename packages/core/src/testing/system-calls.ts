/** What a program may open for reading, beside the server's own folder and Node. */
const readable: readonly RegExp[] = [
  // The loader and its libraries.
  /^\/etc\/ld\.so\.(cache|preload)$/u,
  /^(\/usr)?\/lib(64)?\/.*\.so(\.\d+)*$/u,
  // What the kernel says of the machine and of this process.
  /^\/proc\/(self|\d+)\/(maps|cgroup|stat|status|mountinfo|auxv)$/u,
  /^\/proc\/(meminfo|cpuinfo|stat|version_signature|filesystems)$/u,
  /^\/proc\/sys\/vm\/(overcommit_memory|max_map_count)$/u,
  /^\/sys\/fs\/cgroup\//u,
  /^\/sys\/(devices\/system\/cpu|kernel\/mm)\//u,
  /^\/dev\/(null|u?random)$/u,
  // The resolver, time zones, and OpenSSL's settings and certificates.
  /^\/etc\/(resolv\.conf|nsswitch\.conf|hosts|host\.conf|gai\.conf|netsvc\.conf|svc\.conf|localtime|timezone|services|protocols)$/u,
  /^\/usr\/share\/zoneinfo\//u,
  /^(\/etc|\/usr\/lib|\/usr\/local)\/ssl\//u,
  // Node looks for the type of a module beside it and above.
  /\/package\.json$/u,
];

export interface Allowed {
  /** Files by exact path, and folders by a path that ends in `/`. */
  readonly files: readonly string[];
  /** Programs that may be executed, in this order. */
  readonly programs: readonly string[];
  /** Of the service, when it is on this machine: then nothing else may be connected to. */
  readonly port?: number;
}

type Judge = (args: string, allowed: Allowed) => boolean;

const writing = /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/u;

/** What is wrong with a call, by its name. A call that is not here is harmless. */
const judges: readonly (readonly [what: string, calls: RegExp, wrong: Judge])[] = [
  ['starts a process', /^(fork|vfork|clone3?)$/u, (args) => !args.includes('CLONE_THREAD')],
  [
    'opens a file for writing',
    /^(open|openat2?|creat)$/u,
    (args) => writing.test(args) && pathOf(args) !== '/dev/null',
  ],
  [
    'opens a file that is not listed',
    /^(open|openat2?)$/u,
    (args, { files }) => !isReadable(pathOf(args), files),
  ],
  [
    'changes the file system',
    /^(mkdir|rmdir|unlink|rename|link|symlink|chmod|fchmod|chown|truncate|mknod|mount|umount2|utime|setxattr)/u,
    () => true,
  ],
  ['listens', /^(listen|accept4?)$/u, () => true],
  ['binds an address', /^bind$/u, (args) => !args.includes('AF_NETLINK')],
  ['connects elsewhere', /^connect$/u, (args, { port }) => !isExpected(args, port)],
  // A datagram that names whom it goes to; name servers are connected to.
  ['sends elsewhere', /^send(?:to|m?msg)$/u, (args) => /sin6?_addr/u.test(args)],
  ['uses io_uring', /^io_uring_setup$/u, (args) => !/ = -1 ENOSYS/u.test(args)],
  ['writes to a file', /^(p?write(64|v2?)?)$/u, (args) => /^\d+<\/(?!dev\/null)/u.test(args)],
];

/**
 * How the server finds out at start which locks hold (`lockdown/`): it opens the root folder, which every process may
 * list, and makes a folder below a file, which no file system does.
 */
function isTrialOfLocks({ name, args }: { readonly name: string; readonly args: string }): boolean {
  if (name === 'mkdir') return / = -1 ENOTDIR/u.test(args);
  return name === 'openat' && pathOf(args) === '/' && /\bO_DIRECTORY\b/u.test(args) && !writing.test(args);
}

/** The resolver's daemon, where there is one; name servers; and TLS, whose addresses the network test looks at. */
function isExpected(args: string, port: number | undefined): boolean {
  if (port !== undefined) return args.includes(`sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")`);
  if (args.includes('AF_UNIX')) return args.includes('/nscd/socket"');
  return /AF_INET6?.*htons\((53|443)\)/u.test(args) || args.includes('AF_UNSPEC');
}

function pathOf(args: string): string {
  return /"((?:[^"\\]|\\.)*)"/u.exec(args)?.[1] ?? '';
}

function isReadable(path: string, files: readonly string[]): boolean {
  return (
    readable.some((pattern) => pattern.test(path)) ||
    files.some((file) => (file.endsWith('/') ? path.startsWith(file) : path === file))
  );
}

/**
 * @param trace lines of strace: `openat(AT_FDCWD, "/etc/hosts", O_RDONLY) = 3`.
 * @returns what it did that it must not do, one text for each call.
 */
export function violations(trace: string, allowed: Allowed): readonly string[] {
  const calls = [...trace.matchAll(/^(\w+)\((.*)$/gmu)].map(([, name = '', args = '']) => ({ name, args }));
  const wrong = calls.flatMap(({ name, args }) =>
    (isTrialOfLocks({ name, args }) ? [] : judges)
      .filter(([, pattern, isWrong]) => pattern.test(name) && isWrong(args, allowed))
      .map(([what]) => `${what}: ${name}(${args}`),
  );
  const programs = calls.filter(({ name }) => /^execve(at)?$/u.test(name)).map(({ args }) => pathOf(args));
  const expected = JSON.stringify(programs) === JSON.stringify(allowed.programs);
  return expected ? wrong : [...wrong, `executes a program: ${programs.join(', ')}`];
}
