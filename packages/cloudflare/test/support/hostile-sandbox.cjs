// Stands in for the sandbox in `hostile-bundle.ts`, which puts before it: `startSimulator`, `payloads`,
// `log`, `zone` and `swappedComment`.
const { appendFileSync } = require('node:fs');
const { once, textOf } = require(wire);

const accountName = 'Maple & Pine Ltd';
const refused = /\/dns_records\/e+([0-9a-f]{1,3})$/u;
const statuses = [400, 403, 404, 409];

const numbered = (number) => `ph${number}ph`;
const longestFirst = payloads
  .map((text, number) => ({ text, number }))
  .sort((a, b) => b.text.length - a.text.length);

let accounts = 0;
let swaps = 0;

function mapped(value, change) {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapped(member, change)]));
}

/** With a space in front, so that no payload makes a name that our own rules would take. */
function armed(text) {
  return text
    .replace('host-ph', 'host ph')
    .replaceAll(accountName, () => payloads[accounts++ % payloads.length])
    .replace(/ph(\d+)ph/gu, (_, number) => payloads[Number(number)]);
}

function disarmed(text) {
  return longestFirst
    .reduce((rest, { text: payload, number }) => rest.replaceAll(payload, () => numbered(number)), text)
    .replace('host ph', 'host-ph');
}

function answer(status, body) {
  return { status, headers: { 'content-type': 'application/json' }, body: once(JSON.stringify(body)) };
}

function refusal(number) {
  const payload = payloads[number];
  const errors = [{ code: 1004, message: payload, source: { pointer: payload } }];
  return answer(statuses[number % statuses.length], { success: false, errors, messages: [], result: null });
}

exports.startSandbox = () => {
  const { token, send, resolve } = startSimulator();
  const never = new AbortController().signal;

  async function ask(method, path, body) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) };
    const response = await send({ method, path: `/client/v4${path}`, headers, ...sent }, never);
    const parsed = JSON.parse(await textOf(response.body));
    if (!parsed.success) throw new Error(`cannot seed: ${JSON.stringify(parsed.errors)}`);
    return parsed.result;
  }

  async function seed() {
    const [{ id }] = await ask('GET', `/zones?name=${zone}`);
    for (const number of payloads.keys()) {
      await ask('POST', `/zones/${id}/dns_records`, {
        type: 'TXT',
        name: `host-${numbered(number)}`,
        content: `content: ${numbered(number)}`,
        comment: `comment: ${numbered(number)}`,
        tags: [`tag:${numbered(number)}`],
        ttl: 300,
      });
    }
  }

  const seeded = seed();
  return {
    token,
    resolve,
    async send(request, signal) {
      await seeded;
      const { 'accept-encoding': _, ...headers } = request.headers;
      const text = request.body === undefined ? undefined : Buffer.from(request.body).toString('utf8');
      const body = text === undefined ? undefined : JSON.stringify(mapped(JSON.parse(text), disarmed));
      appendFileSync(log, `${request.method} ${request.path} ${body ?? ''}\n`);
      const number = refused.exec(request.path)?.[1];
      if (number !== undefined) return refusal(Number.parseInt(number.replace(/^e+(?=.)/u, ''), 16));
      const sent = body === undefined ? {} : { body: Buffer.from(body) };
      const response = await send({ method: request.method, path: request.path, headers, ...sent }, signal);
      let parsed = JSON.parse(await textOf(response.body));
      if (request.method === 'PATCH') {
        parsed = mapped(parsed, (value) =>
          value === swappedComment ? `swapped: ${numbered(swaps++ % payloads.length)}` : value,
        );
      }
      return {
        ...response,
        headers: { 'content-type': 'application/json' },
        body: once(JSON.stringify(mapped(parsed, armed))),
      };
    },
  };
};
