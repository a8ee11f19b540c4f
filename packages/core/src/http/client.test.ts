import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { ConflictError, type ErrorCode, RejectedError, SafeError } from '../errors/errors.ts';
import { createClient } from './client.ts';
import { path } from './path.ts';
import {
  BASE_PATH,
  type Service,
  serveHttp,
  serveRaw,
  stopServices,
  transportTo,
} from './testing/tls-service.ts';
import { type Transport, TransportFailure } from './transport.ts';
import type { ClientOptions, HttpClient, HttpRequest, Judgement, RequestReport } from './types.ts';

const TOKEN = 'token-of-this-test-0123456789';
const READ: HttpRequest = { method: 'GET', path: path`/things` };
const WRITE: HttpRequest = { method: 'POST', path: path`/things`, json: { name: 'a' } };

afterEach(stopServices);

interface Bench {
  readonly client: HttpClient;
  readonly slept: number[];
  readonly reports: RequestReport[];
}

function bench(transport: Transport, options: Partial<ClientOptions> = {}): Bench {
  const slept: number[] = [];
  const reports: RequestReport[] = [];
  const client = createClient({
    transport,
    service: 'Example',
    basePath: BASE_PATH,
    userAgent: 'client-test/1',
    authorization: () => `Bearer ${TOKEN}`,
    requestIdHeader: 'x-request-id',
    random: () => 0.5,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
    onRequest: (report) => reports.push(report),
    ...options,
  });
  return { client, slept, reports };
}

/** The failure of a request, after a look at everything it could print: never the credential, never the answer. */
async function failureOf(client: HttpClient, request: HttpRequest): Promise<SafeError> {
  const error: unknown = await client.request(request).then(
    () => new Error('The request succeeded.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SafeError)) throw error;
  let cause: unknown = error;
  do {
    const printed = inspect(cause, { depth: 10, showHidden: true }) + JSON.stringify(cause) + String(cause);
    expect(printed).not.toContain(TOKEN);
    expect(printed).not.toContain('ANSWER-TEXT');
    cause = cause instanceof SafeError ? SafeError.causeOf(cause) : undefined;
  } while (cause !== undefined);
  return error;
}

type Answer = readonly [status: number, body?: string | Buffer, headers?: Record<string, string>];

const OK: Answer = [200, '{"ok":true}'];

/** Answers with one after the other, and then with the last. */
async function answering(...answers: readonly Answer[]): Promise<Service & { count: () => number }> {
  let count = 0;
  const service = await serveHttp((request, response) => {
    const [status, body, headers] = answers[Math.min(count, answers.length - 1)] ?? OK;
    count += 1;
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body ?? '{}');
    });
  });
  return { ...service, count: () => count };
}

const head = (extra: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${extra}\r\n\r\n`;

describe('a request', () => {
  it('goes out with path, query, body and credential, and comes back as JSON', async () => {
    const seen: unknown[] = [];
    const service = await serveHttp((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += String(chunk);
      });
      request.on('end', () => {
        seen.push(request.method, request.url, body, request.headers);
        response.writeHead(201, {
          'content-type': 'application/json; charset=utf-8',
          'x-other': '1',
          etag: '"1"',
        });
        response.end('{"id":"ü"}');
      });
    });
    const { client, reports } = bench(service.transport());
    const answer = await client.request({ ...WRITE, query: { dry_run: true } });
    expect(answer).toEqual({
      status: 201,
      headers: { 'content-type': 'application/json; charset=utf-8', date: expect.any(String), etag: '"1"' },
      json: { id: 'ü' },
      text: undefined,
    });
    expect(seen.slice(0, 3)).toEqual(['POST', '/api/v1/things?dry_run=true', '{"name":"a"}']);
    expect(seen[3]).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      'content-length': '12',
      accept: 'application/json',
      'user-agent': 'client-test/1',
    });
    expect(reports).toEqual([
      {
        method: 'POST',
        attempt: 1,
        status: 201,
        bytes: 11,
        durationMs: expect.any(Number),
        problem: undefined,
      },
    ]);
  });

  it('can send bytes and ask for text, and needs no credential', async () => {
    let seen: unknown;
    const service = await serveHttp((request, response) => {
      request.on('data', (chunk) => {
        seen = [String(chunk), request.headers['content-type'], 'authorization' in request.headers];
      });
      request.on('end', () => response.writeHead(200, { 'content-type': 'text/plain' }).end('a 1 IN A'));
    });
    const client = createClient({
      transport: service.transport(),
      service: 'Example',
      basePath: BASE_PATH,
      userAgent: 'x',
    });
    const body = { bytes: Buffer.from('--x--'), contentType: 'multipart/form-data; boundary=x' };
    const answer = await client.request({ method: 'POST', path: path`/import`, body, accept: 'text' });
    expect(answer).toMatchObject({ status: 200, text: 'a 1 IN A', json: undefined });
    expect(seen).toEqual(['--x--', 'multipart/form-data; boundary=x', false]);
  });

  it.each([204, 205])('may have no body with %d', async (status) => {
    const service = await answering([status, '']);
    expect(await bench(service.transport()).client.request(WRITE)).toMatchObject({ status, json: undefined });
  });

  it('asks for the credential at the moment of sending, for every attempt anew', async () => {
    const service = await answering([503], OK);
    const values = ['one', 'two'];
    const { client } = bench(service.transport(), { authorization: () => `Bearer ${values.shift()}` });
    await client.request(READ);
    expect(values).toEqual([]);
  });

  it.each(['Bearer a\r\nx-injected: 1', 'Bearer a\n', 'Bearer \0', '', ' a', 'Bearer ü'])(
    'is not sent with the credential %j',
    async (value) => {
      const service = await answering(OK);
      const error = await failureOf(bench(service.transport(), { authorization: () => value }).client, READ);
      expect(error.code).toBe('unauthenticated');
      expect(service.connections()).toBe(0);
    },
  );

  it.each([
    ['a body with GET', { ...READ, json: {} }],
    ['two bodies', { ...WRITE, body: { bytes: Buffer.from(''), contentType: 'a/b' } }],
    ['a path that is a string', { ...READ, path: JSON.parse('"/things"') }],
  ])('takes %s for a defect', async (_what, request) => {
    await expect(bench(transportTo(1)).client.request(request)).rejects.toBeInstanceOf(TypeError);
  });
});

describe('a read-only client', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('refuses %s before it leaves', async (method) => {
    const service = await answering(OK);
    const { client } = bench(service.transport(), { readOnly: true });
    const safe = method !== 'POST';
    expect((await failureOf(client, { method, path: path`/things`, safe })).code).toBe('refused_by_policy');
    expect(service.connections()).toBe(0);
  });

  it('lets GET and safe POST through', async () => {
    const service = await answering(OK);
    const { client } = bench(service.transport(), { readOnly: true });
    await client.request(READ);
    await client.request({ ...WRITE, safe: true });
    expect(service.count()).toBe(2);
  });
});

describe('what a status means', () => {
  const cases: readonly (readonly [number, ErrorCode, ErrorCode])[] = [
    [301, 'malformed_response', 'outcome_unknown'],
    [304, 'malformed_response', 'outcome_unknown'],
    [400, 'rejected', 'rejected'],
    [401, 'unauthenticated', 'unauthenticated'],
    [403, 'permission_denied', 'permission_denied'],
    [404, 'not_found', 'not_found'],
    [409, 'conflict', 'conflict'],
    [422, 'rejected', 'rejected'],
    [429, 'rate_limited', 'rate_limited'],
    [500, 'upstream_unavailable', 'outcome_unknown'],
    [503, 'upstream_unavailable', 'outcome_unknown'],
    [530, 'upstream_unavailable', 'outcome_unknown'],
  ];

  it.each(cases)('%d: %s for a read, %s for a write', async (status, readCode, writeCode) => {
    const service = await answering([
      status,
      '<p>ANSWER-TEXT</p>',
      { 'content-type': 'text/html', 'x-request-id': 'abc-1' },
    ]);
    const { client } = bench(service.transport());
    for (const [request, code] of [
      [READ, readCode],
      [WRITE, writeCode],
    ] as const) {
      const error = await failureOf(client, request);
      expect(error).toMatchObject({ code, details: { status, request_id: 'abc-1' } });
      expect(error.message).toContain('Example');
    }
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await answering(OK);
    const service = await answering([307, '', { location: `https://127.0.0.1:${elsewhere.port}/x` }]);
    expect((await failureOf(bench(service.transport()).client, READ)).message).toContain('redirect');
    expect(elsewhere.connections()).toBe(0);
  });

  it.each(['a b', '<script>', 'x'.repeat(65), ''])('does not show the request id %j', async (id) => {
    const service = await answering([400, '{}', { 'x-request-id': id }]);
    expect((await failureOf(bench(service.transport()).client, READ)).details).toEqual({ status: 400 });
  });

  it('is for the server package to say first, also under 200', async () => {
    const service = await answering([200, '{"success":false}'], [400, '{"success":false}'], [503, '{}']);
    const seen: unknown[] = [];
    const { client } = bench(service.transport(), {
      interpret: (answer, request) => {
        seen.push([answer.status, answer.json, answer.contentType, request.method, request.path]);
        return answer.status === 503
          ? new RejectedError('Code 7 of the service.', { details: { status: 503, codes: [7] } })
          : new ConflictError('It exists.');
      },
    });
    expect((await failureOf(client, WRITE)).code).toBe('conflict');
    expect((await failureOf(client, READ)).code).toBe('conflict');
    // Whatever the body of a 5xx says, a write may have been applied; what it says is kept.
    const unknown = await failureOf(client, WRITE);
    expect(unknown).toMatchObject({ code: 'outcome_unknown', details: { status: 503, codes: [7] } });
    expect(unknown.message).toContain('Code 7 of the service.');
    expect(seen.slice(0, 2)).toEqual([
      [200, { success: false }, 'application/json', 'POST', '/things'],
      [400, { success: false }, 'application/json', 'GET', '/things'],
    ]);
  });
});

describe('headers', () => {
  it('can be conditions and the name of a file, and nothing that breaks a line', async () => {
    const seen: unknown[] = [];
    const service = await serveHttp((request, response) => {
      seen.push(request.headers);
      response.writeHead(200, { 'content-type': 'application/json', etag: '"2"' }).end('{}');
    });
    const { client } = bench(service.transport());
    const headers = { 'if-match': '"1"', 'content-disposition': 'attachment; filename="a b.png"' };
    await client.request({ ...WRITE, headers: Object.assign(headers, { authorization: 'x', host: 'y' }) });
    expect(seen).toMatchObject([
      {
        'if-match': '"1"',
        'content-disposition': headers['content-disposition'],
        authorization: `Bearer ${TOKEN}`,
      },
    ]);
    for (const value of ['"1"\r\nx: y', '', ' 1', 'ü', 'x'.repeat(1_001)]) {
      const refused = await failureOf(client, { ...WRITE, headers: { 'if-match': value } });
      expect(refused.code).toBe('invalid_input');
      expect(refused.message).not.toContain('x: y');
    }
    expect(seen).toHaveLength(1);
  });

  it('of an answer are kept where the server names them, and cookies never', async () => {
    const service = await answering([200, '{}', { 'x-total': '7', 'x-other': '1', 'set-cookie': 'a=b' }]);
    const { client } = bench(service.transport(), { responseHeaders: ['x-total', 'link'] });
    const { headers } = await client.request(READ);
    expect(headers).toMatchObject({ 'x-total': '7' });
    expect(Object.keys(headers).sort()).toEqual(['content-type', 'date', 'x-total']);
    for (const name of ['set-cookie', 'X-Total'])
      expect(() => bench(service.transport(), { responseHeaders: [name] })).toThrow(TypeError);
  });

  it('that do not fit the object any more are a conflict', async () => {
    const { client } = bench((await answering([412])).transport());
    expect((await failureOf(client, WRITE)).code).toBe('conflict');
  });
});

const failing = (member: string): Answer => [200, JSON.stringify({ error: member })];

describe('a failure that only the answer tells', () => {
  const options = {
    interpret: ({ json }: { readonly json?: unknown }): Judgement | undefined => {
      const said: unknown = Reflect.get(Object(json), 'error');
      if (said === 'readonly')
        return { error: new RejectedError('read-only'), effect: 'none', againAfterSeconds: 5 };
      if (said === 'later')
        return { error: new RejectedError('later'), effect: 'none', againAfterSeconds: 60 };
      if (said === 'internal') return { error: new RejectedError('internal'), effect: 'unknown' };
      return said === 'no' ? { error: new RejectedError('no'), effect: 'none' } : undefined;
    },
  };

  it('is repeated where nothing was done, also a write, after as long as it says', async () => {
    const service = await answering(failing('readonly'), failing('readonly'), OK);
    const { client, slept } = bench(service.transport(), options);
    expect((await client.request(WRITE)).json).toEqual({ ok: true });
    expect(slept).toEqual([5_000, 5_000]);
    expect(service.count()).toBe(3);
  });

  it.each([
    ['is told after the last attempt', 'readonly', WRITE, 'rejected', 4],
    ['is told at once where the wait is too long', 'later', WRITE, 'rejected', 1],
    ['is told at once where no time is said', 'no', WRITE, 'rejected', 1],
    ['leaves it open whether a write was made', 'internal', WRITE, 'outcome_unknown', 1],
    ['is what it is for a read', 'internal', READ, 'rejected', 1],
  ] as const)('%s', async (_, said, request, code, count) => {
    const service = await answering(failing(said));
    const { client } = bench(service.transport(), options);
    expect((await failureOf(client, request)).code).toBe(code);
    expect(service.count()).toBe(count);
  });

  it.each([
    [500, 'no', 'rejected'],
    [400, 'internal', 'outcome_unknown'],
  ] as const)('says more than the status: %d', async (status, said, code) => {
    const service = await answering([status, JSON.stringify({ error: said })]);
    const { client } = bench(service.transport(), options);
    expect((await failureOf(client, WRITE)).code).toBe(code);
  });
});

describe('repeating', () => {
  it.each([429, 500, 502, 503, 504, 520, 524])(
    'makes four attempts at a read that meets %d',
    async (status) => {
      const service = await answering([status]);
      const { client, slept, reports } = bench(service.transport());
      await failureOf(client, READ);
      expect(service.count()).toBe(4);
      expect(slept).toEqual([250, 500, 1_000]);
      expect(reports.map((report) => report.attempt)).toEqual([1, 2, 3, 4]);
      expect(service.connections()).toBe(1);
    },
  );

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
    'never sends %s twice after a 5xx or a cut',
    async (method) => {
      for (const status of [500, 502, 503, 504, 520, 524]) {
        const service = await answering([status]);
        await failureOf(bench(service.transport()).client, { method, path: path`/things` });
        expect(service.count()).toBe(1);
      }
      let requests = 0;
      const cutting = await serveHttp((request) => {
        requests += 1;
        request.socket.destroy();
      });
      const error = await failureOf(bench(cutting.transport()).client, { method, path: path`/things` });
      expect(error).toMatchObject({ code: 'outcome_unknown', details: { sent: true, cause: 'unreachable' } });
      expect(requests).toBe(1);
    },
  );

  it('repeats reads and safe POSTs over a cut connection', async () => {
    for (const request of [READ, { ...WRITE, safe: true }]) {
      let requests = 0;
      const service = await serveHttp((incoming, response) => {
        requests += 1;
        if (requests < 3) incoming.socket.destroy();
        else response.writeHead(200, { 'content-type': 'application/json' }).end('1');
      });
      expect((await bench(service.transport()).client.request(request)).json).toBe(1);
      expect(requests).toBe(3);
    }
  });

  it('sends once what is to be sent once, also where it was turned away', async () => {
    const service = await answering([429], OK);
    const { client } = bench(service.transport());
    await expect(client.request({ ...WRITE, once: true })).rejects.toMatchObject({ code: 'rate_limited' });
    expect(service.count()).toBe(1);
  });

  it('repeats a write that was not sent, or was turned away with 429', async () => {
    const service = await answering([429], OK);
    const inner = service.transport();
    let sends = 0;
    const flaky: Transport = {
      async send(request, signal) {
        sends += 1;
        if (sends === 1) throw new TransportFailure('connect', false, 'ECONNREFUSED');
        return inner.send(request, signal);
      },
      close: () => undefined,
    };
    expect((await bench(flaky).client.request(WRITE)).json).toEqual({ ok: true });
    expect([sends, service.count()]).toEqual([3, 2]);
  });

  it.each([
    ['seconds', '7', 7_000],
    ['a date', 'Fri, 20 Nov 2026 10:00:09 GMT', 9_000],
  ])('waits as Retry-After says, in %s', async (_form, value, wait) => {
    const date = 'Fri, 20 Nov 2026 10:00:00 GMT';
    for (const request of [READ, WRITE]) {
      const service = await answering([429, '{}', { 'retry-after': value, date }], OK);
      const { client, slept } = bench(service.transport());
      await client.request(request);
      expect(slept).toEqual([wait]);
    }
  });

  it('does not wait longer than it may, but says when to come back', async () => {
    const service = await answering(
      [429, '{}', { 'retry-after': '21' }],
      [503, '{}', { 'retry-after': '21' }],
    );
    const { client, slept } = bench(service.transport());
    const error = await failureOf(client, READ);
    expect(error).toMatchObject({ code: 'rate_limited', details: { status: 429, retry_after_seconds: 21 } });
    expect(error.nextStep).toContain('21 s');
    const busy = await failureOf(client, READ);
    expect(busy).toMatchObject({ code: 'upstream_unavailable', details: { retry_after_seconds: 21 } });
    expect([slept, service.count()]).toEqual([[], 2]);
  });

  it('holds requests back while the budget is used up', async () => {
    const service = await answering(
      [200, '1', { ratelimit: '"default";r=0;t=5' }],
      [200, '2', { ratelimit: '"default";r=0;t=300' }],
      OK,
    );
    let now = 0;
    const slept: number[] = [];
    const sleep = async (milliseconds: number): Promise<void> => {
      slept.push(milliseconds);
      now += milliseconds;
    };
    const { client } = bench(service.transport(), { now: () => now, sleep });
    await client.request(READ);
    await client.request(WRITE);
    expect(slept).toEqual([5_000]);
    const error = await failureOf(client, WRITE);
    expect(error).toMatchObject({ code: 'rate_limited', details: { retry_after_seconds: 300 } });
    expect(service.count()).toBe(2);
    now += 300_000;
    await client.request(READ);
    expect(service.count()).toBe(3);
  });

  it.each([
    ['tls', 1, 'unreachable'],
    ['protocol', 1, 'malformed_response'],
    ['resolve', 4, 'unreachable'],
    ['connect', 4, 'unreachable'],
    ['timeout', 4, 'unreachable'],
  ] as const)('a failure of kind %s: %d attempts', async (reason, attempts, code) => {
    let sends = 0;
    const transport: Transport = {
      async send() {
        sends += 1;
        throw new TransportFailure(reason, false, 'ECODE');
      },
      close: () => undefined,
    };
    const error = await failureOf(bench(transport).client, WRITE);
    expect(error).toMatchObject({ code, details: { stage: reason, sent: false, system_code: 'ECODE' } });
    expect(error.message).toContain('Nothing was sent.');
    expect(sends).toBe(attempts);
  });
});

const MIB = 1024 * 1024;

describe('a body', () => {
  it.each([
    ['gzip', gzipSync('{"a":"ü"}')],
    ['x-gzip', gzipSync('{"a":"ü"}')],
    ['GZIP', gzipSync('{"a":"ü"}')],
    ['deflate', deflateSync('{"a":"ü"}')],
    ['br', brotliCompressSync('{"a":"ü"}')],
    ['identity', Buffer.from('{"a":"ü"}')],
  ])('is unpacked from %s', async (coding, bytes) => {
    const service = await answering([200, bytes, { 'content-encoding': coding }]);
    expect((await bench(service.transport()).client.request(READ)).json).toEqual({ a: 'ü' });
  });

  const ways = [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const;
  const sizes = [
    ['little', 'a'.repeat(100)],
    ['much in little', 'a'.repeat(3 * MIB)],
    ['much', Array.from({ length: 20_000 }, (_, index) => index * 7_919).join(' ')],
  ] as const;

  it.each(ways.flatMap(([coding, pack]) => sizes.map(([size, text]) => [coding, size, pack, text] as const)))(
    'packed as %s, %s, is unpacked whole, and refused when it is cut short or something follows it',
    async (coding, _size, pack, text) => {
      const packed = pack(JSON.stringify(text));
      const headers = { 'content-encoding': coding };
      const whole = await answering([200, packed, headers]);
      expect((await bench(whole.transport()).client.request(READ)).json).toBe(text);
      for (const body of [packed.subarray(0, -1), Buffer.concat([packed, Buffer.from('more')])]) {
        const service = await answering([200, body, headers]);
        const error = await failureOf(bench(service.transport()).client, READ);
        expect(error).toMatchObject({ details: { reason: 'broken_coding' } });
      }
    },
  );

  it('is whole also when it comes compressed, in many pieces', async () => {
    const items = Array.from({ length: 50_000 }, (_, index) => `item ${index * 7_919}`);
    const service = await answering([200, gzipSync(JSON.stringify(items)), { 'content-encoding': 'gzip' }]);
    expect((await bench(service.transport()).client.request(READ)).json).toEqual(items);
  });

  it.each(['gzip', 'deflate', 'br'] as const)(
    'that is a %s bomb is unpacked to the limit only',
    async (coding) => {
      const zeros = Buffer.alloc(100 * MIB);
      const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
      const packed = {
        gzip: () => gzipSync(zeros),
        deflate: () => deflateSync(zeros),
        br: () => brotliCompressSync(zeros, quick),
      };
      const bomb = packed[coding]();
      const service = await answering([200, bomb, { 'content-encoding': coding }]);
      const before = process.memoryUsage().arrayBuffers;
      const { client } = bench(service.transport(), { limits: { decodedBytes: MIB } });
      const error = await failureOf(client, READ);
      expect(error).toMatchObject({ code: 'response_too_large', details: { status: 200, limit_bytes: MIB } });
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * MIB);
      expect(service.count()).toBe(1);
    },
  );

  it('that is announced too large is not read', async () => {
    const service = await serveRaw((socket) => {
      socket.once('data', () => socket.write(head(`content-length: ${11 * MIB}`)));
    });
    const { client, reports } = bench(service.transport());
    expect((await failureOf(client, READ)).code).toBe('response_too_large');
    expect(reports[0]?.bytes).toBe(0);
    await until(() => service.open() === 0);
  });

  it('without end is left at the limit, and the connection closed', async () => {
    const chunk = Buffer.from(`10000\r\n${'a'.repeat(65_536)}\r\n`);
    const service = await serveRaw((socket) => {
      const pour = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.once('data', () => {
        socket.write(head('transfer-encoding: chunked'));
        socket.on('drain', pour);
        pour();
      });
    });
    const { client, reports } = bench(service.transport());
    expect(await failureOf(client, READ)).toMatchObject({
      code: 'response_too_large',
      details: { limit_bytes: 10 * MIB },
    });
    expect(reports[0]?.bytes).toBeLessThan(10 * MIB + 128 * 1024);
    await until(() => service.open() === 0);
  });

  it('has the lower limit that a request asks for, and never a higher one', async () => {
    const service = await answering([200, JSON.stringify('a'.repeat(1_000))]);
    const { client } = bench(service.transport(), { limits: { wireBytes: 2_000 } });
    await client.request({ ...READ, maxBytes: 1_002 });
    expect((await failureOf(client, { ...READ, maxBytes: 1_001 })).code).toBe('response_too_large');
    const small = bench(service.transport(), { limits: { wireBytes: 500 } });
    expect((await failureOf(small.client, { ...READ, maxBytes: 5_000 })).code).toBe('response_too_large');
  });

  const gzip = { 'content-encoding': 'gzip' };
  const broken: readonly (readonly [string, Answer, string])[] = [
    ['in an unknown coding', [200, '{}', { 'content-encoding': 'zstd' }], 'unknown_coding'],
    ['packed twice', [200, gzipSync(gzipSync('{}')), { 'content-encoding': 'gzip, gzip' }], 'unknown_coding'],
    ['not packed as announced', [200, '{"ANSWER-TEXT":1}', gzip], 'broken_coding'],
    ['packed and cut short', [200, gzipSync('{"a":1}').subarray(0, 15), gzip], 'broken_coding'],
    ['not UTF-8', [200, Buffer.from([0x22, 0xc3, 0x28, 0x22])], 'not_utf8'],
    ['not JSON', [200, 'ANSWER-TEXT'], 'not_json'],
    ['cut JSON', [200, '{"ANSWER-TEXT":'], 'not_json'],
    ['empty', [200, ''], 'not_json'],
    ['of another type', [200, '<p>ANSWER-TEXT</p>', { 'content-type': 'text/html' }], 'wrong_content_type'],
  ];

  it.each(broken)('that is %s is refused', async (_what, answer, reason) => {
    const service = await answering(answer);
    const { client } = bench(service.transport());
    expect(await failureOf(client, READ)).toMatchObject({
      code: 'malformed_response',
      details: { status: 200, reason },
    });
    expect(service.count()).toBe(1);
    // A write was accepted, and its answer cannot be read: nobody knows.
    expect((await failureOf(client, WRITE)).code).toBe('outcome_unknown');
  });

  it.each(['application/problem+json', 'application/dns-json', 'Application/JSON ; charset=utf-8'])(
    'of type %s is JSON',
    async (type) => {
      const service = await answering([200, '[1]', { 'content-type': type }]);
      expect((await bench(service.transport()).client.request(READ)).json).toEqual([1]);
    },
  );

  it.each([
    ['short of its length', `${head('content-length: 100')}{"ANSWER-TEXT"`],
    ['between chunks', `${head('transfer-encoding: chunked')}5\r\n{"a":\r\n`],
  ])('that ends %s is asked for again, and then refused', async (_what, text) => {
    let requests = 0;
    const service = await serveRaw((socket) => {
      socket.once('data', () => {
        requests += 1;
        socket.end(text);
      });
    });
    const { client } = bench(service.transport());
    const error = await failureOf(client, READ);
    expect(error).toMatchObject({ code: 'malformed_response', details: { status: 200 } });
    expect(error.message).toContain('ended before it was complete');
    expect(requests).toBe(4);
    expect((await failureOf(client, WRITE)).code).toBe('outcome_unknown');
    expect(requests).toBe(5);
  });

  it('is measured against its announced length also over another transport', async () => {
    const transport: Transport = {
      async send() {
        const headers = { 'content-type': 'application/json', 'content-length': '3' };
        return {
          status: 200,
          headers,
          body: Readable.from([Buffer.from('1')]),
        };
      },
      close: () => undefined,
    };
    expect((await failureOf(bench(transport).client, READ)).message).toContain('ended before');
  });
});

/** Waits for what comes by itself; the time limit of the test is the only clock. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

describe('deadlines', () => {
  const retry = { maxAttempts: 1 };

  it('end a wait for the head, and close the connection', async () => {
    const service = await serveRaw((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nx-a: '));
    });
    const { client } = bench(service.transport(), { limits: { headersMs: 400 }, retry });
    expect(await failureOf(client, READ)).toMatchObject({ code: 'timeout', details: { stage: 'headers' } });
    expect((await failureOf(client, WRITE)).code).toBe('outcome_unknown');
    await until(() => service.open() === 0);
  });

  it('end a body that trickles', async () => {
    const service = await serveRaw((socket) => {
      socket.once('data', () => {
        socket.write(head('content-length: 1000'));
        const timer = setInterval(() => socket.write(' '), 10);
        socket.on('close', () => clearInterval(timer));
      });
    });
    const { client } = bench(service.transport(), { limits: { bodyMs: 400 }, retry });
    expect(await failureOf(client, READ)).toMatchObject({
      code: 'timeout',
      details: { status: 200, stage: 'body' },
    });
    expect((await failureOf(client, WRITE)).code).toBe('outcome_unknown');
    await until(() => service.open() === 0);
  });

  it('hold for an attempt as a whole, and a read gets its four', async () => {
    let requests = 0;
    const service = await serveHttp(() => {
      requests += 1;
    });
    const { client } = bench(service.transport(), { limits: { attemptMs: 400 } });
    expect((await failureOf(client, READ)).code).toBe('timeout');
    expect(requests).toBe(4);
  });
});

describe('cancelling', () => {
  it('sends nothing when the signal has aborted', async () => {
    const service = await answering(OK);
    const error = await failureOf(bench(service.transport()).client, {
      ...READ,
      signal: AbortSignal.abort(),
    });
    expect(error.code).toBe('cancelled');
    expect(service.connections()).toBe(0);
  });

  it('works in the queue, and lets the others pass', async () => {
    const release: (() => void)[] = [];
    const service = await serveHttp((_request, response) => {
      release.push(() => response.writeHead(200, { 'content-type': 'application/json' }).end('1'));
    });
    const { client } = bench(service.transport(), { limits: { maxConcurrent: 1 } });
    const controller = new AbortController();
    const first = client.request(READ);
    const second = failureOf(client, { ...WRITE, signal: controller.signal });
    const third = client.request(READ);
    await until(() => release.length === 1);
    controller.abort();
    expect((await second).code).toBe('cancelled');
    release[0]?.();
    await first;
    await until(() => release.length === 2);
    release[1]?.();
    expect((await third).status).toBe(200);
  });

  it('works while waiting before another attempt', async () => {
    const service = await answering([429, '{}', { 'retry-after': '20' }]);
    const controller = new AbortController();
    const client = createClient({
      transport: service.transport(),
      service: 'Example',
      basePath: BASE_PATH,
      userAgent: 'x',
    });
    const pending = failureOf(client, { ...WRITE, signal: controller.signal });
    await until(() => service.count() === 1);
    setTimeout(() => controller.abort(), 50);
    expect((await pending).code).toBe('cancelled');
    expect(service.count()).toBe(1);
  });

  it.each([
    ['before the head', ''],
    ['in the body', `${head('content-length: 100')}{"a`],
  ])('works %s, closes the connection, and leaves a write in doubt', async (_when, text) => {
    for (const [request, code] of [
      [READ, 'cancelled'],
      [WRITE, 'outcome_unknown'],
    ] as const) {
      let asked = false;
      const service = await serveRaw((socket) => {
        socket.once('data', () => {
          asked = true;
          socket.write(text);
        });
      });
      const controller = new AbortController();
      const pending = failureOf(bench(service.transport()).client, { ...request, signal: controller.signal });
      await until(() => asked);
      setTimeout(() => controller.abort(), 30);
      expect((await pending).code).toBe(code);
      await until(() => service.open() === 0);
    }
  });
});

describe('concurrency', () => {
  it('never has more requests under way than allowed', async () => {
    let now = 0;
    let most = 0;
    const service = await serveHttp((_request, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.writeHead(200, { 'content-type': 'application/json' }).end('1');
      }, 10);
    });
    const { client } = bench(service.transport(), { limits: { maxConcurrent: 3 } });
    await Promise.all(Array.from({ length: 20 }, () => client.request(READ)));
    expect(most).toBe(3);
    expect(service.connections()).toBe(3);
  });
});
