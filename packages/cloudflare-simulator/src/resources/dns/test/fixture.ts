/** A DNS resource with one zone, called through the real router as the framework calls it. */

import {
  ApiFailure,
  type Caller,
  type PlanName,
  type RouteAnswer,
  type RouteRequest,
  type Zone,
} from '../../../contract.ts';
import { isRecord } from '../../../json.ts';
import { API_PREFIX, createRouter } from '../../../router.ts';
import { createDnsRecords, type DnsRecordsResource } from '../index.ts';
import type { DnsRecord } from '../model.ts';

export const NOW = Date.parse('2026-11-20T12:00:00Z');

/** The routes here ask nothing of the caller; permissions are the framework's. */
const CALLER: Caller = {
  id: 'c'.repeat(32),
  kind: 'user',
  status: 'active',
  expiresOn: undefined,
  notBefore: undefined,
  usable: true,
  permissions: new Set(['DNS Write']),
  reaches: () => true,
};

export interface Fixture {
  readonly resource: DnsRecordsResource;
  readonly zone: Zone;
  /** Moves the clock. */
  tick(milliseconds: number): void;
  /** @throws {ApiFailure} as the route does. */
  call(method: string, path: string, body?: unknown): RouteAnswer;
  send(method: string, path: string, request: Partial<RouteRequest>): RouteAnswer;
  create(body: unknown): DnsRecord;
  patch(id: string, body: unknown): DnsRecord;
  put(id: string, body: unknown): DnsRecord;
  list(query?: string): readonly DnsRecord[];
  importFile(file: string, fields?: Readonly<Record<string, string>>): unknown;
  exportFile(): string;
}

export function fixture(plan: PlanName = 'pro', name = 'example.com'): Fixture {
  let sequence = 0;
  let now = NOW;
  const determinism = {
    now: () => now,
    id: () => {
      sequence += 1;
      return String(sequence).padStart(32, '0');
    },
  };
  const zone = zoneNamed(name, plan);
  const resource = createDnsRecords({ determinism });
  const router = createRouter([{ below: ['/zones'], routes: () => resource.routes }]);

  function send(method: string, path: string, request: Partial<RouteRequest>): RouteAnswer {
    const [pathname = '', query = ''] = path.split('?');
    const { route, params } = router
      .resolve(`${API_PREFIX}/zones/${zone.id}/dns_records${pathname}`)
      .forMethod(method);
    return route.handle({
      params,
      query: new URLSearchParams(query),
      headers: {},
      body: new Uint8Array(),
      json: () => undefined,
      zone,
      caller: CALLER,
      ...request,
    });
  }

  const call = (method: string, path: string, body?: unknown): RouteAnswer =>
    send(method, path, { json: () => body });

  return {
    resource,
    zone,
    tick: (milliseconds) => {
      now += milliseconds;
    },
    call,
    send,
    create: (body) => recordOf(call('POST', '', body)),
    patch: (id, body) => recordOf(call('PATCH', `/${id}`, body)),
    put: (id, body) => recordOf(call('PUT', `/${id}`, body)),
    list: (query = '') => recordsOf(call('GET', `?per_page=5000000&${query}`)),
    importFile: (file, fields = {}) => resultOf(send('POST', '/import', multipart({ ...fields, file }))),
    exportFile: () => {
      const answer = call('GET', '/export');
      return 'text' in answer ? answer.text : '';
    },
  };
}

export interface Failure {
  readonly status: number;
  readonly codes: readonly number[];
  readonly message: string;
}

/** The refusal that `action` meets. */
export function failureOf(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const { status, errors, message } = error;
    return { status, codes: errors.map(({ code }) => code), message };
  }
  throw new Error('nothing was refused');
}

export function resultOf(answer: RouteAnswer): unknown {
  if ('result' in answer) return answer.result;
  throw new Error('the answer is text');
}

export function recordOf(answer: RouteAnswer): DnsRecord {
  const result = resultOf(answer);
  if (isDnsRecord(result)) return result;
  throw new Error('the result is no record');
}

export function recordsOf(answer: RouteAnswer): readonly DnsRecord[] {
  const result = resultOf(answer);
  if (Array.isArray(result) && result.every(isDnsRecord)) return result;
  throw new Error('the result is no list of records');
}

function isDnsRecord(value: unknown): value is DnsRecord {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['content'] === 'string';
}

export function multipart(fields: Readonly<Record<string, string>>): Pick<RouteRequest, 'headers' | 'body'> {
  const boundary = 'x-fixture-boundary';
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="f.txt"\r\n\r\n${value}\r\n`,
  );
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
  };
}

function zoneNamed(name: string, plan: PlanName): Zone {
  return {
    id: 'f'.repeat(32),
    name,
    plan,
    account: { id: 'a'.repeat(32), name: 'Example' },
    status: 'active',
    paused: false,
    nameServers: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'],
    createdOn: '2025-01-01T00:00:00Z',
    pointed: new Set(),
  };
}
