import { InputError, type JsonObject } from '@crunchtools/mcp-core';
import type { Problem as ExpressionProblem, Phase, Plan } from '@crunchtools/rules-language';

/**
 * The kinds of rules, by the names this server uses, in the order in which Cloudflare evaluates them
 * (developers.cloudflare.com/ruleset-engine/reference/phases-list).
 */
export const rulePhases = [
  'redirect',
  'url_rewrite',
  'config',
  'origin',
  'waf_custom',
  'rate_limit',
  'waf_managed',
  'request_headers',
  'cache',
  'custom_errors',
  'response_headers',
  'compression',
] as const;

export type RulePhase = (typeof rulePhases)[number];

/** The members of a rule that hold what it does; each belongs to some phases only. */
export const parameterNames = [
  'rewrite',
  'headers',
  'redirect',
  'cache',
  'config',
  'origin',
  'compression',
  'skip',
  'response',
  'rate_limit',
  'managed',
  'error',
] as const;

export type ParameterName = (typeof parameterNames)[number];

export interface PhaseFacts {
  /** As the API calls the phase. */
  readonly cloudflare: Phase;
  /** What the dashboard calls the permission, without Read or Write. */
  readonly permission: string;
  /** More than one where a rule has to say which. */
  readonly actions: readonly [string, ...string[]];
  /** Without it a rule of the phase does nothing. */
  readonly required: ParameterName | undefined;
  readonly parameters: readonly ParameterName[];
  /** Rules in one zone. Contracts raise the number of Enterprise, so it is left to Cloudflare. */
  readonly quota: Readonly<Record<Exclude<Plan, 'enterprise'>, number>>;
  /** A whole rule, to be shown to whoever mixes the phases up. */
  readonly example: JsonObject;
}

/** Cloudflare Managed Ruleset (developers.cloudflare.com/waf/managed-rules, available managed rulesets). */
export const managedRuleset = 'efb7b8c949ac4650a09736fc376e9aee';

const many = { free: 10, pro: 25, business: 50 };
const protection = ['block', 'managed_challenge', 'js_challenge', 'challenge', 'log'] as const;

const oldPath = 'starts_with(http.request.uri.path, "/old/")';

/** Facts: the pages of each product under developers.cloudflare.com/rules and /waf. */
const facts: Readonly<Record<RulePhase, PhaseFacts>> = {
  redirect: {
    cloudflare: 'http_request_dynamic_redirect',
    permission: 'Single Redirect',
    actions: ['redirect'],
    required: 'redirect',
    parameters: ['redirect'],
    quota: many,
    example: {
      expression: oldPath,
      redirect: { target_url: 'https://www.example.com/new', status_code: 301, preserve_query_string: true },
    },
  },
  url_rewrite: {
    cloudflare: 'http_request_transform',
    permission: 'Transform Rules',
    actions: ['rewrite'],
    required: 'rewrite',
    parameters: ['rewrite'],
    quota: many,
    example: {
      expression: oldPath,
      rewrite: { path_expression: 'concat("/new", http.request.uri.path)', query: 'from=old' },
    },
  },
  config: {
    cloudflare: 'http_config_settings',
    permission: 'Config Rules',
    actions: ['set_config'],
    required: 'config',
    parameters: ['config'],
    quota: many,
    example: { expression: oldPath, config: { rocket_loader: false, polish: 'off' } },
  },
  origin: {
    cloudflare: 'http_request_origin',
    permission: 'Origin Rules',
    actions: ['route'],
    required: 'origin',
    parameters: ['origin'],
    quota: many,
    example: { expression: oldPath, origin: { port: 8443 } },
  },
  waf_custom: {
    cloudflare: 'http_request_firewall_custom',
    permission: 'Zone WAF',
    actions: [...protection, 'skip'],
    required: undefined,
    parameters: ['response', 'skip'],
    quota: { free: 5, pro: 20, business: 100 },
    example: {
      expression: oldPath,
      action: 'block',
      response: { status_code: 403, content_type: 'text/plain', content: 'Not here.' },
    },
  },
  rate_limit: {
    cloudflare: 'http_ratelimit',
    permission: 'Zone WAF',
    actions: protection,
    required: 'rate_limit',
    parameters: ['rate_limit', 'response'],
    quota: { free: 1, pro: 2, business: 5 },
    example: {
      expression: 'http.request.uri.path eq "/login"',
      action: 'block',
      rate_limit: {
        characteristics: ['cf.colo.id', 'ip.src'],
        period: 10,
        requests_per_period: 20,
        mitigation_timeout: 10,
      },
    },
  },
  waf_managed: {
    cloudflare: 'http_request_firewall_managed',
    permission: 'Zone WAF',
    actions: ['execute', 'skip'],
    required: undefined,
    parameters: ['managed', 'skip'],
    quota: many,
    example: {
      expression: 'true',
      action: 'execute',
      managed: {
        id: managedRuleset,
        overrides: { categories: [{ category: 'wordpress', enabled: true, action: 'block' }] },
      },
    },
  },
  request_headers: {
    cloudflare: 'http_request_late_transform',
    permission: 'Transform Rules',
    actions: ['rewrite'],
    required: 'headers',
    parameters: ['headers'],
    quota: many,
    example: {
      expression: oldPath,
      headers: [{ name: 'X-Country', operation: 'set', expression: 'ip.src.country' }],
    },
  },
  cache: {
    cloudflare: 'http_request_cache_settings',
    permission: 'Cache Rules',
    actions: ['set_cache_settings'],
    required: 'cache',
    parameters: ['cache'],
    quota: many,
    example: {
      expression: oldPath,
      cache: { cache: true, edge_ttl: { mode: 'override_origin', default: 3_600 } },
    },
  },
  custom_errors: {
    cloudflare: 'http_custom_errors',
    permission: 'Custom Error Rules',
    actions: ['serve_error'],
    required: 'error',
    parameters: ['error'],
    quota: { ...many, free: 0 },
    example: {
      expression: 'http.response.code eq 500',
      error: { content: 'Back in a minute.', content_type: 'text/plain', status_code: 503 },
    },
  },
  response_headers: {
    cloudflare: 'http_response_headers_transform',
    permission: 'Transform Rules',
    actions: ['rewrite'],
    required: 'headers',
    parameters: ['headers'],
    quota: many,
    example: {
      expression: 'true',
      headers: [{ name: 'X-Content-Type-Options', operation: 'set', value: 'nosniff' }],
    },
  },
  compression: {
    cloudflare: 'http_response_compression',
    permission: 'Response Compression',
    actions: ['compress_response'],
    required: 'compression',
    parameters: ['compression'],
    quota: many,
    example: { expression: oldPath, compression: ['zstd', 'brotli', 'auto'] },
  },
};

export function phaseFacts(phase: RulePhase): PhaseFacts {
  return facts[phase];
}

/** `undefined` for what is not the name of a phase here. */
export function rulePhaseOf(name: unknown): RulePhase | undefined {
  return rulePhases.find((phase) => phase === name);
}

/** The permissions of all phases, each once: `Single Redirect Read`, … */
export function rulePermissions(access: 'Read' | 'Write'): readonly string[] {
  return [...new Set(rulePhases.map((phase) => `${facts[phase].permission} ${access}`))];
}

export { cut, oneOf, refuseUnprintable, show } from '../../problem.ts';

/** One thing that is wrong with a rule; for an expression with the place in it. */
export interface RuleProblem {
  readonly field: string;
  readonly problem: string;
  readonly line?: number;
  readonly column?: number;
  readonly suggestion?: string;
}

/** Collects what is wrong with one rule, so that a caller learns all of it at once. */
export class RuleReport {
  readonly #problems: RuleProblem[] = [];

  get problems(): readonly RuleProblem[] {
    return this.#problems;
  }

  /** Notes a reason, if there is one: a sentence without its field and without a full stop. */
  note(field: string, reason: string | undefined): void {
    if (reason !== undefined) this.#problems.push({ field, problem: reason });
  }

  noteExpression(field: string, { message, line, column, suggestion }: ExpressionProblem): void {
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    this.#problems.push({
      field,
      problem: `line ${line}, column ${column}: ${message.replace(/\.$/u, '')}${hint}`,
      line,
      column,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }

  /** @throws {InputError} with every problem, in words and as data, and with a rule of that phase to compare. */
  throwIfAny(phase: RulePhase, subject = `The ${phase} rule`): void {
    if (this.#problems.length === 0) return;
    const said = this.#problems.map(({ field, problem }) => `${field}: ${problem}`);
    throw new InputError(`${subject} cannot be sent: ${said.join('; ')}.`.replace(/\?\.$/u, '?'), {
      nextStep: `Correct what is named and call again. Nothing was sent. A ${phase} rule looks like this: ${JSON.stringify(phaseFacts(phase).example)}`,
      details: { problems: this.#problems.map((problem): JsonObject => ({ ...problem })) },
    });
  }
}
