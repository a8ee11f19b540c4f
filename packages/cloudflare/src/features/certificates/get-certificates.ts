import { InputError, unlisted, unshaped, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { Issue } from '../../problem.ts';
import { shownHost, shownText, shownTime, shownWord, untrustedList } from '../../schema.ts';
import { defineZoneRead, type ZoneContext } from '../../tool.ts';
import { ownerName } from '../dns/names.ts';
import type { CertificatePack } from './api.ts';
import { adviceFor, callOf, coverageOf, isServing, proofOf } from './coverage.ts';

/** As many hosts without a certificate as an answer names; the count tells all. */
const mostUncovered = 20;

const pattern = z.string().regex(/^(?=.{1,255}$)(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/u);

const certificate = z.strictObject({
  id: unlisted(z.string().regex(/^[0-9a-f-]{32,36}$/u)),
  type: unlisted(shownWord),
  status: shownWord,
  hosts: z.array(pattern),
  expires_on: unlisted(shownTime.optional()),
  authority: unlisted(shownWord.optional()),
  // What the authority has to find, and what it said: nobody here wrote it.
  to_prove: unlisted(untrusted(z.array(z.string())).optional()),
  // The same as calls, where the zone serves the names.
  prove_by: unlisted(
    z
      .array(z.strictObject({ tool: shownWord, arguments: untrusted(z.record(z.string(), z.unknown())) }))
      .optional(),
  ),
  errors: unlisted(untrusted(z.array(z.string())).optional()),
});

const host = z.strictObject({
  name: shownHost,
  covered: z.boolean(),
  certificate_id: unlisted(certificate.shape.id.optional()),
  advice: shownText,
});

export const getCertificates = defineZoneRead({
  name: 'get_certificates',
  title: 'Get certificates',
  description:
    'Certificates that visitors of a zone are shown: hosts, status, expiry, what is still to prove, and which proxied hosts none covers.',
  toolset: 'zones',
  effect: 'read',
  permissions: ['SSL and Certificates Read', 'DNS Read'],
  input: {
    host: z.string().min(1).max(300).optional().describe('Is this one covered? www, a.b.example.com'),
  },
  output: z.strictObject({
    universal_ssl: unlisted(z.boolean()),
    certificates: z.array(certificate),
    host: unshaped(host.optional()),
    uncovered: z.array(shownHost),
    uncovered_total: unlisted(z.int()),
    next_step: shownText.optional(),
    untrusted: untrustedList,
  }),
  async run({ host: given }, context) {
    const { api, zone } = context;
    const name = given === undefined ? undefined : hostIn(given, zone.name);
    const [packs, universal, proxied] = await Promise.all([
      api.certificates.packs(zone.id),
      api.certificates.hasUniversal(zone.id),
      proxiedHosts(context),
    ]);
    const isServedHere = packs.some(isToProve) && (await api.zones.get(zone.id)).type !== 'partial';
    const uncovered = proxied.filter((each) => !coverageOf(each, packs).covered);
    return {
      universal_ssl: universal,
      certificates: packs.map((pack) => shownPack(pack, isServedHere ? zone.name : undefined)),
      host: name === undefined ? undefined : shownHostOf(name, packs, zone),
      uncovered: uncovered.slice(0, mostUncovered),
      uncovered_total: uncovered.length,
      next_step: nextStep(packs, universal, uncovered),
    };
  },
  example: { zone: 'mapleandpine.net', host: 'www' },
  hostile: { zone: 'mapleandpine.net', host: 'https://192.0.2.1/' },
  requests: [
    'GET /zones/{}/dns_records',
    'GET /zones/{}/ssl/certificate_packs',
    'GET /zones/{}/ssl/universal/settings',
  ],
});

function hostIn(given: string, zoneName: string): string {
  const name = ownerName(given, zoneName);
  if (name instanceof Issue) {
    throw new InputError(`host: ${name.reason}.`, { nextStep: 'Give a host in the zone, such as www.' });
  }
  return name;
}

/** Names of the records that visitors reach through Cloudflare, each once; a wildcard stands for itself. */
async function proxiedHosts({ api, zone }: ZoneContext): Promise<readonly string[]> {
  const records = await api.dns.listAll(zone.id, { proxied: true });
  return [...new Set(records.map(({ name }) => name))].toSorted();
}

/** Whether the authority waits for a proof, or gave up waiting. */
function isToProve({ status, validation_records: records }: CertificatePack): boolean {
  return (status === 'pending_validation' || status.endsWith('timed_out')) && records.length > 0;
}

/** @param zone where the proofs can be created; none where the names are served elsewhere. */
function shownPack(pack: CertificatePack, zone: string | undefined): z.input<typeof certificate> {
  const calls =
    zone === undefined || !isToProve(pack)
      ? []
      : pack.validation_records.flatMap((record) => callOf(record, zone) ?? []);
  const proofs = pack.validation_records.flatMap((record) => proofOf(record) ?? []);
  return {
    id: pack.id,
    type: pack.type,
    status: pack.status,
    hosts: [...pack.hosts],
    expires_on: pack.expires_on,
    authority: pack.certificate_authority,
    to_prove: proofs.length === 0 ? undefined : [...new Set(proofs)],
    prove_by:
      calls.length === 0 ? undefined : calls.map((call) => ({ ...call, arguments: { ...call.arguments } })),
    errors: pack.validation_errors.length === 0 ? undefined : [...pack.validation_errors],
  };
}

function shownHostOf(
  name: string,
  packs: readonly CertificatePack[],
  zone: ZoneContext['zone'],
): z.input<typeof host> {
  const coverage = coverageOf(name, packs);
  return {
    name,
    covered: coverage.covered,
    certificate_id: coverage.pack?.id,
    advice: adviceFor(name, coverage, zone),
  };
}

function nextStep(
  packs: readonly CertificatePack[],
  universal: boolean,
  uncovered: readonly string[],
): string | undefined {
  if (packs.some(isToProve)) {
    return 'The authority waits for what to_prove says. Cloudflare places it by itself in an active full zone: where it has not for hours, prove_by has the calls. For a partial zone create it where the domain is served. CAA records may forbid the authority: list_dns_records type CAA.';
  }
  if (!packs.some(({ status }) => isServing(status)) && !universal) {
    return 'Universal SSL is off and no other certificate is active: HTTPS fails for all of the zone. It is enabled in the dashboard, under SSL/TLS > Edge Certificates.';
  }
  return uncovered.length === 0
    ? undefined
    : 'HTTPS fails for the hosts in uncovered. Universal SSL covers one label below the zone; deeper names need an advanced certificate or Total TLS (dashboard).';
}
