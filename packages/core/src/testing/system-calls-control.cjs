// What the judge of system calls has to notice: a program that does what the server must not do.
const { execFileSync } = require('node:child_process');
const { mkdirSync, readFileSync, rmdirSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const path = require('node:path');

const folder = process.argv[2];
execFileSync('true');
readFileSync('/etc/passwd');
writeFileSync(path.join(folder, 'written'), 'x');
mkdirSync(path.join(folder, 'made'));
rmdirSync(path.join(folder, 'made'));
const server = createServer().listen(0, '127.0.0.1', () => server.close());
require('node:net')
  .connect(9, '127.0.0.1')
  .on('error', () => {});
