// Stands in for the sandbox in `fuzz-session.ts`, which puts before it: `startSimulator`, and `fuzz`, with the file for the log of requests,
// the file for a report and that of what measures memory, how many times as fast as real time the clocks of this process run, and what is to go wrong.
const { appendFileSync, writeFileSync } = require('node:fs');

// The server's own limit of calls a minute, and the API's of requests, would refuse nearly everything that follows.
const realPerformance = performance.now.bind(performance);
const realNow = Date.now;
const start = realNow();
performance.now = () => realPerformance() * fuzz.speed;
Date.now = () => start + (realNow() - start) * fuzz.speed;

process.on('exit', () => {
  writeFileSync(fuzz.report, JSON.stringify({ maxRss: require(fuzz.memory).mostMemory() }));
});

let pending = '';
function log(to, { method, path, headers }) {
  pending += `${JSON.stringify({ to, method, path, headers: Object.keys(headers) })}\n`;
  if (pending.length > 65_536) flush();
}
function flush() {
  appendFileSync(fuzz.log, pending);
  pending = '';
}
process.on('exit', flush);

/** What the harness must notice, for tests of the harness. */
const sabotage = {
  none: () => {},
  'a line of its own on stdout': () => process.stdout.write('ready\n'),
  'an answer to nothing': () => process.stdout.write('{"jsonrpc":"2.0","id":"none","result":{}}\n'),
  'an answer twice': () => process.stdout.write('{"jsonrpc":"2.0","id":"p0","result":{}}\n'),
  'a crash': () => {
    setImmediate(() => {
      throw new Error('sabotage');
    });
  },
  'a clean end too early': () => process.exit(0),
  'a request to an undocumented place': () =>
    log('api', { method: 'GET', path: '/client/v4/user', headers: {} }),
  'a query that is not documented': () =>
    log('api', { method: 'GET', path: '/client/v4/zones?x=1', headers: {} }),
  'the token to the resolver': () =>
    log('resolver', { method: 'GET', path: '/dns-query?name=a', headers: { authorization: 'x' } }),
  'half a gibibyte of memory': () => Buffer.alloc(2 ** 29, 1),
};

exports.startSandbox = () => {
  sabotage[fuzz.sabotage]();
  const { token, send, resolve } = startSimulator();
  return {
    token,
    send(request, signal) {
      log('api', request);
      return send(request, signal);
    },
    resolve(request, signal) {
      log('resolver', request);
      return resolve(request, signal);
    },
  };
};
