import process from 'node:process';
import { SafeError } from '../errors/errors.ts';
import { type Locks, type Protection, protect } from '../lockdown/protect.ts';
import { writeToStderr } from '../lockdown/stderr.ts';
import { Policy } from '../policy/policy.ts';
import { createScrubber } from '../secret/scrub.ts';
import { type Access, discardAccess, secretsOf, takeAccess } from './access.ts';
import type { LineChannel } from './channel.ts';
import { type Config, type Environment, isStartedToServe, processInput, readConfig } from './config.ts';
import { type Ending, endOnSignals, openChannel } from './ending.ts';
import { recordingOfInability } from './problem.ts';
import { helpText, type Program, startedByHand } from './program.ts';
import type { Recording } from './recording.ts';
import { type Loaded, StartupResponder } from './responder.ts';

/** 0: done. 1: it cannot work as things are. 2: it was called wrongly. */
export type ExitCode = 0 | 1 | 2;

/** What serving a client begins with. */
export interface Start {
  readonly config: Config;
  /** `undefined` for a sandbox. */
  readonly access: Access | undefined;
  readonly channel: LineChannel;
  readonly ending: Ending;
  readonly locks: Locks;
}

/** What a server does when there is more to do than its command line can do by itself: see `serverOf`. */
export interface LoadedServer {
  /** What stands behind the startup responder. */
  startServing(start: Start): Promise<Loaded>;
  /**
   * What stands behind the startup responder of a server that cannot work: it lists everything, and every call is told what is wrong and how to
   * mend it. Nothing is sent, and no credential is held.
   */
  explainProblem(problem: SafeError, config: Config, channel: LineChannel): Loaded;
  /** @param env from which the access is taken. @param locks of this process. */
  examineSetup(
    config: Config,
    env: Environment,
    locks: Locks,
  ): Promise<{ readonly text: string; readonly healthy: boolean }>;
  /** What holds on the account. @throws {SafeError} without a usable access to it. */
  compareAccount(config: Config, env: Environment): Promise<string>;
  /** What `tools` prints. */
  toolsText(config: Config): string;
}

export interface CommandLine {
  readonly program: Program;
  /** The server's own file, as it runs. */
  readonly file: string;
  readonly recording: Recording | undefined;
  /** Everything that is not needed to say hello: the SDK, the tools, the HTTP client. Read at the first need. */
  readonly load: () => Promise<LoadedServer>;
  /** The guided tour, for an app that has one. */
  readonly demo?: () => Promise<ExitCode>;
}

/**
 * Runs a server from its command line to its end, and sets the exit code of the process. Nothing is thrown: the last
 * resort says only what was meant to be shown.
 */
export async function runServer(line: CommandLine): Promise<void> {
  const command = new Command(line);
  process.exitCode = await command.run().catch((error: unknown) => complain(line.program, error));
}

class Command {
  readonly #line: CommandLine;
  readonly #endBy = endOnSignals();

  constructor(line: CommandLine) {
    this.#line = line;
  }

  async run(): Promise<ExitCode> {
    const { program, file, load, demo } = this.#line;
    const { argv, env } = processInput();
    const config = configOrProblem(program, argv, env);
    if (config instanceof SafeError) return this.#serveProblem(config, env);
    switch (config.command) {
      case 'help':
        return print(helpText(program));
      case 'version':
        return print(`${program.version}\n`);
      case 'tools':
        return print((await load()).toolsText(config));
      case 'demo':
        return demo === undefined ? 2 : demo();
      case 'doctor': {
        const protection = protect(program.name, env, config.sandbox, file);
        return config.compare ? this.#compare(config, env) : this.#doctor(config, env, protection);
      }
      case 'serve':
        return this.#serveClient(config, env, protect(program.name, env, config.sandbox, file));
    }
  }

  async #serveClient(config: Config, env: Environment, { saveMemory, locks }: Protection): Promise<ExitCode> {
    const { program, file, load, recording } = this.#line;
    const access = accessOrProblem(program, config, env);
    if (access instanceof SafeError) return this.#serveProblem(access, env, config);
    if (process.stdin.isTTY) writeToStderr(startedByHand(program, file));
    const scrub = createScrubber(secretsOf(config, access));
    const { channel, ending } = openChannel({ ...streams(), scrub, onLongLine: saveMemory }, this.#endBy);
    let exitCode: ExitCode = 0;
    const door = new StartupResponder({
      channel,
      recording,
      policy: new Policy(config),
      load: async () => (await load()).startServing({ config, access, channel, ending, locks }),
      onFailure: (error) => {
        exitCode = complain(program, error);
      },
    });
    door.open();
    await channel.ended;
    return exitCode;
  }

  /**
   * A client hides what its server writes to stderr, and shows of one that ends at once only that it ended. So a server
   * that cannot work stays up, and every call is told why. A person at a terminal reads it there.
   */
  async #serveProblem(problem: SafeError, env: Environment, config?: Config): Promise<ExitCode> {
    const { program, load, recording } = this.#line;
    const exitCode = complain(program, problem);
    if (process.stdin.isTTY) return exitCode;
    discardAccess(program, env);
    const { channel } = openChannel({ ...streams(), scrub: (text) => text }, this.#endBy);
    const given = config ?? readConfig(program, [], {});
    const door = new StartupResponder({
      channel,
      recording: recording && recordingOfInability(recording, problem),
      policy: new Policy(given),
      load: async () => (await load()).explainProblem(problem, given, channel),
      onFailure: (error) => void complain(program, error),
    });
    door.open();
    await channel.ended;
    return exitCode;
  }

  /** Asks before it reads: what is printed is meant to be shown to others. */
  async #compare(config: Config, env: Environment): Promise<ExitCode> {
    const { program, load } = this.#line;
    if (!config.yes && !(await agreed(program.compare ?? ''))) {
      discardAccess(program, env);
      writeToStderr('Nothing was read. To agree without being asked, add --yes.\n');
      return 2;
    }
    return print(await (await load()).compareAccount(config, env));
  }

  async #doctor(config: Config, env: Environment, { locks }: Protection): Promise<ExitCode> {
    const { text, healthy } = await (await this.#line.load()).examineSetup(config, env, locks);
    print(text);
    return healthy ? 0 : 1;
  }
}

/** @throws {InputError} where somebody waits for a command to end, and not for a server. */
function configOrProblem(program: Program, argv: readonly string[], env: Environment): Config | SafeError {
  try {
    return readConfig(program, argv, env);
  } catch (error) {
    if (!(error instanceof SafeError) || !isStartedToServe(program, argv)) throw error;
    return error;
  }
}

function accessOrProblem(program: Program, config: Config, env: Environment): Access | SafeError | undefined {
  try {
    return takeAccess(program, config, env);
  } catch (error) {
    if (error instanceof SafeError) return error;
    throw error;
  }
}

function streams(): Pick<typeof process, 'stdin' | 'stdout'> {
  const { stdin, stdout } = process;
  return { stdin, stdout };
}

/** Only a person at a terminal can agree. */
async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  writeToStderr(`${question} Go on? Write yes: `);
  for await (const chunk of process.stdin) return /^\s*yes\s*$/iu.test(String(chunk));
  return false;
}

function print(text: string): 0 {
  // A reader that has seen enough, such as head, closes the pipe: that is no failure.
  process.stdout.on('error', () => {});
  process.stdout.write(text);
  return 0;
}

/** The last resort: nothing that was not meant to be shown reaches the terminal. */
function complain({ name }: Program, error: unknown): ExitCode {
  if (!(error instanceof SafeError)) {
    writeToStderr(`${name}: something went wrong inside; please report it.\n`);
    return 1;
  }
  writeToStderr(`${name}: ${error.message}\n${error.nextStep ?? ''}\n`);
  return error.code === 'invalid_input' ? 2 : 1;
}
