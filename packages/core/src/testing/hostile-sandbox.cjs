// Stands in for the sandbox in `injection.ts`, which puts before it: `startSimulator`, and `hostile`, with the payloads, the file of `wire.cjs` and that
// for the log of requests, and what the server under test says of its service (`HostileService`).
const { appendFileSync } = require('node:fs');
const { once, textOf } = require(hostile.wire);

const { payloads, fixed, renamed, swapped, refusal } = hostile;
const refused = new RegExp(refusal.request, 'su');
const numbered = (number) => `ph${number}ph`;
const longestFirst = payloads
  .map((text, number) => ({ text, number }))
  .sort((a, b) => b.text.length - a.text.length);

let uses = 0;
let swaps = 0;

function mapped(value, change) {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapped(member, change)]));
}

/** With another name, so that no payload makes one that our own rules would take. */
function armed(text) {
  const [stored, shown] = renamed;
  const own = fixed.reduce(
    (rest, one) => rest.replaceAll(one, () => payloads[uses++ % payloads.length]),
    text.replace(stored, shown),
  );
  return own.replace(/ph(\d+)ph/gu, (_, number) => payloads[Number(number)]);
}

function disarmed(text) {
  const [stored, shown] = renamed;
  return longestFirst
    .reduce((rest, { text: payload, number }) => rest.replaceAll(payload, () => numbered(number)), text)
    .replace(shown, stored);
}

function disarmedBody(headers, body) {
  const text = Buffer.from(body).toString('utf8');
  if ((headers['content-type'] ?? '').includes('json'))
    return JSON.stringify(mapped(JSON.parse(text), disarmed));
  return disarmed(text);
}

/** What differs from run to run: the boundary of a form, and what the server under test says. */
function logged({ method, path, headers }, body) {
  const [, boundary = ''] = /boundary="?([^";]+)/u.exec(headers['content-type'] ?? '') ?? [];
  const line = `${method} ${path} ${boundary === '' ? body : body.replaceAll(boundary, 'BOUNDARY')}`;
  const masked = hostile.masks.reduce(
    (text, mask) => text.replaceAll(new RegExp(mask, 'gu'), '<masked>'),
    line,
  );
  appendFileSync(hostile.log, `${JSON.stringify(masked)}\n`);
  return masked;
}

function refuse(number) {
  const answer = mapped(refusal.answer, (text) => (text === '{payload}' ? payloads[number] : text));
  return {
    status: refusal.statuses[number % refusal.statuses.length],
    headers: { 'content-type': 'application/json' },
    body: once(JSON.stringify(answer)),
  };
}

exports.startSandbox = () => {
  const { send, ...others } = startSimulator();
  return {
    ...others,
    async send(request, signal) {
      const { 'accept-encoding': _, ...headers } = request.headers;
      const body = request.body === undefined ? '' : disarmedBody(headers, request.body);
      const path = disarmed(request.path);
      const number = refused.exec(logged({ ...request, path }, body))?.[1];
      if (number !== undefined) return refuse(Number.parseInt(number, refusal.radix));
      const sent = request.body === undefined ? {} : { body: Buffer.from(body) };
      const response = await send({ ...request, path, headers, ...sent }, signal);
      const text = await textOf(response.body);
      let parsed;
      try {
        parsed = JSON.parse(text);
      } catch {
        return { ...response, body: once(text) };
      }
      if (request.method !== 'GET')
        parsed = mapped(parsed, (value) =>
          value === swapped ? `swapped: ${numbered(swaps++ % payloads.length)}` : value,
        );
      const answered = { ...response.headers };
      delete answered['content-length'];
      return { ...response, headers: answered, body: once(JSON.stringify(mapped(parsed, armed))) };
    },
  };
};
