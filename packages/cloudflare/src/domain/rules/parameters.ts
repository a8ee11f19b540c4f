import type { Plan } from '@crunchtools/rules-language';
import { checkHeaders } from './headers.ts';
import { type ParameterName, parameterNames, phaseFacts, type RulePhase } from './phases.ts';
import { oneOf, type RuleReport, show } from './problem.ts';
import { checkRateLimit, checkResponse, checkSkip } from './protection.ts';
import type { OriginInput, RedirectInput, RewriteInput, RuleInput } from './rule-input.ts';
import { checkCacheSettings, checkConfigSettings } from './settings.ts';
import { refuseBoth, refuseHostname, refuseOther, refusePath, refuseQuery, refuseTarget } from './values.ts';

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
  report.note('response', refuseForAction(input, 'response', 'block', setting.action));
  report.note('skip', refuseForAction(input, 'skip', 'skip', setting.action));
}

function refuseForAction(
  input: RuleInput,
  name: 'response' | 'skip',
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
  skip: ({ skip = {} }, report) => checkSkip(skip, report),
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
