/** Which parameters an action has, and whether it needs them. */

import { isRecord } from '../../../json.ts';
import type { RulesetPhase } from '../model.ts';
import { bulkRedirects, unchecked } from '../model.ts';
import { parametersRequired } from '../refusals.ts';
import type { Scene } from '../scene.ts';
import type { Check } from '../shape.ts';
import { cache } from './cache.ts';
import { compression } from './compression.ts';
import { config } from './config.ts';
import { serveError } from './errors.ts';
import { executeManaged, skipManaged } from './managed.ts';
import { route } from './origin.ts';
import { redirect, redirectFromList } from './redirect.ts';
import { rewriteRequestHeaders, rewriteResponseHeaders, rewriteUrl } from './rewrite.ts';
import { block, execute, nothing, skip } from './security.ts';

const OPTIONAL: Readonly<Record<string, Check>> = {
  block,
  challenge: nothing,
  js_challenge: nothing,
  managed_challenge: nothing,
  log: nothing,
};

const REQUIRED: Readonly<Record<string, Check>> = {
  compress_response: compression,
  execute,
  redirect,
  route,
  serve_error: serveError,
  set_cache_settings: cache,
  set_config: config,
  skip,
};

const REWRITES: Readonly<Partial<Record<RulesetPhase, Check>>> = {
  http_request_transform: rewriteUrl,
  http_request_late_transform: rewriteRequestHeaders,
  http_response_headers_transform: rewriteResponseHeaders,
};

const OF_MANAGED: Readonly<Record<string, Check>> = { execute: executeManaged, skip: skipManaged };

/** @throws {ApiFailure} 400 when the parameters do not fit the action. @param action one that the phase has. */
export function checkParameters(action: string, value: unknown, pointer: string, scene: Scene): void {
  if (unchecked.some((phase) => phase === scene.phase)) return;
  const optional = OPTIONAL[action];
  if (optional !== undefined) {
    if (value !== undefined) optional(value, pointer, scene);
    return;
  }
  if (value === undefined || (isRecord(value) && Object.keys(value).length === 0)) {
    throw parametersRequired(action, pointer);
  }
  if (scene.phase === bulkRedirects) {
    redirectFromList(value, pointer, scene);
    return;
  }
  const own = scene.phase === 'http_request_firewall_managed' ? OF_MANAGED : REQUIRED;
  const check = action === 'rewrite' ? REWRITES[scene.phase] : own[action];
  check?.(value, pointer, scene);
}
