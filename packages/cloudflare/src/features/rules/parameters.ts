import type { Plan } from '@crunchtools/rules-language';
import * as z from 'zod';
import { checkError } from './errors.ts';
import { checkException, checkManaged } from './managed.ts';
import {
  oneOf,
  type ParameterName,
  parameterNames,
  phaseFacts,
  type RulePhase,
  type RuleReport,
  show,
} from './phases.ts';
import type { OriginInput, RedirectInput, RewriteInput, RuleInput } from './rule-input.ts';
import {
  checkHeaders,
  checkRateLimit,
  checkResponse,
  checkSkip,
  refuseBoth,
  refuseHostname,
  refuseOther,
  refusePath,
  refuseQuery,
  refuseTarget,
} from './values.ts';

/**
 * The settings of cache and config rules, by Cloudflare's names. They are many, so their schemas are made when
 * the first such rule is checked, and not at every start of this server.
 */

type Settings = Readonly<Record<string, unknown>>;

/**
 * Notes every setting that Cloudflare does not document for cache rules
 * (developers.cloudflare.com/cache/how-to/cache-rules/settings), and values that cannot be.
 */
function checkCacheSettings(settings: Settings, report: RuleReport): void {
  checkAgainst(cacheSettings(), 'cache', settings, report);
}

/** The same for configuration rules (developers.cloudflare.com/rules/configuration-rules/settings). */
function checkConfigSettings(settings: Settings, report: RuleReport): void {
  checkAgainst(configSettings(), 'config', settings, report);
}

function checkAgainst(schema: z.ZodObject, name: string, settings: Settings, report: RuleReport): void {
  if (Object.keys(settings).length === 0) report.note(name, 'sets nothing');
  const parsed = schema.safeParse(settings);
  for (const issue of parsed.error?.issues ?? []) {
    const field = [name, ...issue.path.map(String)].join('.');
    if (issue.code !== 'unrecognized_keys') {
      report.note(field, issue.message.replace(/^Invalid (?:input|option): /u, ''));
      continue;
    }
    for (const key of issue.keys) {
      const known = issue.path.length === 0 ? `; there are ${Object.keys(schema.shape).join(', ')}` : '';
      report.note(`${field}.${key.slice(0, 80)}`, `there is no such setting${known}`);
    }
  }
}

function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const flag = z.boolean().optional();
const names = z.array(z.string().min(1).max(200)).min(1).optional();
const seconds = z.int().min(0).max(31_536_000);

/** How long something is kept: a mode, and the seconds where the mode overrides what the origin says. */
function ttl<Shape extends { mode: z.ZodEnum; default: z.ZodOptional<z.ZodInt> }>(shape: Shape) {
  return z
    .strictObject(shape)
    .check(({ value, issues }) => {
      const { mode, default: age }: { mode?: unknown; default?: unknown } = value;
      if (mode !== 'override_origin' || age !== undefined) return;
      const message = 'is required for override_origin: seconds';
      issues.push({ code: 'custom', path: ['default'], message, input: value });
    })
    .optional();
}

const cacheSettings = once(() => {
  const listOrAll = z.strictObject({ all: z.literal(true).optional(), list: names }).optional();
  const customKey = z.strictObject({
    query_string: z.strictObject({ include: listOrAll, exclude: listOrAll }).optional(),
    header: z
      .strictObject({
        include: names,
        check_presence: names,
        contains: z.record(z.string(), z.array(z.string())).optional(),
        exclude_origin: flag,
      })
      .optional(),
    cookie: z.strictObject({ include: names, check_presence: names }).optional(),
    user: z.strictObject({ device_type: flag, geo: flag, lang: flag }).optional(),
    host: z.strictObject({ resolved: flag }).optional(),
  });
  const statusAge = z.strictObject({
    status_code: z.int().min(100).max(999).optional(),
    status_code_range: z
      .strictObject({
        from: z.int().min(100).max(999).optional(),
        to: z.int().min(100).max(999).optional(),
      })
      .optional(),
    // -1 does not store, 0 stores and asks the origin every time.
    value: z.int().min(-1),
  });
  const varyAction = z.enum(['bypass', 'passthrough', 'normalize']);
  return z.strictObject({
    cache: flag,
    edge_ttl: ttl({
      mode: z.enum(['respect_origin', 'bypass_by_default', 'override_origin']),
      default: seconds.optional(),
      status_code_ttl: z.array(statusAge).optional(),
    }),
    browser_ttl: ttl({
      mode: z.enum(['respect_origin', 'bypass_by_default', 'override_origin', 'bypass']),
      default: seconds.optional(),
    }),
    cache_key: z
      .strictObject({
        cache_by_device_type: flag,
        cache_deception_armor: flag,
        ignore_query_strings_order: flag,
        custom_key: customKey.optional(),
      })
      .optional(),
    cache_reserve: z
      .strictObject({ eligible: z.boolean(), minimum_file_size: z.int().optional() })
      .optional(),
    serve_stale: z.strictObject({ disable_stale_while_updating: z.boolean() }).optional(),
    additional_cacheable_ports: z.array(z.int().min(1).max(65_535)).optional(),
    origin_cache_control: flag,
    origin_error_page_passthru: flag,
    origin_range_requests: z.strictObject({ mode: z.enum(['on', 'off', 'default']) }).optional(),
    read_timeout: z.int().min(1).max(6_000).optional(),
    respect_strong_etags: flag,
    shared_dictionary: z.strictObject({ match_pattern: z.string() }).optional(),
    strip_etags: flag,
    strip_last_modified: flag,
    strip_set_cookie: flag,
    vary: z
      .strictObject({
        default: z.strictObject({ action: varyAction }).optional(),
        headers: z
          .record(z.string(), z.strictObject({ action: varyAction, languages: names, media_types: names }))
          .optional(),
      })
      .optional(),
  });
});

const configSettings = once(() => {
  const onlyTrue = z.literal(true, 'can only be true: leave it out otherwise').optional();
  return z.strictObject({
    automatic_https_rewrites: flag,
    autominify: z.strictObject({ css: flag, html: flag, js: flag }).optional(),
    bic: flag,
    content_converter: flag,
    disable_apps: onlyTrue,
    disable_pay_per_crawl: onlyTrue,
    disable_rum: onlyTrue,
    disable_zaraz: onlyTrue,
    email_obfuscation: flag,
    fonts: flag,
    hotlink_protection: flag,
    mirage: flag,
    opportunistic_encryption: flag,
    polish: z.enum(['off', 'lossless', 'lossy', 'webp']).optional(),
    redirects_for_ai_training: flag,
    request_body_buffering: z.enum(['none', 'standard', 'full']).optional(),
    response_body_buffering: z.enum(['none', 'standard']).optional(),
    rocket_loader: flag,
    security_level: z.enum(['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack']).optional(),
    server_side_excludes: flag,
    ssl: z.enum(['off', 'flexible', 'full', 'strict', 'origin_pull']).optional(),
    sxg: flag,
    webmcp_enabled: flag,
    webmcp_packs: z.array(z.string()).optional(),
  });
});

/** What the parameters of a rule are checked against. */
export interface ParameterSetting {
  readonly phase: RulePhase;
  /** The rule's action, as it will be. */
  readonly action: string;
  readonly plan: Plan | undefined;
}

/** Notes members of another phase, and everything wrong in those that belong here. Expressions are not looked into. */
export function checkParameters(input: RuleInput, setting: ParameterSetting, report: RuleReport): void {
  const { parameters } = phaseFacts(setting.phase);
  for (const name of parameterNames) {
    if (input[name] === undefined) continue;
    if (parameters.includes(name)) checks[name](input, report, setting);
    else report.note(name, `does not belong to ${setting.phase} rules, which take ${oneOf(parameters)}`);
  }
  report.note('managed', refuseForAction(input, 'managed', 'execute', setting.action));
  report.note('response', refuseForAction(input, 'response', 'block', setting.action));
  report.note('skip', refuseForAction(input, 'skip', 'skip', setting.action));
}

function refuseForAction(
  input: RuleInput,
  name: 'managed' | 'response' | 'skip',
  wanted: string,
  action: string,
): string | undefined {
  return input[name] === undefined || action === wanted
    ? undefined
    : `goes with the action ${wanted}, not with ${show(action)}`;
}

type Check = (input: RuleInput, report: RuleReport, setting: ParameterSetting) => void;

const checks: Readonly<Record<ParameterName, Check>> = {
  rewrite: ({ rewrite = {} }, report) => checkRewrite(rewrite, report),
  headers: ({ headers = [] }, report, { phase }) =>
    checkHeaders(headers, phase === 'request_headers' ? 'request' : 'response', report),
  redirect: ({ redirect = {} }, report) => checkRedirect(redirect, report),
  cache: ({ cache = {} }, report) => checkCacheSettings(cache, report),
  config: ({ config = {} }, report) => checkConfigSettings(config, report),
  origin: ({ origin = {} }, report, { plan }) => checkOrigin(origin, plan, report),
  compression: ({ compression = [] }, report) => checkCompression(compression, report),
  skip: ({ skip = {} }, report, { phase }) =>
    phase === 'waf_managed' ? checkException(skip, report) : checkSkip(skip, report),
  managed: ({ managed }, report) => {
    if (managed !== undefined) checkManaged(managed, report);
  },
  error: ({ error = {} }, report) => checkError(error, report),
  response: ({ response = {} }, report) => checkResponse(response, report),
  rate_limit: ({ rate_limit: limit }, report, { action, plan }) => {
    if (limit !== undefined) checkRateLimit(limit, action, plan, report);
  },
};

/** All values of one rewrite together (developers.cloudflare.com/rules/transform/url-rewrite/reference/parameters). */
const longestRewrite = 4_096;

function checkRewrite(rewrite: RewriteInput, report: RuleReport): void {
  const { path, path_expression, query, query_expression } = rewrite;
  const values = [path, path_expression, query, query_expression].filter((value) => value !== undefined);
  const length = values.join('').length;
  report.note('rewrite', values.length === 0 ? 'rewrites nothing: give path or query' : undefined);
  report.note('rewrite', length > longestRewrite ? `is longer than ${longestRewrite} characters` : undefined);
  report.note('rewrite', refuseBoth('path', path, path_expression));
  report.note('rewrite', refuseBoth('query', query, query_expression));
  report.note('rewrite.path', refusePath(path));
  report.note('rewrite.query', refuseQuery(query));
}

const redirectStatus = [301, 302, 303, 307, 308];

function checkRedirect(redirect: RedirectInput, report: RuleReport): void {
  const { target_url: fixed, target_url_expression: expression, status_code: status } = redirect;
  const nowhere = fixed === undefined && expression === undefined;
  report.note('redirect', nowhere ? 'needs target_url or target_url_expression' : undefined);
  report.note('redirect', refuseBoth('target_url', fixed, expression));
  report.note('redirect.target_url', refuseTarget(fixed));
  report.note('redirect.status_code', refuseOther(status, redirectStatus));
}

/** Only the port is for everybody (developers.cloudflare.com/rules/origin-rules, Availability). */
function checkOrigin(origin: OriginInput, plan: Plan | undefined, report: RuleReport): void {
  const { host_header: header, host, port, sni } = origin;
  const nothing = [header, host, port, sni].every((value) => value === undefined);
  report.note('origin', nothing ? 'changes nothing: give host_header, host, port or sni' : undefined);
  const others = Object.entries({ host_header: header, host, sni }).filter(
    ([, value]) => value !== undefined,
  );
  for (const [name] of plan === undefined || plan === 'enterprise' ? [] : others) {
    report.note(`origin.${name}`, 'needs the plan enterprise');
  }
  report.note('origin.host_header', refuseHostname(header));
  report.note('origin.host', refuseHostname(host));
  report.note('origin.sni', refuseHostname(sni));
  const isPort = port === undefined || (port >= 1 && port <= 65_535);
  report.note('origin.port', isPort ? undefined : 'must be 1 to 65535');
}

const preferences = ['zstd', 'brotli', 'gzip'];
const fallbacks = ['auto', 'default', 'none'];

/** Facts: developers.cloudflare.com/rules/compression-rules/settings. */
function checkCompression(algorithms: readonly string[], report: RuleReport): void {
  if (algorithms.length === 0) report.note('compression', 'is empty');
  for (const [index, name] of algorithms.entries()) {
    report.note('compression', refuseOther(name, [...preferences, ...fallbacks]));
    const isLast = index === algorithms.length - 1;
    report.note('compression', fallbacks.includes(name) && !isLast ? `${name} must be the last` : undefined);
    report.note(
      'compression',
      algorithms.indexOf(name) < index ? `${show(name)} is listed twice` : undefined,
    );
  }
}
