import process from 'node:process';

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
