import { describe, expect, it } from 'vitest';
import { BoundedMemory, Flights, type Reading, RecentReads } from './recent.ts';

/** A reading that ends when the test says so. */
interface Gate {
  readonly promise: Promise<string>;
  readonly open: (value: string) => void;
  readonly fail: (error: Error) => void;
}

function gate(): Gate {
  const ends: { open?: Gate['open']; fail?: Gate['fail'] } = {};
  const promise = new Promise<string>((resolve, reject) => {
    ends.open = resolve;
    ends.fail = reject;
  });
  return { promise, open: (value) => ends.open?.(value), fail: (error) => ends.fail?.(error) };
}

const never = new AbortController().signal;

function reading(read: () => Promise<string>, more: Partial<Reading<string>> = {}): Reading<string> {
  return { key: 'a', stamp: () => 0, signal: never, read, bytesOf: (value) => value.length, ...more };
}

function recent(now = () => 0): RecentReads<string> {
  return new RecentReads({ lifetimeMs: 100, mostBytes: 100 }, now);
}

async function refresh(value: string): Promise<string> {
  return `${value}+`;
}

async function readA(): Promise<string> {
  return 'a';
}

async function refuse(): Promise<string> {
  throw new Error('no');
}

describe('Flights', () => {
  it('lets callers share work that is under way, and begins anew after it', async () => {
    const flights = new Flights<string>();
    const { promise, open } = gate();
    let begun = 0;
    const work = async (): Promise<string> => {
      begun += 1;
      return promise;
    };
    const both = Promise.all([flights.join('a', never, work), flights.join('a', never, work)]);
    const other = flights.join('b', never, work);
    open('done');
    expect(await both).toEqual(['done', 'done']);
    await other;
    expect(begun).toBe(2);
    await flights.join('a', never, work);
    expect(begun).toBe(3);
  });

  it('goes on for those who stay, and ends with the last who leaves', async () => {
    const flights = new Flights<string>();
    const { promise, open } = gate();
    const [first, second] = [new AbortController(), new AbortController()];
    let aborted: AbortSignal | undefined;
    const work = (signal: AbortSignal): Promise<string> => {
      aborted = signal;
      return promise;
    };
    const one = flights.join('a', first.signal, work);
    const two = flights.join('a', second.signal, work);
    first.abort();
    await expect(one).rejects.toMatchObject({ code: 'cancelled' });
    expect(aborted?.aborted).toBe(false);
    open('done');
    expect(await two).toBe('done');

    const alone = flights.join('a', second.signal, () => gate().promise);
    const joined = flights.join('a', second.signal, () => gate().promise);
    second.abort();
    await expect(alone).rejects.toMatchObject({ code: 'cancelled' });
    await expect(joined).rejects.toMatchObject({ code: 'cancelled' });
    await expect(flights.join('a', second.signal, work)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('does not let anybody join work that nobody waited for any more', async () => {
    const flights = new Flights<string>();
    const leaving = new AbortController();
    let ended: AbortSignal | undefined;
    const abandoned = flights.join('a', leaving.signal, (signal) => {
      ended = signal;
      return gate().promise;
    });
    leaving.abort();
    await expect(abandoned).rejects.toMatchObject({ code: 'cancelled' });
    expect(ended?.aborted).toBe(true);
    expect(await flights.join('a', never, async () => 'new')).toBe('new');
  });

  it('fails for all who wait, and not for who comes later', async () => {
    const flights = new Flights<string>();
    const { promise, fail } = gate();
    const both = Promise.allSettled([
      flights.join('a', never, () => promise),
      flights.join('a', never, () => promise),
    ]);
    fail(new Error('no'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flights.join('a', never, async () => 'yes')).toBe('yes');
  });
});

describe('BoundedMemory', () => {
  const limits = { lifetimeMs: 100, mostBytes: 10 };

  it('drops what was not used for longest', () => {
    const memory = new BoundedMemory<string>(limits, () => 0);
    memory.put('a', 0, { value: 'a', readAt: 0 }, 4);
    memory.put('b', 0, { value: 'b', readAt: 0 }, 4);
    memory.get('a', 0);
    memory.put('c', 0, { value: 'c', readAt: 0 }, 4);
    expect(['a', 'b', 'c'].map((key) => memory.get(key, 0)?.value)).toEqual(['a', undefined, 'c']);
    expect(memory.bytes).toBe(8);
  });

  it('keeps nothing larger than itself, and no older value in its place', () => {
    const memory = new BoundedMemory<string>(limits, () => 0);
    memory.put('a', 0, { value: 'small', readAt: 0 }, 4);
    memory.put('a', 0, { value: 'large', readAt: 0 }, 11);
    expect(memory.get('a', 0)).toBeUndefined();
    expect(memory.bytes).toBe(0);
  });

  it.each([
    ['in its time', 99, 0, 'a'],
    ['at its end', 100, 0, undefined],
    ['of another stamp', 0, 1, undefined],
    ['of a time to come: the clock was set back', -1, 0, undefined],
  ])('knows a value %s', (_name, now, stamp, expected) => {
    const memory = new BoundedMemory<string>(limits, () => now);
    memory.put('a', 0, { value: 'a', readAt: 0 }, 4);
    expect(memory.get('a', stamp)?.value).toBe(expected);
    if (expected === undefined) expect(memory.bytes).toBe(0);
  });
});

describe('RecentReads', () => {
  it('reads once while it is fresh', async () => {
    const reads = recent();
    await reads.get(reading(async () => 'first'));
    expect((await reads.get(reading(async () => 'second'))).value).toBe('first');
  });

  it('does not let who comes after a change join a reading from before it', async () => {
    const reads = recent();
    const { promise, open } = gate();
    let stamp = 0;
    const old = reads.get(reading(() => promise, { stamp: () => stamp }));
    stamp = 1;
    const young = reads.get(reading(async () => 'after', { stamp: () => stamp }));
    open('before');
    expect((await old).value).toBe('before');
    expect((await young).value).toBe('after');
    expect((await reads.get(reading(async () => 'later', { stamp: () => stamp }))).value).toBe('after');
  });

  it('keeps nothing of a reading during which something changed', async () => {
    const reads = recent();
    const { promise, open } = gate();
    let stamp: number | undefined = 0;
    const old = reads.get(reading(() => promise, { stamp: () => stamp }));
    stamp = undefined;
    open('before');
    await old;
    expect((await reads.get(reading(async () => 'during', { stamp: () => stamp }))).value).toBe('during');
    stamp = 0;
    expect((await reads.get(reading(async () => 'now', { stamp: () => stamp }))).value).toBe('now');
  });

  it('brings up to date what it remembers, and throws what hinders that', async () => {
    const reads = recent();
    expect((await reads.get(reading(readA, { refresh }))).value).toBe('a');
    expect((await reads.get(reading(readA, { refresh }))).value).toBe('a+');
    await expect(reads.get(reading(readA, { refresh: refuse }))).rejects.toThrow('no');
    expect((await reads.get(reading(readA, { refresh }))).value).toBe('a++');
  });

  it('does not prolong a life by bringing up to date', async () => {
    let now = 0;
    const reads = recent(() => now);
    await reads.get(reading(async () => 'a', { refresh }));
    now = 99;
    expect(await reads.get(reading(async () => 'b', { refresh }))).toEqual({ value: 'a+', readAt: 0 });
    now = 100;
    expect(await reads.get(reading(async () => 'b', { refresh }))).toEqual({ value: 'b', readAt: 100 });
  });

  it('remembers no failure', async () => {
    const reads = recent();
    await expect(reads.get(reading(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
    expect((await reads.get(reading(async () => 'yes'))).value).toBe('yes');
  });
});
