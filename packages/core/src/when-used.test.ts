import { describe, expect, it, vi } from 'vitest';
import type { Transport } from './http/transport.ts';
import type { HttpClient } from './http/types.ts';
import { clientWhenUsed, prepareRequests, transportWhenUsed } from './when-used.ts';

const refusing: Transport = { send: () => Promise.reject(new Error('nothing is to be sent')), close() {} };

describe('what sends requests', () => {
  it('is made by its first request, or before it, step by step, and nothing is sent then', () => {
    const made: string[] = [];
    const transport = transportWhenUsed(
      () => {
        made.push('transport');
        return refusing;
      },
      function* () {
        made.push('service');
        yield;
      },
    );
    const client = clientWhenUsed((): HttpClient => {
      made.push('client');
      return { request: () => Promise.reject(new Error('nothing is to be sent')), close() {} };
    });
    const seen = Array.from(prepareRequests(client, transport), () => [...made]);
    expect(seen).toEqual([['client'], ['client', 'transport'], ['client', 'transport', 'service']]);
    client.prepare();
    expect(made).toHaveLength(3);
  });

  it('closes what was made, and makes nothing to close it', () => {
    const close = vi.fn();
    const make = vi.fn(() => ({ ...refusing, close }));
    const transport = transportWhenUsed(make);
    transport.close();
    expect(make).not.toHaveBeenCalled();
    Array.from(transport.prepare?.() ?? []);
    transport.close();
    expect(close).toHaveBeenCalledTimes(1);
  });
});
