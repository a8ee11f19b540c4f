/** Managed rulesets that protect more, and error pages of every day. */

import { addRule, editRule, errorRule, runManaged } from '../calls.ts';
import { type Case, harmless } from '../case.ts';

const id = 'efb7b8c949ac4650a09736fc376e9aee';
const october = 'd9e350f1b72d4730899c8a420e48a85d';
const execute = (managed: object, expression = 'true') =>
  addRule('waf_managed', { expression, action: 'execute', managed: { ...managed } });
const seed = (overrides: object) => ({
  rules: { run: runManaged({ id, version: 'latest', overrides: { ...overrides } }) },
});
const overridden = (overrides: object) => editRule('run', { managed: { id, overrides: { ...overrides } } });

export const managedRulesets: readonly Case[] = harmless('managed', [
  ['deployed', execute({ id })],
  ['deployed-for-a-host', execute({ id }, 'http.host eq "shop.example.com"')],
  ['owasp', execute({ id: '4814384a9e5d4991b9815dcfc25d2f1f' })],
  ['wordpress-on', execute({ id, overrides: { categories: [{ category: 'wordpress', enabled: true }] } })],
  ['block-instead-of-log', overridden({ action: 'block' }), seed({ action: 'log' })],
  [
    'rule-back-on',
    overridden({ rules: [{ id: october, action: 'block' }] }),
    seed({ rules: [{ id: october, enabled: false }] }),
  ],
  ['described', editRule('run', { description: 'Managed rules' }), seed({ action: 'log' })],
  [
    'enabled',
    editRule('run', { enabled: true }),
    { rules: { run: { ...runManaged({ id, version: 'latest' }), enabled: false } } },
  ],
]);

const page = (content: string, also: object = {}) => ({ content, content_type: 'text/html', ...also });
const serve = (expression: string, error: object) =>
  addRule('custom_errors', { expression, error: { ...error } });

export const errorPages: readonly Case[] = harmless('error-page', [
  [
    'server-errors',
    serve('http.response.code ge 500 and http.response.code lt 600', page('<p>Back soon.</p>')),
  ],
  ['not-found', serve('http.response.code eq 404', page('<a href="/">Home</a>'))],
  [
    'own-status-page',
    serve('http.response.code eq 503', page('<a href="https://status.example.com/">Status</a>')),
  ],
  ['refused', serve('cf.response.1xxx_code eq 1020', page('<h1>You do not have access to this page</h1>'))],
  [
    'asset',
    serve('http.response.code eq 500', { asset_name: '500_error_template', content_type: 'text/html' }),
  ],
  [
    'api',
    serve('http.response.code eq 500 and starts_with(http.request.uri.path, "/api/")', {
      content: '{"message": "A server error occurred."}',
      content_type: 'application/json',
      status_code: 530,
    }),
  ],
  [
    'reworded',
    editRule('page', { error: page('<p>We are on it.</p>') }),
    { rules: { page: errorRule('http.response.code eq 500', page('<p>Sorry.</p>')) } },
  ],
  [
    'switched-off',
    editRule('page', { enabled: false }),
    { rules: { page: errorRule('true', page('<p>Sorry.</p>')) } },
  ],
]);
