import process from 'node:process';
import { type ChannelStreams, LineChannel } from './channel.ts';

/**
 * How long a write that is under way may still take once the process has to end, and until when it must be known what
 * it did. Container engines kill after ten seconds (`podman stop --time`), some clients after five.
 */
const graceMs = 2_000;
const deadlineMs = 4_500;

/** The orderly end of the process: begun once, for all its calls. */
export class Ending {
  readonly #begun = new AbortController();
  readonly #patience = new AbortController();
  readonly #deadline = new AbortController();

  /** Aborts when it begins: from then on no call and no batch does. */
  get begun(): AbortSignal {
    return this.#begun.signal;
  }

  /** Aborts when requests of a batch that is under way are given up. */
  get patience(): AbortSignal {
    return this.#patience.signal;
  }

  /** Aborts when nothing more can be found out. */
  get deadline(): AbortSignal {
    return this.#deadline.signal;
  }

  begin(): void {
    if (this.#begun.signal.aborted) return;
    this.#begun.abort();
    setTimeout(() => this.#patience.abort(), graceMs).unref();
    setTimeout(() => this.#deadline.abort(), deadlineMs).unref();
  }
}

/** Exit codes as shells know them: 128 and the number of the signal. */
const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** After so long the process goes even if not all is in order: `podman stop` kills after ten seconds. */
const longestMs = 5_000;

/**
 * Makes the signals that ask a process to end do so. The first process of a container ends by none of them unless it
 * says so (`man 7 pid_namespaces`).
 *
 * @returns what to hand an orderly end to: it takes the place of an end at once, and has five seconds. A second signal
 *   does not wait for it.
 */
export function endOnSignals(): (orderly: () => void) => void {
  let end: (() => void) | undefined;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      if (end === undefined) process.exit(code);
      const begin = end;
      end = undefined;
      setTimeout(() => process.exit(code), longestMs).unref();
      begin();
    });
  }
  return (orderly) => {
    end = orderly;
  };
}

/**
 * The channel of this process, and its end when a signal asks for it: then no call begins any more, and nothing more
 * is read.
 *
 * @param endBy what `endOnSignals` returned.
 */
export function openChannel(
  streams: ChannelStreams,
  endBy: ReturnType<typeof endOnSignals>,
): { readonly channel: LineChannel; readonly ending: Ending } {
  const channel = new LineChannel(streams);
  const ending = new Ending();
  endBy(() => {
    ending.begin();
    channel.endInput();
  });
  return { channel, ending };
}
