import { outOfScope, revisions } from './scope.mjs';
import { suite } from './suite.mjs';

/**
 * @typedef {object} Outcome
 * @property {'passes' | 'does not apply' | 'fails'} verdict
 * @property {number} passed Checks.
 * @property {readonly string[]} excused Checks that do not apply, and do not pass.
 * @property {readonly string[]} failed
 */

/**
 * @param {string} scenario
 * @param {readonly import('./suite.mjs').Check[]} checks
 * @returns {Outcome}
 */
export function judged(scenario, checks) {
  const rules = outOfScope.filter((rule) => rule.scenario.test(scenario));
  const wrong = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
  const passed = checks.filter(({ status }) => status === 'SUCCESS').length;
  if (rules.some((rule) => rule.checks === undefined))
    return { verdict: 'does not apply', passed, excused: wrong.map(({ id }) => id), failed: [] };
  const isExcused = (/** @type {{ id: string }} */ { id }) => rules.some(({ checks: ids }) => ids?.test(id));
  const failed = wrong
    .filter((check) => !isExcused(check))
    .map(({ id, errorMessage = '' }) => `${id}: ${errorMessage}`);
  const excused = wrong.filter(isExcused).map(({ id }) => id);
  return { verdict: failed.length > 0 || passed === 0 ? 'fails' : 'passes', passed, excused, failed };
}

/** @param {Outcome | undefined} outcome */
function cell(outcome) {
  if (outcome === undefined) return '';
  const { verdict, passed, excused } = outcome;
  if (verdict !== 'passes') return verdict;
  return excused.length === 0 ? `passes (${passed})` : `passes (${passed}), ${excused.length} do not apply`;
}

/**
 * @typedef {{ server: string, revision: string, outcomes: ReadonlyMap<string, Outcome> }} Column
 * @param {readonly Column[]} columns
 * @returns {string}
 */
export function documentOf(columns) {
  const names = [...new Set(columns.flatMap(({ outcomes }) => [...outcomes.keys()]))].sort();
  const rows = names.map((name) => {
    const cells = columns.map(({ outcomes }) => cell(outcomes.get(name)));
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  const reasons = names.flatMap((name) =>
    outOfScope
      .filter(({ scenario }) => scenario.test(name))
      .map(({ checks, why }) => `| ${name} | ${checks === undefined ? 'all' : idsOf(checks)} | ${why} |`),
  );
  return `# Conformance

What the official conformance suite (\`${suite}\`) finds, at the revisions ${revisions.join(' and ')}. Written by
\`npm run conformance\`, which is run once a week; do not edit it.

The suite speaks HTTP only, and asks for tools, resources and prompts of its own. So a small server on \`packages/core\`
([its source](../packages/core/test/conformance/server.ts)) has those that core can have, behind a bridge from HTTP to stdio for loopback. The Cloudflare
server, as it is built, runs through what the suite asks of any server. *Passes* counts checks; each message is also held to the schema of its revision.

| Scenario | ${columns.map(({ server, revision }) => `${server}, ${revision}`).join(' | ')} |
|${'---|'.repeat(columns.length + 1)}
${rows.join('\n')}

## What does not apply

A server on core does not do everything that MCP allows. It does not declare what it does not do.

| Scenario | Checks | Why |
|---|---|---|
${reasons.join('\n')}
`;
}

/** @param {RegExp} checks */
function idsOf(checks) {
  const [, before = '', choices = '', after = ''] = /^\^(.*?)\(\?:(.*)\)(.*)\$$/.exec(checks.source) ?? [];
  if (choices === '') return checks.source.replace(/^\^|\$$/g, '');
  return choices
    .split('|')
    .map((choice) => `${before}${choice}${after}`)
    .join(', ');
}
