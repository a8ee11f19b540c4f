// Stands in for the sandbox in `planting-bundle.ts`, which puts before it: `startSimulator`, and `planting`, with the
// token, how fast it lives, the files of `wire.cjs` and `accelerated.cjs`, and the folder of the two files through which the test says what to plant and learns where something can be.
const { appendFileSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { once, textOf } = require(planting.wire);

// Waits between attempts, and the limit of calls a minute, would make this take hours.
require(planting.accelerated).accelerate({ speed: planting.speed, epoch: Date.now() });

/** Of a list, more would only be more of the same. */
const MOST_ITEMS = 2;

const orders = path.join(planting.folder, 'order.json');
const places = path.join(planting.folder, 'places.txt');

/** @returns what the test wants of the next answer: `{ place, text }`, `{ fault, text }` or nothing. */
function order() {
  return JSON.parse(readFileSync(orders, 'utf8'));
}

/** Every text in a value with the place it stands at; items of a list share theirs. Names of members count too. */
function mapped(value, place, change) {
  if (typeof value === 'string') return change(place, value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, `${place}[]`, change));
  if (typeof value !== 'object' || value === null) return change(`${place}#`, value);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const at = `${place}.${name}`;
      return [change(`${at}@`, name), mapped(member, at, change)];
    }),
  );
}

function planted(value, { text, join: how }) {
  // A number or a flag becomes a text, which a careless server passes on as well.
  if (typeof value !== 'string' || how === 'replace') return text;
  return `${value} ${text}`;
}

/** Method and path, without what is of one object; of services that have one path for all (Action API), what is asked there. */
function askedBy({ method, path: full, body }) {
  const [asked, query = ''] = full.split('?');
  const named = asked.replaceAll(/[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu, '{id}');
  if (!asked.endsWith('.php')) return `${method} ${named}`;
  const form = Buffer.from(body ?? '').toString('latin1');
  const inForm = form.matchAll(/name="(action|list|meta|prop)"\r\n\r\n([\w|]*)/gu);
  const inQuery = new URLSearchParams(query);
  const parts = [
    ...['action', 'list', 'meta', 'prop'].flatMap((name) => inQuery.get(name) ?? []),
    ...Array.from(inForm, ([, , value]) => value),
  ];
  return `${method} ${named} ${parts.join(',')}`;
}

const headers = [
  'cf-ray',
  'content-type',
  'location',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'server',
  'set-cookie',
  'x-request-id',
  'www-authenticate',
  'cf-auditlog-id',
];

/** A failure as services tell it: each takes from it what it knows. */
function failureOf(text) {
  const item = {
    code: 1004,
    message: text,
    documentation_url: text,
    source: { pointer: text },
    error_chain: [{ code: 1, message: text }],
  };
  return JSON.stringify({
    success: false,
    errors: [item],
    messages: [item],
    result: null,
    message: text,
    error: { code: text, info: text, message: text },
  });
}

const json = { 'content-type': 'application/json' };

const faults = {
  ...Object.fromEntries(
    [400, 401, 403, 404, 405, 409, 412, 422, 429, 500, 503].map((status) => [
      `status ${status}`,
      (text) => ({ status, headers: json, body: once(failureOf(text)) }),
    ]),
  ),
  'failure with 200': (text) => ({ status: 200, headers: json, body: once(failureOf(text)) }),
  'a page': (text) => ({
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: once(`<p>${text}</p>`),
  }),
  'half an answer': (text) => ({ status: 200, headers: json, body: once(`{"result":"${text}`) }),
  'a bare text': (text) => ({ status: 200, headers: json, body: once(text) }),
  'a redirect': (text) => ({
    status: 302,
    headers: { location: `https://attacker.example/?${encodeURIComponent(text)}` },
    body: once(''),
  }),
  'a strange encoding': (text) => ({ status: 200, headers: { 'content-encoding': text }, body: once(text) }),
  'a thrown error': (text) => {
    throw Object.assign(new Error(text), { code: text, cause: new Error(text), syscall: text });
  },
  'a body that breaks': (text) => ({
    status: 200,
    headers: json,
    body: (async function* broken() {
      yield Buffer.from('{');
      throw new Error(text);
    })(),
  }),
};

/** With the credential that the simulator takes in the place of the planted one. */
function opened(authorization, token) {
  const [, basic] = /^Basic (.*)$/u.exec(authorization) ?? [];
  if (basic === undefined) return `Bearer ${token}`;
  const [user] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
}

exports.startSandbox = () => {
  const { token, ...others } = startSimulator();

  async function through(target, request, signal) {
    const wish = order();
    const fault = faults[wish.fault];
    if (fault !== undefined) return fault(wish.text);
    const { 'accept-encoding': _, ...sent } = request.headers;
    if (sent.authorization !== undefined) sent.authorization = opened(sent.authorization, token);
    const response = await target({ ...request, headers: sent }, signal);
    const text = await textOf(response.body);
    const answered = { ...response.headers };
    delete answered['content-length'];
    const asked = askedBy(request);
    const seen = new Set(headers.map((name) => `${asked} header ${name}`));
    for (const name of headers) {
      if (wish.place === `${asked} header ${name}`)
        answered[name] = wish.text.replaceAll(/[^\x20-\x7e]/gu, '');
    }
    let body = text;
    let left = MOST_ITEMS;
    try {
      body = JSON.stringify(
        mapped(JSON.parse(text), '', (place, value) => {
          seen.add(`${asked} ${place}`);
          if (`${asked} ${place}` !== wish.place || left === 0) return value;
          left -= 1;
          return planted(value, wish);
        }),
      );
    } catch {
      // A text, such as a zone file.
      seen.add(`${asked} body`);
      if (wish.place === `${asked} body`) body = `${text}\n; ${wish.text}\nx 300 IN TXT "${wish.text}"\n`;
    }
    appendFileSync(places, `${[...seen].join('\n')}\n`);
    return { ...response, headers: answered, body: once(body) };
  }

  const ways = ['send', 'resolve'].flatMap((way) =>
    others[way] === undefined ? [] : [[way, (request, signal) => through(others[way], request, signal)]],
  );
  return { ...others, token: planting.token, ...Object.fromEntries(ways) };
};
