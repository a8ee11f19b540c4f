// Runs inside a network namespace of its own, as plain JavaScript on the Node under test: starts the rest of the world,
// then the program, on the streams it was given itself, and leaves a report of what was seen.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startWorld } from './namespace-sink.mjs';

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const simulator = createRequire(import.meta.url)(plan.simulator).startSandbox();
const world = await startWorld({ ...plan, token: simulator.token }, simulator, `${plan.folder}/service`);

/** Counts of the whole namespace since it was made (RFC 4022, RFC 4113): nobody opens or sends unseen. */
function counters() {
  const counts = {};
  for (const [file, separator] of [
    ['/proc/net/snmp', ': '],
    ['/proc/net/snmp6', /\s+/u],
  ]) {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    if (file.endsWith('6'))
      for (const line of lines) counts[line.split(separator)[0]] = Number(line.split(separator)[1]);
    else
      for (let at = 0; at + 1 < lines.length; at += 2) {
        const [protocol, names] = lines[at].split(separator);
        const values = lines[at + 1].split(separator)[1].split(' ');
        for (const [index, name] of names.split(' ').entries())
          counts[`${protocol}${name}`] = Number(values[index]);
      }
  }
  return { opens: counts.TcpActiveOpens, datagrams: counts.UdpOutDatagrams + (counts.Udp6OutDatagrams ?? 0) };
}

/** How many sockets of TCP listen or are connected here, by the kernel's own count. */
function socketsInUse() {
  const texts = ['sockstat', 'sockstat6'].map((file) => readFileSync(`/proc/net/${file}`, 'utf8'));
  const counts = texts.join('').match(/^TCP6?: inuse \d+/gmu) ?? [];
  return counts.join(' ');
}

/** Addresses and ports on which a process and its children accept connections or datagrams. */
function listening(pid, found) {
  const inodes = new Set();
  try {
    for (const entry of readdirSync(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/u.exec(readlinkSync(`/proc/${pid}/fd/${entry}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
  } catch {
    return;
  }
  for (const file of ['tcp', 'tcp6']) {
    for (const line of readFileSync(`/proc/net/${file}`, 'utf8').trim().split('\n').slice(1)) {
      const cells = line.trim().split(/\s+/u);
      if (cells[3] === '0A' && inodes.has(cells[9])) found.add(`${file} ${cells[1]}`);
    }
  }
}

const before = counters();
const [program, ...args] = plan.command;
const env = Object.fromEntries(
  Object.entries(plan.env).map(([name, value]) => [name, value.replace('{token}', simulator.token)]),
);
const child = spawn(program, args, { stdio: 'inherit', env });
const ports = new Set();
let [ticks, last] = [0, ''];
// To list sockets, the kernel walks the table of the whole machine, which takes it a millisecond and more: only when one came or went,
// and twice a second.
const watch = setInterval(() => {
  const now = socketsInUse();
  if (now !== last || ticks % 20 === 0) listening(child.pid, ports);
  ticks += 1;
  last = now;
}, 25);
const [code] = await once(child, 'exit');
clearInterval(watch);
const after = counters();
writeFileSync(
  plan.report,
  JSON.stringify({
    code,
    ...world.report(),
    listening: [...ports],
    allOpens: after.opens - before.opens,
    allDatagrams: after.datagrams - before.datagrams,
  }),
);
world.close();
process.exit(0);
