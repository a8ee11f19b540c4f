import { unlisted, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { shownHost, shownText, untrustedList } from '../../schema.ts';
import { defineZoneRead, type ZoneContext } from '../../tool.ts';
import {
  type AnsweredRecord,
  type Asked,
  aliasTargetOf,
  type CheckedName,
  checkStatuses,
  needsTarget,
  responseCodes,
  shownValue,
} from './check/facts.ts';
import { type Judgement, judge } from './check/judge.ts';
import { delegationSigner, knownType, nameIn, readName, typesOf } from './record-shape.ts';
import { type RecordType, recordTypes } from './types.ts';
import { typeNamed } from './wire.ts';

/** As many values of each side as an answer shows; the summary counts them all. */
const mostShown = 20;

const check = z.strictObject({
  type: z.enum(recordTypes),
  status: z.enum(checkStatuses),
  summary: shownText,
  notes: unlisted(z.array(shownText).optional()),
  in_zone: untrusted(z.array(z.string())).optional(),
  seen: z
    .array(
      z.strictObject({ type: z.enum(recordTypes).optional(), value: untrusted(z.string()), ttl: z.int() }),
    )
    .optional(),
  validated: unlisted(z.boolean()),
});

export const checkDns = defineZoneRead({
  name: 'check_dns',
  title: 'Check DNS',
  description:
    'Compare what a public resolver answers for a name with the records of the zone, and say why they differ.',
  toolset: 'dns',
  effect: 'read',
  // It asks a public resolver.
  openWorld: true,
  permissions: ['Zone Read', 'DNS Read'],
  input: {
    name: z.string().max(300).optional().describe('@ (default), www or www.example.com'),
    type: knownType.optional().describe('Default: those stored, else A and AAAA.'),
  },
  output: z.strictObject({
    name: z.string().regex(/^(?=.{1,253}$)(?:\*\.)?[a-z0-9_/-]+(?:\.[a-z0-9_/-]+)*$/u),
    checks: z.array(check),
    name_servers: unlisted(z.array(shownHost).optional()),
    untrusted: untrustedList,
  }),
  async run({ name = '@', type }, context) {
    const { zone } = context;
    const full = nameIn(zone.name, name);
    const found = await readName(full, context);
    const types = type === undefined ? typesOf(found) : [type];
    const checks = await Promise.all(types.map(async (each) => shown(await checkType(each, found, context))));
    const isActive = found.zone.status === 'active';
    return { name: full, checks, name_servers: isActive ? undefined : [...found.zone.nameServers] };
  },
  example: { zone: 'mapleandpine.com', name: 'vpn' },
  hostile: { zone: 'mapleandpine.com', name: 'http://192.0.2.1/latest' },
  requests: ['GET /dns-query', 'GET /zones/{}', 'GET /zones/{}/dns_records'],
});

async function checkType(type: RecordType, found: CheckedName, context: ZoneContext): Promise<Judgement> {
  const { api, zone } = context;
  const isApexDs = type === 'DS' && found.name === zone.name;
  const checked = isApexDs ? { ...found, records: await delegationSigner(context) } : found;
  const asked = await ask(type, checked, context);
  const isBogus = asked.unchecked !== undefined && asked.unchecked.status !== responseCodes.serverFailure;
  if (!isBogus) return judge(checked, asked);
  const { ds } = await api.dnssec.get(zone.id);
  return judge(checked, asked, { isSigned: ds !== undefined });
}

/** One question, and those that its answer leads to. */
async function ask(type: RecordType, checked: CheckedName, { resolver }: ZoneContext): Promise<Asked> {
  const question = { name: checked.name, type };
  const answer = await resolver.ask(question);
  if (answer.status === responseCodes.serverFailure) {
    return { type, answer, unchecked: await resolver.ask(question, true) };
  }
  const target = needsTarget(checked, type) ? aliasTargetOf(checked) : undefined;
  if (target === undefined) return { type, answer };
  return { type, answer, target: await resolver.ask({ name: target, type }) };
}

function shown({ status, summary, notes, facts }: Judgement): z.input<typeof check> {
  const { type, wanted, alias, proxied, answer } = facts;
  const stored = wanted.length > 0 ? wanted : [...proxied, ...(alias === undefined ? [] : [alias])];
  return {
    type,
    status,
    summary,
    notes: notes.length > 0 ? [...notes] : undefined,
    in_zone: stored.length > 0 ? stored.slice(0, mostShown).map(shownValue) : undefined,
    seen: answer.answers.length > 0 ? answer.answers.slice(0, mostShown).map(seenOf(type)) : undefined,
    validated: answer.authenticated,
  };
}

/** The type is named where an answer holds others: the alias on the way to an address. */
function seenOf(
  asked: RecordType,
): (record: AnsweredRecord) => { type?: RecordType; value: string; ttl: number } {
  return ({ type, data, ttl }) => {
    const name = typeNamed(type);
    return { ...(name === undefined || name === asked ? {} : { type: name }), value: data, ttl };
  };
}
