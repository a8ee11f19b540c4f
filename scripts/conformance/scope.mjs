/** @typedef {'2025-11-25' | '2026-07-28'} Revision */

/** @type {readonly Revision[]} */
export const revisions = ['2025-11-25', '2026-07-28'];

/** What the suite asks of any server, whatever its tools are called. */
export const ofAnyServer = [
  'server-initialize',
  'ping',
  'tools-list',
  'resources-list',
  'prompts-list',
  'server-stateless',
  'sep-2164-resource-not-found',
  'caching',
  'input-required-result-unsupported-methods',
];

const transport = 'A matter of HTTP, which the bridge does and the server does not: it speaks stdio only.';
const text = 'Core answers with text and structured data; it makes no images, sound or embedded resources.';
const question = 'Core asks a person one thing, whether to apply a plan, in a form of its own.';
const nothing = 'Core asks a client for nothing but a form: no sampling, no roots.';
const tasks = 'The tasks extension is not offered.';

/**
 * Scenarios that do not apply to a server on core, and why. Where `checks` are named, the others of the scenario apply.
 *
 * @type {readonly { scenario: RegExp, why: string, checks?: RegExp }[]}
 */
export const outOfScope = [
  {
    scenario: /^(?:dns-rebinding-protection|http-.*|server-sse-.*|server-session-lifecycle)$/,
    why: transport,
  },
  { scenario: /^server-stateless$/, checks: /^sep-2575-http-server-header-mismatch-400$/, why: transport },
  {
    scenario: /^server-stateless$/,
    checks: /^sep-2575-(?:server-rejects-undeclared-capability|missing-capability-http-400)$/,
    why: 'No tool needs a capability of the client: where a client cannot ask, the answer is `needs_confirmation`, which a model sees and an error -32021 is not.',
  },
  { scenario: /^tools-call-(?:image|audio|embedded-resource|mixed-content)$/, why: text },
  { scenario: /^prompts-get-(?:embedded-resource|with-image)$/, why: text },
  { scenario: /^resources-read-binary$/, why: 'Resources are text.' },
  {
    scenario: /^(?:logging-set-level|tools-call-with-logging)$/,
    why: 'Log lines go to stderr, never to a client: `logging` is not declared.',
  },
  {
    scenario: /^resources-(?:un)?subscribe$/,
    why: 'Resources are not watched: `subscribe` is not declared.',
  },
  { scenario: /^(?:tools-call-sampling|input-required-result-basic-(?:sampling|list-roots))$/, why: nothing },
  { scenario: /^input-required-result-(?:multiple-input-requests|capability-check)$/, why: nothing },
  {
    scenario: /^(?:elicitation-sep.*|input-required-result-(?:basic-elicitation|multi-round))$/,
    why: question,
  },
  { scenario: /^input-required-result-non-tool-request$/, why: 'Prompts ask nothing.' },
  {
    scenario: /^input-required-result-ignore-extra-params$/,
    why: 'The scenario answers before it was asked. Such an answer is never taken for an approval: the question is asked. Other keys beside the answer are ignored.',
  },
  {
    scenario: /^json-schema-2020-12$/,
    why: 'Input schemas of core keep to what every client reads: no `$ref`, `$anchor`, `if` or `allOf`.',
  },
  { scenario: /^tasks-/, why: tasks },
];
