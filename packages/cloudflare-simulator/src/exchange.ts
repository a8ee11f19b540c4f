import { sentToken } from './auth/authenticate.ts';
import { compressed } from './compress.ts';
import type { SimulatedRequest, SimulatedResponse } from './contract.ts';
import { stableId } from './determinism.ts';
import type { RenderedResponse } from './envelope.ts';
import { sound, withHeaders } from './envelope.ts';
import type { FaultTarget } from './faults/apply.ts';
import { spoil } from './faults/apply.ts';
import type { FaultRegistry } from './faults/registry.ts';
import type { RequestLog } from './request-log.ts';

export interface ExchangeParts {
  /** Lets a request take effect. */
  readonly answer: (request: SimulatedRequest) => RenderedResponse;
  /** Headers of answers that count against no limit. */
  readonly untouched: () => Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly faults: FaultRegistry;
  readonly log: RequestLog;
}

export interface Exchange {
  /** One request: logged, answered or spoiled, compressed. @throws {ConnectionCut} */
  answer(request: SimulatedRequest): Promise<SimulatedResponse>;
  reset(): void;
}

export function createExchange({ answer, untouched, now, faults, log }: ExchangeParts): Exchange {
  let rays = 0;

  function targetFor(request: SimulatedRequest, headers: Readonly<Record<string, string>>): FaultTarget {
    return {
      token: sentToken(request.headers) ?? '',
      signal: request.signal,
      proceed: () => withHeaders(answer(request), headers),
      compress(response: RenderedResponse) {
        const accepted = request.headers['accept-encoding'];
        return accepted === undefined ? response : compressed(response, accepted);
      },
    };
  }

  return {
    async answer(request) {
      const close = log.open(request, now());
      const headers = { 'cf-ray': rayOf(rays++), server: 'cloudflare-simulator' };
      const target = targetFor(request, headers);
      const fault = faults.take(request.method, request.url);
      if (fault === undefined) {
        const response = sound(target.compress(target.proceed()));
        close({ status: response.status, fault: null });
        return response;
      }
      close({ status: null, fault: fault.kind });
      const response = await spoil(fault, target);
      close({ status: response.status, fault: fault.kind });
      return { ...response, headers: { ...headers, ...untouched(), ...response.headers } };
    },
    reset() {
      rays = 0;
    },
  };
}

/** Sixteen digits and the airport code of a data centre, as Cloudflare's are; this place has none. */
function rayOf(sequence: number): string {
  return `${stableId('ray', String(sequence)).slice(0, 16)}-SIM`;
}
