import { describe, expect, it } from 'vitest';
import { BusyError } from '../errors/index.ts';
import { CallGate } from './gate.ts';

function gateAt(start: number) {
  let now = start;
  const gate = new CallGate({ callsPerMinute: 60, concurrentCalls: 2 }, () => now);
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
          gate.enter()();
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
    const leave = gate.enter();
    gate.enter();
    expect(() => gate.enter()).toThrow('2 calls are running already');
    leave();
    expect(() => gate.enter()).not.toThrow();
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
      gate.enter();
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'busy', details: { retry_after_seconds: 1 } });
  });

  it('are not used up by calls that were refused for being too many at once', () => {
    const { gate, through } = gateAt(0);
    const leaves = [gate.enter(), gate.enter()];
    expect(through(100)).toBe(0);
    for (const leave of leaves) leave();
    expect(through(100)).toBe(58);
  });
});
