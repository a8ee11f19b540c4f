import { unreachable } from '../dns/address.ts';
import { isNameError, responseCodes, type ZoneRecord } from '../dns/check/facts.ts';
import { isCloudflareAddress, judge } from '../dns/check/judge.ts';
import { isProxied, type Sibling, type SiteFacts, webRecords } from './facts.ts';
import type { NextCall, Problem } from './problems.ts';
import { failsValidation } from './signatures.ts';

const id = /^[0-9a-f]{32}$/u;

/** What the zone holds for the host. */
export function recordProblems(facts: SiteFacts): readonly Problem[] {
  const { checked, zone, sibling } = facts;
  if (checked === undefined || checked.source === 'delegation') return [];
  const web = webRecords(checked.records);
  if (web.length === 0) return [noRecord(facts)];
  const proxied = isProxied(web);
  const isDangling = isTargetMissing(facts);
  return [
    ...(proxied ? prohibited(web) : []),
    ...(isDangling ? [{ id: 'target_missing' } as const] : []),
    ...(proxied || zone.paused || isDangling ? [] : dnsOnly(facts, web)),
    ...siblingProblems(facts, sibling, proxied),
  ];
}

/** An alias leads to the sibling, where that has what the host lacks. */
function noRecord({ host, zone, checked, sibling }: SiteFacts): Problem {
  const isEmpty = checked?.records.length === 0;
  const target =
    sibling?.records !== undefined && webRecords(sibling.records).length > 0 ? sibling : undefined;
  if (target === undefined || !isEmpty) return { id: 'no_record' };
  return { id: 'no_record', next: aliasOf(host, target.name, zone.name, isProxied(target.records ?? [])) };
}

function aliasOf(name: string, content: string, zone: string, proxied: boolean): NextCall {
  return { tool: 'create_dns_record', arguments: { zone, type: 'CNAME', name, content, proxied } };
}

function prohibited(records: readonly ZoneRecord[]): readonly Problem[] {
  const isOwn = records.some(({ type, content = '' }) => type !== 'CNAME' && isCloudflareAddress(content));
  return isOwn ? [{ id: 'prohibited_origin' }] : [];
}

/** A target is asked for where the answer does not show it: behind a proxied or a flattened alias. */
function isTargetMissing({ asked, checked }: SiteFacts): boolean {
  if (asked === undefined || checked?.records.some(({ type }) => type === 'CNAME') !== true) return false;
  const { nameError } = responseCodes;
  const isFollowed = asked.answer.status === nameError && asked.answer.answers.length > 0;
  return isFollowed || asked.target?.status === nameError;
}

function dnsOnly({ zone, checked }: SiteFacts, records: readonly ZoneRecord[]): readonly Problem[] {
  const isPrivate = records.some(
    ({ type, content = '' }) => type !== 'CNAME' && unreachable(content) !== undefined,
  );
  if (isPrivate) return [{ id: 'private_address' }];
  const [first] = records;
  const isOwn = checked?.source === 'own' && id.test(first?.id ?? '');
  return [
    {
      id: 'not_proxied',
      next: isOwn
        ? { tool: 'update_dns_record', arguments: { zone: zone.name, record_id: first?.id, proxied: true } }
        : undefined,
    },
  ];
}

function siblingProblems(
  { host, zone }: SiteFacts,
  sibling: Sibling | undefined,
  proxied: boolean,
): readonly Problem[] {
  if (sibling?.records === undefined || webRecords(sibling.records).length > 0) return [];
  const next = sibling.records.length === 0 ? aliasOf(sibling.name, host, zone.name, proxied) : undefined;
  return [{ id: 'sibling_missing', detail: `It is ${sibling.name}.`, next }];
}

/** What the world sees of the host, by the rules of check_dns. Only of zones that the world is sent to. */
export function answerProblems(facts: SiteFacts): readonly Problem[] {
  const { checked, asked, zone } = facts;
  if (checked === undefined || asked === undefined || zone.status !== 'active' || zone.type === 'partial')
    return [];
  if (webRecords(checked.records).length === 0 || failsValidation(facts) || isTargetMissing(facts)) return [];
  const { status, summary, notes, facts: seen } = judge(checked, asked);
  const detail = [summary, ...notes].join(' ');
  if (status === 'differs') return [{ id: 'answer_differs', detail }];
  if (status === 'not_there_yet') return [{ id: 'answer_not_there_yet', detail }];
  if (seen.answer.status !== responseCodes.noError && !isNameError(seen)) {
    return [{ id: 'no_answer', detail: notes.length === 0 ? undefined : notes.join(' ') }];
  }
  return [];
}
