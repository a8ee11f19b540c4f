// Stands in for the sandbox in `model-process.ts`, which puts before it: `relay`, with the port of a simulator on this
// machine, its token, how many times as fast as real time this process is to live and since when, and, where a report is
// wanted, its file and that of what measures memory.
const { writeFileSync } = require('node:fs');
const http = require('node:http');

if (relay.speed !== 1) require(relay.accelerated).accelerate(relay);
if (relay.report !== undefined) {
  process.on('exit', () => {
    noteLive();
    const maxRss = require(relay.memory).mostMemory();
    writeFileSync(relay.report, JSON.stringify({ maxRss, mostLive, lastLive }));
  });
}

/** Bytes that are alive in the heap and in buffers: the most at any request, and at the end. Known with --expose-gc. */
let mostLive = 0;
let lastLive = 0;

function noteLive() {
  if (globalThis.gc === undefined) return;
  // Twice: what stood behind an object of JavaScript, such as a compressor's memory, is freed after the object.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  lastLive = heapUsed + external;
  mostLive = Math.max(mostLive, lastLive);
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

function send({ method, path, headers, body }, signal) {
  noteLive();
  return new Promise((resolve, reject) => {
    const options = { agent, host: '127.0.0.1', port: relay.port, method, path, headers, signal };
    const request = http.request(options, (response) => {
      // A failure after the head belongs to whoever reads the body.
      resolve({ status: response.statusCode, headers: response.headers, body: response });
    });
    request.on('error', reject);
    request.end(body);
  });
}

exports.startSandbox = () => ({
  token: relay.token,
  send,
  resolve: send,
});
