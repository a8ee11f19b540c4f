// node tee.cjs LOG COMMAND ARGUMENTS…: starts a server and writes every line between it and its client to a file, and how
// they parted. Beside a file LOG.hold, answers to calls are kept back, so that a call can be interrupted.
const { spawn } = require('node:child_process');
const fs = require('node:fs');

const [log, command, ...args] = process.argv.slice(2);
const file = fs.openSync(log, 'a');
const held = fs.existsSync(`${log}.hold`);
let calling = false;
const put = (entry) => fs.writeSync(file, `${JSON.stringify(entry)}\n`);

const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
put({ from: 'start', variables: Object.keys(process.env).toSorted() });

const lines = (from) => {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line.trim() !== '') put({ from, line });
  };
};
const fromClient = lines('client');
const fromServer = lines('server');

process.stdin.on('data', (chunk) => {
  fromClient(chunk);
  calling ||= held && chunk.includes('"tools/call"');
  child.stdin.write(chunk);
});
process.stdin.on('end', () => {
  put({ from: 'end', how: 'stdin closes' });
  child.stdin.end();
});
child.stdout.on('data', (chunk) => {
  fromServer(chunk);
  if (!(held && calling)) process.stdout.write(chunk);
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => {
    put({ from: 'end', how: `${signal} arrives` });
    child.kill(signal);
  });
}
child.on('exit', (code) => {
  put({ from: 'exit', how: String(code) });
  process.exit(code ?? 1);
});
