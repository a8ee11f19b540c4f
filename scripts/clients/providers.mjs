import { randomUUID } from 'node:crypto';
import { nextTurn } from './conversation.mjs';

/**
 * The interfaces of four providers of models, as far as clients of MCP use them. Each takes the body of a request and
 * gives the whole answer and its events, from the documents of Anthropic (Messages), OpenAI (Responses, Chat
 * Completions) and Google (generateContent).
 *
 * @typedef {(body: unknown, steps: Steps) => { whole: unknown, events: readonly (readonly [string | undefined, unknown])[] }} Provider
 * @typedef {import('./conversation.mjs').Offered} Offered
 * @typedef {readonly import('./conversation.mjs').Step[]} Steps
 */

/** Calls that look for tools, and results that only hold what was found. */
const searches = new Set(['tool_search', 'ToolSearch']);

/** What one conversation was so far. */
class Past {
  /** @type {Offered[]} */
  offered = [];
  /** @type {string[]} */
  results = [];
  /** @type {string[]} */
  done = [];
  searched = false;
  /** @type {Set<unknown>} */
  #searching = new Set();
  #steps;

  /** @param {Steps} steps */
  constructor(steps) {
    this.#steps = steps;
  }

  /** @param {unknown} name @param {unknown} [namespace] */
  offer(name, namespace) {
    if (typeof name !== 'string') return;
    this.offered.push({ name, namespace: typeof namespace === 'string' ? namespace : undefined });
  }

  /** @param {unknown} name @param {unknown} id */
  call(name, id) {
    this.searched = searches.has(String(name));
    if (this.searched) this.#searching.add(id);
    else this.done.push(String(name));
  }

  /** @param {unknown} id @param {unknown} result */
  result(id, result) {
    if (!this.#searching.has(id)) this.results.push(flat(result));
  }

  next() {
    return nextTurn(this.#steps, this.offered, this.results, this.done, this.searched);
  }
}

/** @param {unknown} value @param {string} name @returns {unknown} */
const at = (value, name) =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
/** @param {unknown} value @returns {readonly unknown[]} */
const list = (value) => (Array.isArray(value) ? value : []);
/** @param {unknown} value */
const flat = (value) => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
/** @param {string} prefix */
const newId = (prefix) => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** @type {Provider} */
export function anthropic(body, steps) {
  const past = new Past(steps);
  for (const tool of list(at(body, 'tools'))) past.offer(at(tool, 'name'));
  for (const message of list(at(body, 'messages'))) {
    for (const part of list(at(message, 'content'))) {
      if (at(part, 'type') === 'tool_use') past.call(at(part, 'name'), at(part, 'id'));
      if (at(part, 'type') === 'tool_result') {
        const content = list(at(part, 'content'));
        const texts = content.map((piece) => flat(at(piece, 'text')));
        past.result(at(part, 'tool_use_id'), content.length > 0 ? texts.join('\n') : at(part, 'content'));
      }
    }
  }
  const { text, call } = past.next();
  const part =
    call === undefined
      ? { type: 'text', text }
      : { type: 'tool_use', id: newId('toolu'), name: call.name, input: call.args };
  const stop = call === undefined ? 'end_turn' : 'tool_use';
  const usage = { input_tokens: 10, output_tokens: 10 };
  const head = { id: newId('msg'), type: 'message', role: 'assistant', model: at(body, 'model'), usage };
  const delta =
    call === undefined
      ? { type: 'text_delta', text }
      : { type: 'input_json_delta', partial_json: JSON.stringify(call.args) };
  const start = call === undefined ? { type: 'text', text: '' } : { ...part, input: {} };
  return {
    whole: { ...head, content: [part], stop_reason: stop, stop_sequence: null },
    events: [
      ['message_start', { type: 'message_start', message: { ...head, content: [], stop_reason: null } }],
      ['content_block_start', { type: 'content_block_start', index: 0, content_block: start }],
      ['content_block_delta', { type: 'content_block_delta', index: 0, delta }],
      ['content_block_stop', { type: 'content_block_stop', index: 0 }],
      ['message_delta', { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage }],
      ['message_stop', { type: 'message_stop' }],
    ],
  };
}

/** @param {Past} past @param {unknown} tools */
function offerAll(past, tools) {
  for (const tool of list(tools)) {
    if (at(tool, 'type') === 'namespace') {
      for (const inside of list(at(tool, 'tools'))) past.offer(at(inside, 'name'), at(tool, 'name'));
    } else past.offer(at(tool, 'type') === 'tool_search' ? 'tool_search' : at(tool, 'name'));
  }
}

/** @type {Provider} */
export function responses(body, steps) {
  const past = new Past(steps);
  offerAll(past, at(body, 'tools'));
  for (const item of list(at(body, 'input'))) {
    const type = at(item, 'type');
    if (type === 'tool_search_call') past.call('tool_search', at(item, 'call_id'));
    if (type === 'function_call') past.call(at(item, 'name'), at(item, 'call_id'));
    if (type === 'function_call_output') past.result(at(item, 'call_id'), at(item, 'output'));
    if (type === 'tool_search_output' || type === 'additional_tools') offerAll(past, at(item, 'tools'));
  }
  const { text, call } = past.next();
  const item = call === undefined ? messageItem(text) : callItem(call);
  const usage = {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 10,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 20,
  };
  const whole = {
    id: newId('resp'),
    object: 'response',
    created_at: 1,
    status: 'completed',
    model: at(body, 'model'),
    output: [item],
    tools: [],
    usage,
  };
  let number = 0;
  const event = (/** @type {string} */ type, /** @type {object} */ members) =>
    /** @type {const} */ ([type, { type, sequence_number: number++, ...members }]);
  return {
    whole,
    events: [
      event('response.created', { response: { ...whole, status: 'in_progress', output: [] } }),
      event('response.output_item.added', { output_index: 0, item }),
      ...piecesOf(item, text, call).map(([type, members]) => event(type, members)),
      event('response.output_item.done', { output_index: 0, item }),
      event('response.completed', { response: whole }),
    ],
  };
}

/**
 * The events between the beginning of an item and its end. Some clients read only these.
 *
 * @param {{ readonly id: string }} item
 * @param {string | undefined} text
 * @param {import('./conversation.mjs').Turn['call']} call
 * @returns {readonly (readonly [string, object])[]}
 */
function piecesOf({ id }, text, call) {
  const place = { item_id: id, output_index: 0 };
  if (call === undefined) {
    const at0 = { ...place, content_index: 0 };
    return [
      ['response.output_text.delta', { ...at0, delta: text }],
      ['response.output_text.done', { ...at0, text }],
    ];
  }
  if (call.name === 'tool_search') return [];
  const json = JSON.stringify(call.args);
  return [
    ['response.function_call_arguments.delta', { ...place, delta: json }],
    ['response.function_call_arguments.done', { ...place, name: call.name, arguments: json }],
  ];
}

/** @param {string | undefined} text */
function messageItem(text) {
  const content = [{ type: 'output_text', text, annotations: [] }];
  return { id: newId('msg'), type: 'message', status: 'completed', role: 'assistant', content };
}

/** @param {NonNullable<import('./conversation.mjs').Turn['call']>} call */
function callItem({ name, namespace, args }) {
  const common = { call_id: newId('call'), status: 'completed' };
  if (name === 'tool_search') {
    return { id: newId('tsc'), type: 'tool_search_call', execution: 'client', arguments: args, ...common };
  }
  const space = namespace === undefined ? {} : { namespace };
  return {
    id: newId('fc'),
    type: 'function_call',
    name,
    ...space,
    arguments: JSON.stringify(args),
    ...common,
  };
}

/** @type {Provider} */
export function chat(body, steps) {
  const past = new Past(steps);
  for (const tool of list(at(body, 'tools'))) past.offer(at(at(tool, 'function'), 'name'));
  for (const message of list(at(body, 'messages'))) {
    for (const call of list(at(message, 'tool_calls')))
      past.call(at(at(call, 'function'), 'name'), at(call, 'id'));
    if (at(message, 'role') === 'tool') past.result(at(message, 'tool_call_id'), at(message, 'content'));
  }
  const { text, call } = past.next();
  const calls =
    call === undefined
      ? undefined
      : [
          {
            id: newId('call'),
            type: 'function',
            function: { name: call.name, arguments: JSON.stringify(call.args) },
          },
        ];
  const message = { role: 'assistant', content: text ?? null, ...(calls && { tool_calls: calls }) };
  const finish = calls === undefined ? 'stop' : 'tool_calls';
  const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
  const head = { id: newId('chatcmpl'), created: 1, model: at(body, 'model') };
  const chunk = { ...head, object: 'chat.completion.chunk' };
  const delta = { ...message, ...(calls && { tool_calls: [{ index: 0, ...calls[0] }] }) };
  return {
    whole: {
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: finish }],
      usage,
    },
    events: [
      [undefined, { ...chunk, choices: [{ index: 0, delta, finish_reason: null }] }],
      [undefined, { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: finish }] }],
      [undefined, { ...chunk, choices: [], usage }],
      [undefined, '[DONE]'],
    ],
  };
}

/** @type {Provider} */
export function gemini(body, steps) {
  const past = new Past(steps);
  for (const group of list(at(body, 'tools'))) {
    for (const tool of list(at(group, 'functionDeclarations'))) past.offer(at(tool, 'name'));
  }
  for (const content of list(at(body, 'contents'))) {
    for (const part of list(at(content, 'parts'))) {
      const call = at(part, 'functionCall');
      const result = at(part, 'functionResponse');
      if (call !== undefined) past.call(at(call, 'name'), at(call, 'id'));
      if (result !== undefined)
        past.result(at(result, 'id'), at(at(result, 'response'), 'output') ?? at(result, 'response'));
    }
  }
  const { text, call } = past.next();
  const part =
    call === undefined
      ? { text: choiceOf(at(body, 'generationConfig')) ?? text }
      : { functionCall: { name: call.name, args: call.args, id: newId('fc') }, thoughtSignature: 'c2ln' };
  const whole = {
    candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 10, totalTokenCount: 20 },
    modelVersion: 'fake',
    responseId: newId('g'),
  };
  return { whole, events: [[undefined, whole]] };
}

/**
 * Gemini CLI first asks which model is to answer, and wants JSON of a schema.
 *
 * @param {unknown} config
 */
function choiceOf(config) {
  const schema = at(config, 'responseJsonSchema') ?? at(config, 'responseSchema');
  if (schema === undefined) return undefined;
  const members = Object.entries(at(schema, 'properties') ?? {});
  return JSON.stringify(
    Object.fromEntries(members.map(([name, member]) => [name, list(at(member, 'enum'))[0] ?? 'x'])),
  );
}
