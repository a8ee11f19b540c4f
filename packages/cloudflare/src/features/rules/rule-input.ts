import * as z from 'zod';

const text = z.string().max(8_192).optional();
const texts = z.array(z.string().max(8_192)).optional();
const settings = z.record(z.string(), z.unknown()).optional();

const skip = z.strictObject({
  ruleset: text,
  phase: text,
  phases: texts,
  products: texts,
  rulesets: texts,
  rules: z.record(z.string(), z.array(z.string())).optional(),
  logging: z.boolean().optional(),
});

const response = z.strictObject({
  status_code: z.int().optional(),
  content_type: text,
  content: z.string().max(40_000).optional(),
});

const rewrite = z.strictObject({ path: text, path_expression: text, query: text, query_expression: text });

const header = z.strictObject({
  name: z.string().max(200),
  operation: z.enum(['set', 'add', 'remove']),
  value: text,
  expression: text,
});

const redirect = z.strictObject({
  target_url: text,
  target_url_expression: text,
  status_code: z.int().optional(),
  preserve_query_string: z.boolean().optional(),
});

const origin = z.strictObject({ host_header: text, host: text, port: z.int().optional(), sni: text });

const rateLimit = z.strictObject({
  characteristics: texts,
  period: z.int(),
  requests_per_period: z.int().optional(),
  mitigation_timeout: z.int().optional(),
  counting_expression: text,
  requests_to_origin: z.boolean().optional(),
  score_per_period: z.int().optional(),
  score_response_header_name: text,
});

const override = {
  enabled: z.boolean().optional(),
  action: text,
  sensitivity_level: text,
};

const managed = z.strictObject({
  id: z.string().max(32),
  version: text,
  overrides: z
    .strictObject({
      ...override,
      categories: z.array(z.strictObject({ category: z.string().max(200), ...override })).optional(),
      rules: z
        .array(z.strictObject({ id: z.string().max(32), ...override, score_threshold: z.int().optional() }))
        .optional(),
    })
    .optional(),
  matched_data: z.strictObject({ public_key: z.string().max(200) }).optional(),
});

const error = z.strictObject({
  content: z.string().max(40_000).optional(),
  asset_name: text,
  content_type: text,
  status_code: z.int().optional(),
});

/**
 * What can be set of a rule, as a caller says it. Which of the members make sense depends on the phase, and
 * values are checked there: here are only shapes and sizes. Where something is fixed or computed, the computed
 * form has `_expression` behind its name.
 */
export const ruleShape = {
  description: z.string().max(1_000).optional(),
  expression: z.string().max(8_192).optional().describe('Filter: http.host eq "a.com"; true for all.'),
  enabled: z.boolean().optional(),
  action: z
    .enum(['block', 'managed_challenge', 'js_challenge', 'challenge', 'log', 'skip', 'execute'])
    .optional()
    .describe('waf_*, rate_limit'),
  ref: z.string().min(1).max(200).optional(),
  rewrite: loosely(rewrite).optional().describe('{path | path_expression, query | query_expression}'),
  headers: z
    .array(loosely(header))
    .optional()
    .describe('[{name, operation: set|add|remove, value | expression}]'),
  redirect: loosely(redirect)
    .optional()
    .describe('{target_url | target_url_expression, status_code: 301, preserve_query_string}'),
  cache: settings.describe(
    'As in the API: {cache: true, edge_ttl: {mode: "override_origin", default: 60}, browser_ttl, …}',
  ),
  config: settings.describe('As in the API: {ssl, polish, rocket_loader, …}'),
  origin: loosely(origin)
    .optional()
    .describe('{host_header, host, port, sni}; host: whose DNS record is used.'),
  compression: z
    .array(z.string().max(20))
    .optional()
    .describe('Of zstd, brotli, gzip; last may be auto, default, none.'),
  skip: loosely(skip)
    .optional()
    .describe(
      '{ruleset: "current", phases: ["http_ratelimit"], products: ["bic"], rules: {ruleset: [ids]}, logging}',
    ),
  response: loosely(response).optional().describe('With block: {status_code, content_type, content}'),
  rate_limit: loosely(rateLimit)
    .optional()
    .describe('{requests_per_period, period: 10, mitigation_timeout: 10, characteristics: ["ip.src"], …}'),
  managed: loosely(managed)
    .optional()
    .describe('{id, overrides: {categories: [{category, enabled}], rules: [{id, action}]}}'),
  error: loosely(error).optional().describe('{content | asset_name, content_type, status_code}'),
};

/**
 * Checked as strictly as the given schema says, and shown to clients as any object, whose description says the
 * rest: each tool is paid for in tokens by every conversation.
 */
export function loosely<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
): z.ZodPipe<z.ZodRecord<z.ZodString, z.ZodAny>, z.ZodObject<Shape, z.core.$strict>> {
  return z.record(z.string(), z.any()).pipe(schema);
}

/** Where a rule is to stand. */
export const positionShape = loosely(
  z.strictObject({
    before: z.string().max(32).optional(),
    after: z.string().max(32).optional(),
    index: z.int().min(1).optional(),
  }),
).describe('{before: rule id} or {after} or {index: 1}. Default last.');

export const ruleInput = z.strictObject(ruleShape);

export type RuleInput = z.output<typeof ruleInput>;
export type PositionInput = z.output<typeof positionShape>;
export type RewriteInput = NonNullable<RuleInput['rewrite']>;
export type HeaderInput = NonNullable<RuleInput['headers']>[number];
export type RedirectInput = NonNullable<RuleInput['redirect']>;
export type OriginInput = NonNullable<RuleInput['origin']>;
export type SkipInput = NonNullable<RuleInput['skip']>;
export type ResponseInput = NonNullable<RuleInput['response']>;
export type ManagedInput = NonNullable<RuleInput['managed']>;
export type ErrorInput = NonNullable<RuleInput['error']>;
export type RateLimitInput = NonNullable<RuleInput['rate_limit']>;
