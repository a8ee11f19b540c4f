import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { Ending } from '../app/ending.ts';
import { BusyError } from '../errors/errors.ts';
import { CallGate } from './gate.ts';

const never = new AbortController().signal;

function gateAt(start: number) {
  let now = start;
  const gate = new CallGate({ callsPerMinute: 60, concurrentCalls: 2 }, new Ending(), () => now);
  return {
    gate,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    /** How many calls, one after the other, get through. */
    through: (calls: number): number => {
      let passed = 0;
      for (let call = 0; call < calls; call += 1) {
        try {
          gate.enter(never).leave();
          passed += 1;
        } catch (error) {
          if (!(error instanceof BusyError)) throw error;
        }
      }
      return passed;
    },
  };
}

describe('calls at once', () => {
  it('are as many as the limit says, and an ended one makes room', () => {
    const { gate } = gateAt(0);
    const { leave } = gate.enter(never);
    gate.enter(never);
    expect(() => gate.enter(never)).toThrow('2 calls are running already');
    leave();
    expect(() => gate.enter(never)).not.toThrow();
  });
});

describe('calls a minute', () => {
  it.each([0, 1e12])('may come at once, up to the limit, and then evenly (clock at %d)', (start) => {
    const { wait, through } = gateAt(start);
    expect(through(100)).toBe(60);
    wait(999);
    expect(through(1)).toBe(0);
    wait(2);
    expect(through(2)).toBe(1);
    wait(10_000);
    expect(through(100)).toBe(10);
  });

  it('are not saved up beyond a minute', () => {
    const { wait, through } = gateAt(0);
    wait(3_600_000);
    expect(through(100)).toBe(60);
  });

  it('say when the next one is taken', () => {
    const { gate, wait, through } = gateAt(0);
    through(60);
    wait(250);
    let refusal: unknown;
    try {
      gate.enter(never);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'busy', details: { retry_after_seconds: 1 } });
  });

  it('are not used up by calls that were refused for being too many at once', () => {
    const { gate, through } = gateAt(0);
    const leaves = [gate.enter(never), gate.enter(never)];
    expect(through(100)).toBe(0);
    for (const { leave } of leaves) leave();
    expect(through(100)).toBe(58);
  });
});

describe('the end of the process', () => {
  it('lets no call begin, cuts reads off, and gives a write the time that is left', async () => {
    vi.useFakeTimers();
    const ending = new Ending();
    const gate = new CallGate({ callsPerMinute: 60, concurrentCalls: 5 }, ending);
    const [read, write] = [gate.enter(never), gate.enter(never)];
    write.lifetime.beginWriting();
    const state = ({ lifetime: { halt, requests, deadline } }: typeof read) =>
      [halt, requests, deadline].map(({ aborted }) => aborted);
    expect([state(read), state(write)]).toEqual([
      [false, false, false],
      [false, false, false],
    ]);
    ending.begin();
    ending.begin();
    expect(() => gate.enter(never)).toThrow('The server is ending');
    expect([state(read), state(write)]).toEqual([
      [true, true, false],
      [true, false, false],
    ]);
    const afterwards = write.lifetime.afterwards();
    vi.advanceTimersByTime(2_000);
    expect(state(write)).toEqual([true, true, false]);
    expect(afterwards.aborted).toBe(false);
    vi.advanceTimersByTime(2_500);
    expect(state(write)).toEqual([true, true, true]);
    expect(afterwards.aborted).toBe(true);
    vi.useRealTimers();
  });

  it('is waited for until the last call has left', async () => {
    const { gate } = gateAt(0);
    const [one, other] = [gate.enter(never), gate.enter(never)];
    const seen: string[] = [];
    const idle = gate.idle().then(() => seen.push('idle'));
    one.leave();
    await Promise.resolve();
    expect(seen).toEqual([]);
    other.leave();
    await idle;
    await gate.idle();
    expect(seen).toEqual(['idle']);
  });

  it('leaves no listener behind on what outlives a call', () => {
    const ending = new Ending();
    const gate = new CallGate({ callsPerMinute: 60, concurrentCalls: 5 }, ending);
    const { signal: cancelled } = new AbortController();
    const heard = [ending.begun, ending.patience, ending.deadline, cancelled];
    const { lifetime, leave } = gate.enter(cancelled);
    lifetime.afterwards();
    // The gate hears the first two for all its calls.
    expect(heard.map((signal) => getEventListeners(signal, 'abort').length)).toEqual([1, 1, 1, 1]);
    leave();
    expect(heard.map((signal) => getEventListeners(signal, 'abort').length)).toEqual([1, 1, 0, 0]);
  });

  it('tells every call of the end, and none that has ended', () => {
    const ending = new Ending();
    const gate = new CallGate({ callsPerMinute: 60, concurrentCalls: 5 }, ending);
    const [looking, writing, over] = [1, 2, 3].map(() => gate.enter(new AbortController().signal));
    writing?.lifetime.beginWriting();
    over?.leave();
    ending.begin();
    const aborted = [looking, writing, over].map((admission) => [
      admission?.lifetime.halt.aborted,
      admission?.lifetime.requests.aborted,
    ]);
    expect(aborted).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ]);
  });
});
