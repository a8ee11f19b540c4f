import type { Finding, Outcome } from './finding.ts';
import type { Check, Work } from './question.ts';
import { isAuthoritative, type ZoneFacts } from './zone-facts.ts';

/** The chain of trust from the parent: what the registrar has against what Cloudflare signs with (RFC 4035 section 5.2). */
export const checkDnssec: Check = (facts) => {
  const { dnssec, zone } = facts;
  if (dnssec === undefined || !isAuthoritative(facts)) return [];
  if (dnssec.status === 'error') return [finding(facts, 'dnssec-error', 'status error')];
  return [zone.status === 'active' ? chain(facts) : beforeTheMove(facts)];
};

function finding({ zone }: ZoneFacts, id: Finding['id'], evidence: string): Finding {
  const repair = { tool: 'get_dnssec', arguments: { zone: zone.name } };
  return { id, name: '@', evidence, repair };
}

const unasked: Outcome = {
  unknown: 'the DS record at the registrar',
  because: 'the resolver does not answer',
};

function* beforeTheMove(facts: ZoneFacts): Work {
  const { status, values } = yield { name: facts.zone.name, type: 'DS' };
  if (status === 'silent' || status === 'failed') return [unasked];
  if (status !== 'found') return [];
  return [{ id: 'dnssec-ds-other-provider', name: '@', evidence: `DS ${values.join(' | ')}` }];
}

function* chain(facts: ZoneFacts): Work {
  const { dnssec, zone } = facts;
  if (dnssec === undefined) return [];
  const { status, values } = yield { name: zone.name, type: 'DS' };
  if (status === 'silent' || status === 'failed') return [unasked];
  const seen = values.map(normal);
  const own = /\bDS\s+(\d+ \d+ \d+ [0-9a-f]+)$/iu.exec(dnssec.ds ?? '')?.[1];
  const isOwn = own !== undefined && seen.includes(normal(own));
  const evidence = `status ${dnssec.status}; DS at the registrar: ${seen.length === 0 ? 'none' : seen.join(' | ')}`;
  switch (dnssec.status) {
    case 'active':
    case 'pending':
      if (isOwn || dnssec.isShared) return [];
      if (seen.length > 0) return [finding(facts, 'dnssec-ds-mismatch', evidence)];
      return [finding(facts, dnssec.status === 'active' ? 'dnssec-ds-missing' : 'dnssec-pending', evidence)];
    case 'pending-disabled':
      return [finding(facts, 'dnssec-disable-pending', evidence)];
    case 'disabled':
      if (isOwn) return [finding(facts, 'dnssec-disable-pending', evidence)];
      return seen.length > 0 ? [leftBehind(evidence)] : [unsigned(facts, evidence)];
    default:
      return [];
  }
}

/** Nothing at Cloudflare helps at once: the record at the registrar has to go. */
function leftBehind(evidence: string): Finding {
  return { id: 'dnssec-ds-left', name: '@', evidence };
}

function unsigned({ zone }: ZoneFacts, evidence: string): Finding {
  const repair = { tool: 'update_dnssec', arguments: { zone: zone.name, status: 'active' } };
  return { id: 'dnssec-off', name: '@', evidence, repair };
}

/** `2371 13 2 ABCD…`: the digest may be in any case, and in several parts. */
function normal(value: string): string {
  const [tag = '', algorithm = '', type = '', ...digest] = value.trim().split(/\s+/u);
  return `${tag} ${algorithm} ${type} ${digest.join('').toLowerCase()}`;
}
