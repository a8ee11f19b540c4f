import {
  type Change,
  type ChangeSequence,
  type GuardJudge,
  type GuardReason,
  type JsonObject,
  sameJson,
  urlOf,
} from '@crunchtools/mcp-core';
import { foldName } from '../../../names.ts';
import type { Domains } from '../domains.ts';
import { type Redirect, redirectInState, sourceOf, textIn } from '../redirect.ts';
import { addressGuards, redirectGuards } from './table.ts';

/** A target with fewer redirects is shown with each of them; one with more is told by its name and their number. */
const manyToOne = 20;

/** Judges the redirects of a plan. Where the zones are not known, a target is at home in the source's own domain. */
export function makeRedirectJudge(changes: ChangeSequence, domains: Domains | undefined): GuardJudge {
  let counts: ReadonlyMap<string, number> | undefined;
  return function* judge({ before, after }: Change) {
    counts ??= yield* countsInSteps(changes, domains);
    if (isSameEffect(before, after)) return [];
    return [
      ...(after === undefined ? [] : reasonsOf(redirectInState(after), domains, counts)),
      ...(before === undefined ? [] : endReasons(redirectInState(before), after)),
    ];
  };
}

/** How many redirects of a plan lead to each host of somebody else. */
function* countsInSteps(
  changes: ChangeSequence,
  domains: Domains | undefined,
): Generator<void, ReadonlyMap<string, number>, void> {
  const counts = new Map<string, number>();
  for (const { resource, after, before } of changes) {
    yield;
    if (resource !== 'redirect' || after === undefined || isSameEffect(before, after)) continue;
    const host = foreignHost(redirectInState(after), domains);
    if (host !== undefined) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return counts;
}

/** A comment changes nothing for anybody. */
function isSameEffect(before: JsonObject | undefined, after: JsonObject | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const members = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...members].every((member) => member === 'comment' || sameJson(before[member], after[member]));
}

function reasonsOf(
  redirect: Redirect,
  domains: Domains | undefined,
  counts: ReadonlyMap<string, number>,
): readonly GuardReason[] {
  const source = sourceOf(redirect.source_url);
  const target = urlOf(redirect.target_url);
  const reasons: GuardReason[] = [];
  const foreign = foreignHost(redirect, domains);
  if (foreign !== undefined) {
    const count = counts.get(foreign) ?? 1;
    const where = `${foreign}, outside of ${domains === undefined ? 'its domain' : 'the zones of this account'}`;
    reasons.push(
      count > manyToOne && foreign !== noHost
        ? reason('foreign', `${count} redirects lead to ${where}.`, 'bulk')
        : reason('foreign', `It leads to ${where}.`),
    );
  }
  if (typeof source === 'string') return reasons;
  if (source.scheme !== 'http' && target?.protocol === 'http:') {
    reasons.push(reason('plain', 'It leads visitors from https to plain http.'));
  }
  if (takesHost(redirect) && !keepsPages(redirect)) {
    reasons.push(reason('everything', `It takes every page of ${source.host}.`));
  }
  return reasons;
}

function endReasons(redirect: Redirect, after: JsonObject | undefined): readonly GuardReason[] {
  if (!secures(redirect)) return [];
  const next = after === undefined ? undefined : redirectInState(after);
  if (next !== undefined && secures(next)) return [];
  return [reason('https', `It ends the way from http to https of ${redirect.source_url}.`)];
}

function reason(
  guard: keyof typeof redirectGuards,
  text: string,
  kind: GuardReason['kind'] = 'value',
): GuardReason {
  return { guard: redirectGuards[guard].id, text, kind };
}

function secures({ source_url: source, target_url: target }: Redirect): boolean {
  const known = sourceOf(source);
  if (typeof known === 'string' || known.scheme === 'https') return false;
  const url = urlOf(target);
  return known.scheme === 'http' && url?.protocol === 'https:' && url.hostname === known.host;
}

function takesHost({ source_url: source, subpath_matching: subpaths }: Redirect): boolean {
  const known = sourceOf(source);
  return typeof known !== 'string' && known.path === '/' && subpaths;
}

function keepsPages({ target_url: target, preserve_path_suffix: suffix }: Redirect): boolean {
  return suffix && urlOf(target)?.pathname === '/';
}

/** Stands for a target that is no web page. */
const noHost = 'an address that is no web page';

/** The host of a target that is somebody else's, as far as can be told. */
function foreignHost(redirect: Redirect, domains: Domains | undefined): string | undefined {
  const url = urlOf(redirect.target_url);
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) return noHost;
  const host = foldName(url.hostname);
  const source = sourceOf(redirect.source_url);
  if (typeof source === 'string') return host;
  const isOwn =
    domains?.zoneOf(host) !== undefined ||
    host === source.host ||
    (domains === undefined && isKin(host, source.host));
  return isOwn ? undefined : host;
}

/** Whether one host is below the other. */
function isKin(one: string, other: string): boolean {
  return one.endsWith(`.${other}`) || (other.endsWith(`.${one}`) && one.includes('.'));
}

/** What rules do with a list of addresses, as far as it was looked at. */
export type ListUse =
  /** No rule names it. */
  | { readonly kind: 'none' }
  /** Every rule that names it holds back who is in it. */
  | { readonly kind: 'blocks' }
  | { readonly kind: 'trusts' }
  | { readonly kind: 'unknown' };

/** @param held how many addresses the list holds. */
export function makeAddressJudge(changes: ChangeSequence, use: ListUse, held: number): GuardJudge {
  let empties: boolean | undefined;
  return function* judge({ action, after }: Change) {
    if (action === 'create') return additionReasons(textIn(after, 'ip'), use);
    if (action !== 'delete' || use.kind === 'none') return [];
    empties ??= yield* emptiesInSteps(changes, held);
    const text = empties
      ? 'It empties a list that rules use: they match nobody then, or, with not, everybody.'
      : 'It takes addresses out of a list that rules use.';
    return [{ guard: addressGuards.used.id, text, kind: 'bulk' }];
  };
}

/** Whether a plan leaves nothing of a list. */
function* emptiesInSteps(changes: ChangeSequence, held: number): Generator<void, boolean, void> {
  let removed = 0;
  let added = 0;
  for (const { resource, action } of changes) {
    yield;
    if (resource !== 'list_address') continue;
    if (action === 'delete') removed += 1;
    if (action === 'create') added += 1;
  }
  return held > 0 && removed >= held && added === 0;
}

function additionReasons(ip: string, use: ListUse): readonly GuardReason[] {
  const reasons: GuardReason[] = [];
  const [network = '', prefix] = ip.split('/');
  const isV6 = network.includes(':');
  const bits = Number(prefix ?? (isV6 ? 128 : 32));
  if (bits < (isV6 ? 32 : 16)) {
    const text = isV6 ? `It lists the whole range ${ip}.` : `It lists ${2 ** (32 - bits)} addresses: ${ip}.`;
    reasons.push({ guard: addressGuards.wide.id, text, kind: 'value' });
  }
  if (use.kind === 'trusts' || use.kind === 'unknown') {
    const text =
      use.kind === 'trusts'
        ? 'Rules let the addresses of this list past protection, or hold back all others.'
        : 'Rules use this list, and what they do with its addresses cannot be told here.';
    reasons.push({ guard: addressGuards.trusted.id, text, kind: 'value' });
  }
  return reasons;
}
