// node tee.cjs LOG COMMAND ARGUMENTS…: starts a server and writes every line between it and its client to a file.
const { spawn } = require('node:child_process');
const fs = require('node:fs');

const [log, command, ...args] = process.argv.slice(2);
const file = fs.openSync(log, 'a');
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
  child.stdin.write(chunk);
});
process.stdin.on('end', () => child.stdin.end());
child.stdout.on('data', (chunk) => {
  fromServer(chunk);
  process.stdout.write(chunk);
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
