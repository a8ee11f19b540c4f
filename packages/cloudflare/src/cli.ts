import process from 'node:process';
import {
  createScrubber,
  endOnSignals,
  openChannel,
  Policy,
  SafeError,
  type Secret,
  StartupResponder,
} from '@crunchtools/mcp-core/app';
import {
  type Config,
  discardToken,
  type Environment,
  isStartedToServe,
  processInput,
  readConfig,
  secretsOf,
  tokenFor,
} from './config.ts';
import { help, missingToken, startedByHand } from './help.ts';
import { version } from './identity.ts';
import { type Protection, protect } from './protect.ts';
import { recording } from './recording.ts';

/** 0: done. 1: it cannot work as things are. 2: it was called wrongly. */
type ExitCode = 0 | 1 | 2;

const endBy = endOnSignals();

async function main(): Promise<ExitCode> {
  const { argv, env } = processInput();
  const config = configOrProblem(argv, env);
  if (config instanceof SafeError) return serveProblem(config, env);
  switch (config.command) {
    case 'help':
      return print(help);
    case 'version':
      return print(`${version}\n`);
    case 'tools':
      return print((await loaded()).toolsText(config));
    case 'demo':
      return (await import('./demo/index.ts')).runDemo(__filename);
    case 'doctor': {
      const protection = protect(env, config.sandbox, __filename);
      return config.compare ? compare(config, env) : doctor(config, env, protection);
    }
    case 'serve':
      return serveClient(config, env, protect(env, config.sandbox, __filename));
  }
}

/** @throws {InputError} where somebody waits for a command to end, and not for a server. */
function configOrProblem(argv: readonly string[], env: Environment): Config | SafeError {
  try {
    return readConfig(argv, env);
  } catch (error) {
    if (!(error instanceof SafeError) || !isStartedToServe(argv)) throw error;
    return error;
  }
}

/** Everything that is not needed to say hello: the SDK, the tools, the HTTP client. Read at the first need. */
const loaded = () => import('./loaded.ts');

async function serveClient(
  config: Config,
  env: Environment,
  { saveMemory, locks }: Protection,
): Promise<ExitCode> {
  const token = tokenOrProblem(config, env);
  if (token instanceof SafeError) return serveProblem(token, env, config);
  if (process.stdin.isTTY) process.stderr.write(startedByHand(__filename));
  const scrub = createScrubber(secretsOf(config, token));
  const { channel, ending } = openChannel({ ...streams(), scrub, onLongLine: saveMemory }, endBy);
  const { readOnly, toolsets, zones } = config;
  let exitCode: ExitCode = 0;
  const door = new StartupResponder({
    channel,
    recording,
    policy: new Policy({ readOnly, toolsets, scopes: zones }),
    load: async () => (await loaded()).startServing({ config, token, channel, ending, locks }),
    onFailure: (error) => {
      exitCode = complain(error);
    },
  });
  door.open();
  await channel.ended;
  return exitCode;
}

/** @returns `undefined` for a sandbox, which needs none. */
function tokenOrProblem(config: Config, env: Environment): Secret | SafeError | undefined {
  try {
    return tokenFor(config, env) ?? (config.sandbox ? undefined : missingToken());
  } catch (error) {
    if (error instanceof SafeError) return error;
    throw error;
  }
}

/**
 * A client hides what its server writes to stderr, and shows of one that ends at once only that it ended. So a server
 * that cannot work stays up, and every call is told why. A person at a terminal reads it there.
 */
async function serveProblem(problem: SafeError, env: Environment, config?: Config): Promise<ExitCode> {
  const exitCode = complain(problem);
  if (process.stdin.isTTY) return exitCode;
  discardToken(env);
  const { channel } = openChannel({ ...streams(), scrub: (text) => text }, endBy);
  (await loaded()).explainProblem(problem, config ?? readConfig([], {}), channel);
  await channel.ended;
  return exitCode;
}

function streams(): Pick<typeof process, 'stdin' | 'stdout'> {
  const { stdin, stdout } = process;
  return { stdin, stdout };
}

/** Asks before it reads: what is printed is meant to be shown to others. */
async function compare(config: Config, env: Environment): Promise<ExitCode> {
  if (!config.yes && !(await agreed())) {
    discardToken(env);
    process.stderr.write('Nothing was read. To agree without being asked, add --yes.\n');
    return 2;
  }
  return print(await (await loaded()).compareAccount(config, env));
}

/** Only a person at a terminal can agree. */
async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  process.stderr.write(
    'This sends some fifty reads to Cloudflare with the token, and prints which of the things this server believes hold on\nthe account. It prints shapes and never values, names or ids. Go on? Write yes: ',
  );
  for await (const chunk of process.stdin) return /^\s*yes\s*$/iu.test(String(chunk));
  return false;
}

async function doctor(config: Config, env: Environment, { locks }: Protection): Promise<ExitCode> {
  const { text, healthy } = await (await loaded()).examineSetup(config, env, locks);
  print(text);
  return healthy ? 0 : 1;
}

function print(text: string): 0 {
  // A reader that has seen enough, such as head, closes the pipe: that is no failure.
  process.stdout.on('error', () => {});
  process.stdout.write(text);
  return 0;
}

/** The last resort: nothing that was not meant to be shown reaches the terminal. */
function complain(error: unknown): ExitCode {
  if (!(error instanceof SafeError)) {
    process.stderr.write('mcp-cloudflare-crunchtools: something went wrong inside; please report it.\n');
    return 1;
  }
  process.stderr.write(`mcp-cloudflare-crunchtools: ${error.message}\n${error.nextStep ?? ''}\n`);
  return error.code === 'invalid_input' ? 2 : 1;
}

async function run(): Promise<void> {
  process.exitCode = await main().catch((error: unknown) => complain(error));
}

void run();
