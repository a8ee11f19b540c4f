// The rest of the world, for a network namespace in which every address is this machine: name servers, and whoever
// answers on any address. It writes down what it is asked.

import { createSocket as createUdp } from 'node:dgram';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { gzipSync } from 'node:zlib';

const { formOf } = createRequire(import.meta.url)('./forms.cjs');

/** Where every name leads that the test has not thought of, and where it is noticed. */
const elsewhere = [203, 0, 113, 99];

/** Answers A with an address, and everything else with nothing (RFC 1035 section 4). */
function answerTo(query, names, addresses) {
  const labels = [];
  let at = 12;
  while (query[at] !== 0) {
    labels.push(query.subarray(at + 1, at + 1 + query[at]).toString('latin1'));
    at += query[at] + 1;
  }
  const type = query.readUInt16BE(at + 1);
  const name = labels.join('.').toLowerCase();
  names.add(name);
  const question = query.subarray(12, at + 5);
  const isAddress = type === 1;
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2);
  for (const [place, count] of [
    [4, 1],
    [6, isAddress ? 1 : 0],
    [8, 0],
    [10, 0],
  ])
    head.writeUInt16BE(count, place);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...(addresses[name] ?? elsewhere)]);
  return Buffer.concat(isAddress ? [head, question, record] : [head, question]);
}

async function startDns(names, addresses) {
  const socket = createUdp('udp4');
  let datagrams = 0;
  socket.on('message', (query, { address, port }) => {
    datagrams += 1;
    socket.send(answerTo(query, names, addresses), port, address);
  });
  socket.bind(53, '127.0.0.53');
  await once(socket, 'listening');
  return { datagrams: () => datagrams, close: () => socket.close() };
}

/** How the service answers once the handshake is done. */
function listenerFor({ mode, ways, mebibytes, clock }, simulator, seen) {
  let seconds = 0;
  const answers = {
    redirect: (response) => response.writeHead(307, { location: 'https://attacker.example/x' }).end(),
    oversize: (response) => {
      response.on('error', () => {});
      response.writeHead(200, { 'content-type': 'application/json' });
      for (let mebibyte = 0; mebibyte < mebibytes; mebibyte += 1) response.write(Buffer.alloc(2 ** 20, ' '));
      response.end('{}');
    },
    trickle: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => {
        seconds += 5;
        writeFileSync(`${clock}.next`, `+${seconds}`);
        renameSync(`${clock}.next`, clock);
        response.write(' ');
      }, 20);
      response.on('close', () => clearInterval(drip));
    },
    bomb: (response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(2 * mebibytes * 2 ** 20, ' '))),
  };
  const reply = async (request, response) => {
    const { method, url, headers } = request;
    const one = { method, url, headers };
    seen.push(one);
    const answer = answers[mode];
    if (answer !== undefined) return answer(response);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length === 0 ? undefined : Buffer.concat(chunks);
    one.form = formOf(headers, body);
    const wire = { method, path: url, headers, body };
    const answered = await simulator[ways[headers.host] ?? 'send'](wire, AbortSignal.timeout(30_000));
    if (answered.cookies !== undefined) response.setHeader('set-cookie', [...answered.cookies]);
    response.writeHead(answered.status, answered.headers);
    for await (const chunk of answered.body) response.write(chunk);
    return response.end();
  };
  return (request, response) => void reply(request, response);
}

const sorted = (texts) => [...texts].sort((one, other) => (one < other ? -1 : 1));

/** @returns the server that TLS ends in, on a socket of the file system, which no one outside counts. */
function serviceFor(plan, simulator, world) {
  const { mode, cert, key } = plan;
  const old =
    mode === 'tls1.1' ? { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } : {};
  const options = {
    cert,
    key,
    ...old,
    SNICallback: (name, done) => {
      world.serverNames.add(name);
      done(null);
    },
  };
  if (mode !== 'closed') return createHttps(options, listenerFor(plan, simulator, world.seen));
  // Whoever should send nothing is listened to at the place where it would be plain text.
  return createTls(options, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      world.plainBytes += chunk.length;
      socket.destroy();
    });
  });
}

/** Carries a connection to the service, and writes down where it was meant to go and what went by. */
function carry(socket, first, path, world) {
  const onward = connect(path);
  for (const end of [socket, onward]) end.on('error', () => {});
  if (first !== undefined) onward.write(first);
  socket.on('data', (chunk) => world.raw.push(chunk));
  socket.pipe(onward).pipe(socket);
}

async function startFront(port, path, world) {
  const front = createServer((socket) => {
    world.opened.push(`${socket.localAddress?.replace('::ffff:', '')}:${socket.localPort}`);
    if (port !== 3128) return carry(socket, undefined, path, world);
    socket.once('data', (head) => {
      world.tunnels.push(head.toString('latin1').split('\r\n')[0]);
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      carry(socket, undefined, path, world);
    });
  });
  front.listen(port, '::');
  await once(front, 'listening');
  return front;
}

/**
 * @param plan certificate, key and mode: `good`, `closed`, `redirect`, `oversize`, `bomb`, `trickle`, `tls1.1`; the addresses of
 * names, by host the function of the simulator that answers, and how many mebibytes are too many.
 * @param path for a socket in the file system.
 */
export async function startWorld(plan, simulator, path) {
  const world = {
    names: new Set(),
    serverNames: new Set(),
    opened: [],
    tunnels: [],
    seen: [],
    raw: [],
    plainBytes: 0,
  };
  const dns = await startDns(world.names, plan.addresses);
  const service = serviceFor(plan, simulator, world);
  service.on('tlsClientError', () => {});
  service.listen(path);
  await once(service, 'listening');
  const fronts = [];
  for (const port of [80, 443, 3128, 8443]) fronts.push(await startFront(port, path, world));
  return {
    report: () => ({
      names: sorted(world.names),
      serverNames: sorted(world.serverNames),
      opened: sorted(new Set(world.opened)),
      connections: world.opened.length,
      tunnels: world.tunnels,
      seen: world.seen,
      datagrams: dns.datagrams(),
      plainBytes: world.plainBytes,
      tokenInClear: Buffer.concat(world.raw).includes(plan.token),
    }),
    close() {
      dns.close();
      for (const server of [...fronts, service]) server.close();
    },
  };
}
