// Stands in for the sandbox in `relaying-server.ts`, which puts before it: `relaying`, with the address of a real site on loopback, the headers that
// open it, the user whom they open it for, and a token in the place of which they stand.
const http = require('node:http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
agent.on('free', (socket) => socket.unref());

const own = new Set(['authorization', 'cookie', 'host', 'accept-encoding', 'connection', 'content-length']);

function send({ method, path, headers, body }, signal) {
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
  // Who looks who answers does so without a credential.
  const opened = headers.authorization === undefined ? {} : relaying.headers;
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { agent, method, headers: { ...others, ...opened, ...length }, signal };
    const request = http.request(`${relaying.origin}${path}`, options, (response) => {
      const named = Object.entries(response.headers).filter(([name]) => name !== 'set-cookie');
      const answered = Object.fromEntries(named.map(([name, value]) => [name, String(value)]));
      delete answered['transfer-encoding'];
      resolve({ status: response.statusCode, headers: answered, cookies: [], body: response });
    });
    request.on('error', reject);
    request.end(body);
  });
}

exports.startSandbox = () => ({ user: relaying.user, token: relaying.token, send });
