/** Something to wait for, and what ends the wait. */
export function held(): { readonly until: Promise<void>; readonly release: () => void } {
  let end: (() => void) | undefined;
  const until = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { until, release: () => end?.() };
}
