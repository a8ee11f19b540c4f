/** Something with state that is made when it is first used, and then given what it starts with. */
export interface Late<Made> {
  /** Makes it, unless it is there. */
  get(): Made;
  /** Something to start with, in the order of the calls: now, where it is there or does not wait, else when it is made. */
  start(fill: (made: Made) => void): void;
  /** Forgets what it started with, and everything since. */
  reset(): void;
}

/** @param waits whether it is made late at all. */
export function late<Made extends { reset(): void }>(make: () => Made, waits: boolean): Late<Made> {
  let made: Made | undefined;
  let fills: ((made: Made) => void)[] = [];
  function get(): Made {
    made ??= make();
    // What a fill asks for can ask for this again.
    const waiting = fills;
    fills = [];
    for (const fill of waiting) fill(made);
    return made;
  }
  return {
    get,
    start(fill) {
      fills.push(fill);
      if (made !== undefined || !waits) get();
    },
    reset() {
      fills = [];
      made?.reset();
    },
  };
}
