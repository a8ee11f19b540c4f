import { serviceOf } from './claimable.ts';
import type { Finding, Outcome } from './finding.ts';
import { type Answer, type Check, look, type Work } from './question.ts';
import { deletion } from './repair.ts';
import { addressesOf } from './spf-evaluation.ts';
import type { AuditedRecord, RecordIndex, ZoneFacts } from './zone-facts.ts';

/** Records that lead to a name that does not exist: aliases, delegations, services. Mail hosts are looked at elsewhere. */
export const checkDangling: Check = (facts) => {
  const { records } = facts;
  if (records === undefined) return [];
  const cuts = new Map<string, AuditedRecord[]>();
  for (const record of records.ofType('NS')) {
    if (record.name === records.zoneName) continue;
    const servers = cuts.get(record.name);
    if (servers === undefined) cuts.set(record.name, [record]);
    else servers.push(record);
  }
  return [
    ...records.ofType('CNAME').map((record) => ofAlias(facts, records, record)),
    ...[...cuts.values()].map((servers) => ofDelegation(facts, records, servers)),
    ...records.ofType('SRV').map((record) => ofService(facts, records, record)),
  ];
};

function finding(
  records: RecordIndex,
  record: AuditedRecord,
  parts: Pick<Finding, 'id'> & Partial<Finding>,
): Finding {
  return {
    name: records.short(record.name),
    evidence: `${record.type} ${targetOf(record)}`,
    comment: record.comment,
    ...parts,
  };
}

function targetOf({ type, content, data }: AuditedRecord): string {
  const { target } = data;
  return type === 'SRV' ? (typeof target === 'string' ? target : '') : content;
}

function unasked(host: string, { status, because }: Answer): Outcome {
  const why =
    status === 'failed' ? 'its name servers do not answer' : (because ?? 'the resolver does not answer');
  return { unknown: `whether ${host} exists`, because: why };
}

/** Only Cloudflare resolves the names of its tunnels (developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel). */
const own = /\.cfargotunnel\.com$/u;

function* ofAlias(facts: ZoneFacts, records: RecordIndex, record: AuditedRecord): Work {
  const target = record.content;
  if (own.test(target)) return [];
  const repair = deletion(facts, record);
  if (records.holds(target) && records.cutAbove(target) === undefined) {
    const isThere = records.exists(target);
    return isThere ? [] : [finding(records, record, { id: 'dangling-cname-inside', repair })];
  }
  const answer = yield* look(records, { name: target, type: 'A' });
  const hosts = [target, ...answer.chain];
  const service = serviceOf(hosts);
  const evidence = `CNAME ${hosts.join(' → ')}${service === undefined ? '' : ` (${service.name})`}`;
  if (answer.status === 'silent' || answer.status === 'failed') return [unasked(target, answer)];
  if (answer.status !== 'missing') {
    return service === undefined
      ? []
      : [finding(records, record, { id: 'claimable-service', evidence, source: service.source })];
  }
  if (service?.free === 'does not exist') {
    const { source } = service;
    return [finding(records, record, { id: 'dangling-claimable', evidence, source, repair })];
  }
  const isProof = records
    .short(record.name)
    .split('.')
    .some((label) => label.startsWith('_'));
  return [finding(records, record, { id: isProof ? 'dangling-proof' : 'dangling-cname', evidence, repair })];
}

function* ofDelegation(facts: ZoneFacts, records: RecordIndex, servers: readonly AuditedRecord[]): Work {
  const outcomes: Outcome[] = [];
  for (const server of servers) {
    const host = server.content;
    const glue = records.at(host).some(({ type }) => type === 'A' || type === 'AAAA');
    if (glue) continue;
    const answer = yield* addressesOf(records, host);
    const repair = deletion(facts, server);
    if (answer.status === 'missing') outcomes.push(finding(records, server, { id: 'dangling-ns', repair }));
    if (answer.status === 'silent') outcomes.push(unasked(host, answer));
  }
  const [first] = servers;
  if (first === undefined || outcomes.length > 0) return outcomes;
  if (facts.zone.status !== 'active') return [];
  const { status } = yield { name: first.name, type: 'NS' };
  if (status !== 'failed') return [];
  const evidence = `NS ${servers.map(({ content }) => content).join(', ')}; the resolver gets no answer from them`;
  return [finding(records, first, { id: 'lame-delegation', evidence })];
}

function* ofService(facts: ZoneFacts, records: RecordIndex, record: AuditedRecord): Work {
  const host = targetOf(record);
  // RFC 2782: a target of "." says that there is no such service.
  if (host === '' || host === '.') return [];
  const answer = yield* addressesOf(records, host);
  if (answer.status === 'silent' || answer.status === 'failed') return [unasked(host, answer)];
  if (answer.status !== 'missing') return [];
  return [finding(records, record, { id: 'dangling-srv', repair: deletion(facts, record) })];
}
