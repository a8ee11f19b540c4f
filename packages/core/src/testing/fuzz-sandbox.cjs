// Stands in for the sandbox in `fuzz-session.ts`, which puts before it: `startSimulator`, and `fuzz`, with the file for the log of requests,
// the file for a report, those of what measures memory, reads forms and hurries clocks, how many times as fast as real time the clocks of this process run, and what is to go wrong.
const { appendFileSync, writeFileSync } = require('node:fs');
const { formOf } = require(fuzz.forms);

// The server's own limit of calls a minute, and the API's of requests, would refuse nearly everything that follows.
require(fuzz.accelerated).accelerateClocks({ speed: fuzz.speed, epoch: Date.now() });

process.on('exit', () => {
  writeFileSync(fuzz.report, JSON.stringify({ maxRss: require(fuzz.memory).mostMemory() }));
});

let pending = '';
function log(to, { method, path, headers, body }) {
  const form = formOf(headers, body);
  pending += `${JSON.stringify({ to, method, path, headers: Object.keys(headers), form })}\n`;
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
    log('send', { method: 'GET', path: '/no/such/place', headers: {} }),
  'a query that is not documented': () =>
    log('send', { method: 'GET', path: `${fuzz.known}?no_such_key=1`, headers: {} }),
  'a header that nothing asks for': () =>
    log('send', { method: 'GET', path: fuzz.known, headers: { 'x-secret': 'x' } }),
  'half a gibibyte of memory': () => Buffer.alloc(2 ** 29, 1),
};

exports.startSandbox = () => {
  sabotage[fuzz.sabotage]();
  const { token, ...others } = startSimulator();
  const ways = ['send', 'resolve'].flatMap((way) => {
    const target = others[way];
    if (target === undefined) return [];
    const through = (request, signal) => {
      log(way, request);
      return target(request, signal);
    };
    return [[way, through]];
  });
  return { ...others, token, ...Object.fromEntries(ways) };
};
