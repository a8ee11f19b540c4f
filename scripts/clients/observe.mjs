import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { farewell, scripts } from './conversation.mjs';
import { formSeen } from './terminals.mjs';

/** @param {unknown} value @param {string} name @returns {unknown} */
const at = (value, name) =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
/** @param {unknown} value @returns {readonly unknown[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** @param {unknown} value @param {string} otherwise */
const textOr = (value, otherwise) => (typeof value === 'string' ? value : otherwise);

/** @param {string} file @returns {readonly unknown[]} */
function entries(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

/**
 * @typedef {object} Seen
 * @property {string} revision
 * @property {string} first The requests before the first call.
 * @property {string} tool How the client named `list_zones` for its model.
 * @property {string} upFront How many of the tools the model was shown before it searched.
 * @property {string} form What the model gets of an answer.
 * @property {string} question What became of a question to the person.
 * @property {string} longest How much of the longest answer reached the model.
 * @property {string} resource How a resource gets to the model.
 * @property {string} prompt How a prompt does.
 * @property {string} interrupted How the client parts from the server when it is interrupted in a call.
 * @property {string} passed How many variables the server got.
 * @property {string} outcome Whether every step was done.
 */

/**
 * What one client did, from what went over the wire and what its model was sent, one folder a scenario.
 *
 * @param {string} folder
 * @returns {Seen}
 */
export function observed(folder) {
  const { wire, model } = written(path.join(folder, 'conversation'));
  const { sent, answered } = messagesIn(wire);
  const calls = sent.filter((message) => at(message, 'method') === 'tools/call');
  const results = calls.map((call) => at(answerTo(answered, at(call, 'id')), 'result'));
  return {
    revision: revisionOf(sent, answered),
    first: firstOf(sent),
    tool: nameOf(model),
    upFront: upFrontOf(model, answered),
    form: formOf(model),
    question: questionOf(sent, answered, results),
    longest: longestOf(model, results),
    resource: resourceOf(folder),
    prompt: promptOf(folder),
    interrupted: partingOf(written(path.join(folder, 'interrupt')).wire),
    passed: String(list(at(wire[0], 'variables')).length),
    outcome: outcomeOf(calls, model),
  };
}

/** @param {readonly unknown[]} answered @param {unknown} id */
function answerTo(answered, id) {
  return answered.find((message) => at(message, 'id') === id && at(message, 'method') === undefined);
}

/** What the server answers with a token and without a network, and what without a token. */
const [withToken, withoutToken] = ['The host name of the service could not be resolved', 'not_configured'];

/**
 * Whether the server works that a client was given by a snippet: the model called a tool of it, and it had the token.
 *
 * @param {string} folder
 * @returns {'connects' | 'connects without the token' | 'fails'}
 */
export function snippetSeen(folder) {
  const { model } = written(folder);
  if (reached(model, withToken)) return 'connects';
  return reached(model, withoutToken) ? 'connects without the token' : 'fails';
}

/** @param {string} folder */
function written(folder) {
  const wire = entries(path.join(folder, 'wire.jsonl'));
  return { wire, model: entries(path.join(folder, 'model.jsonl')), ...messagesIn(wire) };
}

/** @param {readonly unknown[]} sent @param {string} method */
const asks = (sent, method) => sent.some((message) => at(message, 'method') === method);

/** @param {readonly unknown[]} model @param {string} text Which stands in what the server answers, and nowhere else. */
const reached = (model, text) => JSON.stringify(model.map((entry) => at(entry, 'body'))).includes(text);

/** @param {string} folder */
function resourceOf(folder) {
  const byTool = asks(written(path.join(folder, 'conversation')).sent, 'resources/read');
  const mention = written(path.join(folder, 'mention'));
  const byMention = asks(mention.sent, 'resources/read') && reached(mention.model, 'northfork-labs.dev');
  const ways = [...(byTool ? ['a tool of the client'] : []), ...(byMention ? ['a mention with @'] : [])];
  return ways.length > 0 ? ways.join(', ') : 'none: the client reads none';
}

/** @param {string} folder */
function promptOf(folder) {
  const { sent, model } = written(path.join(folder, 'prompt'));
  if (asks(sent, 'prompts/get') && reached(model, 'Audit the zone mapleandpine.com.')) return 'as a command';
  const lists = asks(written(path.join(folder, 'conversation')).sent, 'prompts/list');
  return lists ? 'none: listed, and only for a person' : 'none: the client asks for none';
}

/** @param {readonly unknown[]} wire */
function partingOf(wire) {
  const cancels = asks(messagesIn(wire).sent, 'notifications/cancelled') ? ['cancels the call'] : [];
  const ends = wire.filter((entry) => at(entry, 'from') === 'end').map((entry) => String(at(entry, 'how')));
  const left = wire.some((entry) => at(entry, 'from') === 'exit') ? [] : ['**leaves the server running**'];
  // Whether more comes before the server has ended is a race.
  const shown = ends.includes('SIGINT arrives') ? ['SIGINT arrives'] : [...new Set(ends)].toSorted();
  return [...cancels, ...shown, ...left].join(', ');
}

/**
 * What became of a guarded deletion with a person at the terminal: the answer of the form and of the call.
 *
 * @param {string} folder
 * @returns {{ form: string, approved: string, declined: string }}
 */
export function answeredIn(folder) {
  const file = path.join(folder, 'approve/form.txt');
  const name = path.basename(folder);
  return {
    form: formSeen(name, existsSync(file) ? readFileSync(file, 'utf8') : ''),
    approved: cameOf(written(path.join(folder, 'approve')), 'applied'),
    declined: cameOf(written(path.join(folder, 'decline')), 'refused'),
  };
}

/** @param {{ sent: readonly unknown[], answered: readonly unknown[] }} wire @param {string} right */
function cameOf({ sent, answered }, right) {
  const [reply] = sent.flatMap((message) => repliesIn(message));
  const texts = answered.map((message) => JSON.stringify(at(message, 'result') ?? ''));
  const status = ['applied', 'refused'].find((each) =>
    texts.some((text) => text.includes(`"status":"${each}"`)),
  );
  const content = JSON.stringify(at(reply, 'content') ?? {});
  const said = `${textOr(at(reply, 'action'), 'nothing')} ${content === '{}' ? '' : content}`.trim();
  return status === right ? `${said}: ${right}` : `**${said}: ${status ?? 'no answer'}**`;
}

/** @param {unknown} message @returns {readonly unknown[]} */
function repliesIn(message) {
  const result = at(message, 'result');
  const inResponses = Object.values(at(at(message, 'params'), 'inputResponses') ?? {});
  return [...(at(result, 'action') === undefined ? [] : [result]), ...inResponses];
}

/**
 * The revision that one spoke, from what went over the wire.
 *
 * @param {string} file
 */
export function revisionIn(file) {
  const { sent, answered } = messagesIn(entries(file));
  return revisionOf(sent, answered);
}

/**
 * The tools that the server listed.
 *
 * @param {string} file
 */
export function toolsIn(file) {
  const { answered } = messagesIn(entries(file));
  return list(
    answered.map((message) => at(at(message, 'result'), 'tools')).find((tools) => tools !== undefined),
  );
}

/** @param {readonly unknown[]} wire */
function messagesIn(wire) {
  const messages = wire
    .filter((entry) => typeof at(entry, 'line') === 'string')
    .map((entry) => ({ from: at(entry, 'from'), message: JSON.parse(String(at(entry, 'line'))) }));
  return {
    sent: messages.filter(({ from }) => from === 'client').map(({ message }) => message),
    answered: messages.filter(({ from }) => from === 'server').map(({ message }) => message),
  };
}

/** @param {readonly unknown[]} sent @param {readonly unknown[]} answered */
function revisionOf(sent, answered) {
  const initialize = sent.find((message) => at(message, 'method') === 'initialize');
  const result = at(answerTo(answered, at(initialize, 'id')), 'result');
  if (initialize !== undefined) return String(at(result, 'protocolVersion'));
  const metas = sent.map((message) => at(at(message, 'params'), '_meta'));
  const claimed = metas.map((meta) => at(meta, 'io.modelcontextprotocol/protocolVersion'));
  return textOr(
    claimed.find((revision) => revision !== undefined),
    'did not connect',
  );
}

/** @param {readonly unknown[]} sent */
function firstOf(sent) {
  const methods = sent.map((message) => String(at(message, 'method')));
  const end = methods.indexOf('tools/call');
  const requests = methods
    .slice(0, end === -1 ? undefined : end)
    .filter((method) => method.includes('/') || method === 'initialize');
  return [...new Set(requests.filter((method) => !method.startsWith('notifications/')))].join(', ');
}

/** @param {unknown} body @returns {readonly string[]} */
function offeredIn(body) {
  const names = /"name":"((?:[a-z_]+[_-])*[a-z_]+)"/giu;
  return [...JSON.stringify(at(body, 'tools') ?? []).matchAll(names)].map(([, name = '']) => name);
}

/** @param {readonly unknown[]} model */
function nameOf(model) {
  const all = model.flatMap((entry) => [
    ...offeredIn(at(entry, 'body')),
    .../** @type {string[]} */ (JSON.stringify(at(entry, 'whole')).match(/[a-z_-]*list_zones/giu) ?? []),
  ]);
  return all.find((name) => name.endsWith('list_zones')) ?? 'none';
}

/** @param {readonly unknown[]} model @param {readonly unknown[]} answered */
function upFrontOf(model, answered) {
  const listed = answered
    .map((message) => at(at(message, 'result'), 'tools'))
    .find((tools) => tools !== undefined);
  const names = list(listed).map((tool) => String(at(tool, 'name')));
  const offered = model.map((entry) => offeredIn(at(entry, 'body')));
  const first = offered.find((tools) => tools.length > 0) ?? [];
  const shown = names.filter((name) =>
    first.some((tool) => tool === name || new RegExp(`[_-]${name}$`, 'u').test(tool)),
  );
  return `${shown.length} of ${names.length}`;
}

/** @param {readonly unknown[]} model */
function formOf(model) {
  const bodies = model.map((entry) => JSON.stringify(at(entry, 'body') ?? '').replaceAll('\\', ''));
  // Stands in the answer of the first step, and nowhere else.
  const first = bodies.find((body) => body.includes('"zones":[')) ?? '';
  if (first.includes('structuredContent')) return 'the whole result';
  const copies = first.split('"zones":[').length - 1;
  return copies > 1 ? `the data, ${copies} times` : 'the data as JSON';
}

/** @param {readonly unknown[]} sent @param {readonly unknown[]} answered @param {readonly unknown[]} results */
function questionOf(sent, answered, results) {
  const asked = answered.find((message) => at(message, 'method') === 'elicitation/create');
  const inResult = results.find((result) => at(result, 'inputRequests') !== undefined);
  if (asked === undefined && inResult === undefined) return 'cannot ask';
  const answers = sent.flatMap((message) => repliesIn(message)).map((answer) => at(answer, 'action'));
  return `answers ${textOr(
    answers.find((action) => action !== undefined),
    'nothing',
  )} by itself`;
}

/** @param {readonly unknown[]} model @param {readonly unknown[]} results */
function longestOf(model, results) {
  const texts = results.map((result) => textOr(at(list(at(result, 'content'))[0], 'text'), ''));
  const longest = texts.toSorted((a, b) => b.length - a.length)[0] ?? '';
  const last = JSON.stringify(at(model.at(-1), 'body') ?? '').replaceAll('\\', '');
  const ending = longest.replaceAll('\\', '').slice(-60);
  const size = `${(longest.length / 1000).toFixed(0)} kB`;
  return last.includes(ending) ? `${size} whole` : `${size} cut`;
}

/** @param {readonly unknown[]} calls @param {readonly unknown[]} model */
function outcomeOf(calls, model) {
  const done = JSON.stringify(at(model.at(-1), 'whole') ?? '').includes(farewell);
  const least = (scripts['conversation'] ?? []).filter(({ from }) => from === undefined).length;
  return done && calls.length >= least
    ? `all, in ${calls.length} calls`
    : `ended after ${calls.length} calls`;
}
