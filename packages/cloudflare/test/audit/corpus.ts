import { readdirSync, readFileSync } from 'node:fs';
import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import type { FindingId } from '../../src/features/audit/catalogue.ts';
import { isFindingId } from '../../src/features/audit/catalogue.ts';
import { checks } from '../../src/features/audit/checks.ts';
import { acceptedIn, type Finding, isFinding, severityOf } from '../../src/features/audit/finding.ts';
import { type Answer, keyOf, nothing, type Question } from '../../src/features/audit/question.ts';
import { runChecks } from '../../src/features/audit/run.ts';
import { tokenFindings } from '../../src/features/audit/token-expiry.ts';
import { auditedRecord, RecordIndex, type ZoneFacts } from '../../src/features/audit/zone-facts.ts';
import type { CertificatePack } from '../../src/features/certificates/api.ts';
import type { DnsRecord } from '../../src/features/dns/api.ts';
import { joinedText } from '../../src/features/dns/guard/record.ts';
import { phaseFacts, rulePhaseOf } from '../../src/features/rules/phases.ts';
import { rsaPublicKey } from '../support/rsa-key.ts';

/** A zone of the corpus, as README.md beside it says. */
export interface CorpusZone {
  readonly title: string;
  readonly file: string;
  readonly name: string;
  readonly zone: ReadonlyMap<string, string>;
  readonly records: readonly CorpusRecord[];
  readonly world: readonly string[];
  readonly settings: ReadonlyMap<string, string>;
  readonly dnssec: { readonly status: string; readonly ds: string };
  readonly packs: readonly CertificatePack[];
  readonly rules: readonly CorpusRule[];
  readonly pages: readonly CorpusPageRule[];
  readonly tokenDays: number | undefined;
  /** `id` or `id:name`, above info and of severity info. */
  readonly expected: readonly string[];
  readonly infos: readonly string[];
}

export interface CorpusRecord {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly priority: number | undefined;
  readonly proxied: boolean;
  readonly isPrivate: boolean;
  readonly comment: string | undefined;
}

export interface CorpusRule {
  readonly phase: string;
  /** As create_rule takes it, with `to` and `to_expression` for redirects. */
  readonly rule: JsonObject;
}

export interface CorpusPageRule {
  readonly url: string;
  readonly actions: JsonObject;
  readonly status: string;
}

export const corpusNow = Date.UTC(2026, 10, 30);
const dayMs = 86_400_000;
const folder = new URL('./', import.meta.url);

function read(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}

interface Block {
  readonly title: string;
  readonly lines: readonly string[];
}

function blocksOf(text: string): readonly Block[] {
  return text
    .split(/^== /mu)
    .slice(1)
    .map((block) => {
      const [title = '', ...lines] = block.split('\n').map((line) => line.trim());
      return { title, lines: lines.filter((line) => line !== '' && !line.startsWith('# ') && line !== '#') };
    });
}

let templates: ReadonlyMap<string, readonly string[]> | undefined;

function templateLines(name: string): readonly string[] {
  templates ??= new Map(blocksOf(read('templates.zones')).map(({ title, lines }) => [title, lines]));
  const found = templates.get(name);
  if (found === undefined) throw new Error(`no template ${name}`);
  return found;
}

/** Lines of the block with those of its templates in place of `use`, and without those that it drops. */
function expanded({ lines }: Block): readonly string[] {
  const all = lines.flatMap((line) =>
    line.startsWith('use: ') ? line.slice(5).split(' ').flatMap(templateLines) : [line],
  );
  const dropped = all.filter((line) => line.startsWith('drop: ')).map((line) => line.slice(6));
  for (const line of dropped) if (!all.includes(line)) throw new Error(`nothing to drop: ${line}`);
  return all.filter((line) => !line.startsWith('drop: ') && !dropped.includes(line));
}

const keys = new Map<number, string>();

function keyWith(bits: number): string {
  const known = keys.get(bits);
  if (known !== undefined) return known;
  const made = rsaPublicKey(bits);
  keys.set(bits, made);
  return made;
}

function withKeys(text: string): string {
  return text
    .replaceAll(/\bKEY(\d+)\b/gu, (_, bits: string) => keyWith(Number(bits)))
    .replaceAll(/\bCUT(\d+)\b/gu, (_, bits: string) => keyWith(Number(bits)).slice(0, 200))
    .replaceAll(/\bSPACED(\d+)\b/gu, (_, bits: string) => keyWith(Number(bits)).replaceAll(/.{60}/gu, '$& '))
    .replaceAll(/\bHALF(\d+)a\b/gu, (_, bits: string) => keyWith(Number(bits)).slice(0, 200))
    .replaceAll(/\bHALF(\d+)b\b/gu, (_, bits: string) => keyWith(Number(bits)).slice(200));
}

/** A text without quotes as the content of a TXT record. */
function textContent(value: string): string {
  const text = withKeys(value);
  if (text.startsWith('"')) return text;
  return (text.match(/.{1,255}/gu) ?? [''])
    .map((part) => `"${part.replaceAll(/["\\]/gu, '\\$&')}"`)
    .join(' ');
}

function recordOf(line: string, zone: string): CorpusRecord {
  const [, rest = line, comment] = /^(.*?)\s+;\s+(.+)$/u.exec(line) ?? [];
  const isTxt = / TXT /u.test(rest);
  const words = (isTxt ? line : rest).split(' ');
  const [written = '', type = '', ...values] = words;
  const flags = isTxt ? [] : values.filter((word) => word === 'proxied' || word === 'private');
  const value = (isTxt ? values : values.filter((word) => word !== 'proxied' && word !== 'private')).join(
    ' ',
  );
  const [, priority, host] = (type === 'MX' ? /^(\d+) (\S+)$/u.exec(value) : null) ?? [];
  const name = written === '@' ? zone : written.endsWith(zone) ? written : `${written}.${zone}`;
  return {
    type,
    name,
    content: isTxt ? textContent(value) : (host ?? value),
    priority: priority === undefined ? undefined : Number(priority),
    proxied: flags.includes('proxied'),
    isPrivate: flags.includes('private'),
    comment: isTxt ? undefined : comment,
  };
}

const directives = /^(zone|world|set|dnssec|pack|rule|page|token|expect|info): ?(.*)$/u;

function pairsIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/(\S+?)=(\S+(?:; \S+)*)|(\S+)/gu)].map(([, name, value, word]) =>
      name === undefined ? [word ?? '', ''] : [name, value ?? ''],
    ),
  );
}

function packOf(text: string, zone: string): CertificatePack | undefined {
  const [status = '', authority = ''] = text.split(' ');
  if (status === 'none') return undefined;
  const pairs = pairsIn(text);
  const days = Number(pairs.get('days'));
  return {
    id: `${status}-${pairs.get('hosts') ?? ''}`,
    type: pairs.get('type') ?? 'universal',
    status,
    hosts: (pairs.get('hosts') ?? zone).split(','),
    certificate_authority: authority,
    validation_method: 'txt',
    expires_on: days === 0 ? undefined : new Date(corpusNow + days * dayMs).toISOString(),
    validation_records: [],
    validation_errors: [],
  };
}

function jsonIn(text: string): JsonObject {
  const value: JsonValue = JSON.parse(text.slice(text.indexOf('{')));
  if (!isJsonObject(value)) throw new Error(text);
  return value;
}

function pageOf(text: string): CorpusPageRule {
  const { disabled, ...actions } = jsonIn(text);
  return { url: text.split(' ')[0] ?? '', actions, status: disabled === true ? 'disabled' : 'active' };
}

function zoneOf(block: Block, file: string): CorpusZone {
  const lines = expanded(block);
  const named = /\bname=(\S+)/u.exec(
    lines.find((line) => line.startsWith('zone: ') && line.includes('name=')) ?? '',
  );
  const name = named?.[1] ?? `${block.title}.example`;
  const full = lines.map((line) => line.replaceAll('ZONE', name));
  const of = (directive: string): readonly string[] =>
    full.flatMap((line) => (line.startsWith(`${directive}: `) ? [line.slice(directive.length + 2)] : []));
  const packs = of('pack');
  const universal = `active google days=60 hosts=${name},*.${name}`;
  const dnssec = of('dnssec').at(-1) ?? 'disabled ds=none';
  const days = pairsIn(of('token').join(' ')).get('days');
  return {
    title: block.title,
    file,
    name,
    zone: pairsIn(of('zone').join(' ')),
    records: full.filter((line) => !directives.test(line)).map((line) => recordOf(line, name)),
    world: of('world'),
    settings: pairsIn(of('set').join(' ')),
    dnssec: { status: dnssec.split(' ')[0] ?? '', ds: pairsIn(dnssec).get('ds') ?? 'none' },
    packs: (packs.length === 0 ? [universal] : packs).flatMap((text) => packOf(text, name) ?? []),
    rules: of('rule').map((text) => ({ phase: text.split(' ')[0] ?? '', rule: jsonIn(text) })),
    pages: of('page').map(pageOf),
    tokenDays: days === undefined ? undefined : Number(days),
    expected: of('expect').flatMap((text) => text.split(' ')),
    infos: of('info').flatMap((text) => text.split(' ')),
  };
}

export function corpusZones(kind: 'faulty' | 'sound'): readonly CorpusZone[] {
  const files = readdirSync(folder).filter((file) => file.startsWith(`${kind}-`) && file.endsWith('.zones'));
  return files.flatMap((file) => blocksOf(read(file)).map((block) => zoneOf(block, file)));
}

const ownDs = `2371 13 2 ${'ab'.repeat(32)}`;
const foreignDs = `20326 8 2 ${'cd'.repeat(32)}`;

export function factsOf(corpus: CorpusZone): ZoneFacts {
  const { name, zone, settings, dnssec } = corpus;
  const records = corpus.records.map(
    (record, index): DnsRecord => ({
      id: index.toString(16).padStart(32, '0'),
      type: record.type,
      name: record.name,
      content: record.content,
      data: undefined,
      ttl: 1,
      proxied: record.proxied,
      priority: record.priority,
      private_routing: record.isPrivate,
      comment: record.comment,
      tags: undefined,
      settings: undefined,
      meta: undefined,
      created_on: undefined,
    }),
  );
  return {
    zone: {
      name,
      status: zone.get('status') ?? 'active',
      type: zone.get('type') ?? 'full',
      paused: zone.has('paused'),
      nameServers: ['hazel.ns.cloudflare.com', 'rowan.ns.cloudflare.com'],
    },
    records: new RecordIndex(
      name,
      records.map((record) => auditedRecord(record, name)),
    ),
    dnssec: {
      status: dnssec.status,
      ds: dnssec.status === 'disabled' ? undefined : `${name}. 3600 IN DS ${ownDs}`,
      isShared: false,
    },
    settings: settingsOf(settings),
    packs: corpus.packs,
    rules: corpus.rules.map(tracedRule),
    hasRules: corpus.rules.length > 0,
    pageRules: corpus.pages.map((page, index) => ({
      ...page,
      id: `page${index + 1}`,
      priority: corpus.pages.length - index,
    })),
    now: corpusNow,
  };
}

const defaults = {
  ssl: 'strict',
  always_use_https: 'on',
  min_tls_version: '1.2',
  security_header: 'max-age=31536000',
};

export function settingsOf(given: CorpusZone['settings']): ReadonlyMap<string, JsonValue> {
  return new Map(
    Object.entries(defaults).map(([id, byDefault]): readonly [string, JsonValue] => {
      const value = given.get(id) ?? byDefault;
      return [id, id === 'security_header' ? headerOf(value) : value];
    }),
  );
}

function headerOf(value: string): JsonValue {
  const age = Number(/^max-age=(\d+)/u.exec(value)?.[1] ?? 0);
  return {
    strict_transport_security: {
      enabled: age > 0,
      max_age: age,
      include_subdomains: false,
      preload: false,
      nosniff: false,
    },
  };
}

function tracedRule({ phase, rule }: CorpusRule, index: number) {
  const known = rulePhaseOf(phase);
  if (known === undefined) throw new Error(`no phase ${phase}`);
  const { expression, enabled } = rule;
  return {
    id: `rule${index + 1}`,
    phase: known,
    expression: typeof expression === 'string' ? expression : '',
    action: typeof rule['action'] === 'string' ? rule['action'] : phaseFacts(known).actions[0],
    action_parameters: parametersOf(rule),
    enabled: enabled !== false,
  };
}

function parametersOf(rule: JsonObject): JsonObject {
  const { to, to_expression: expression, skip } = rule;
  if (to !== undefined) return { from_value: { target_url: { value: to }, status_code: 301 } };
  if (expression !== undefined) return { from_value: { target_url: { expression }, status_code: 301 } };
  return isJsonObject(skip) ? skip : {};
}

let shared: readonly string[] | undefined;

/** Lines of world.zones, and those of the zone. */
export function worldOf(corpus: CorpusZone): readonly string[] {
  shared ??= read('world.zones')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const servers =
    corpus.zone.get('servers') === 'elsewhere' ? ['ns1.other.example.', 'ns2.other.example.'] : [];
  return [...shared, ...servers.map((server) => `${corpus.name} NS ${server}`), ...corpus.world];
}

/** Answers as a resolver would: what is listed, and else that every name has an address and nothing more. */
export function answerIn(corpus: CorpusZone): (question: Question) => Answer {
  const lines = worldOf(corpus).map((line) => line.split(' '));
  return ({ name, type }) => {
    if (type === 'DS' && name === corpus.name) return dsOf(corpus);
    const listed = lines.filter(
      ([host = '']) => host === name || (host.startsWith('*.') && name.endsWith(host.slice(1))),
    );
    const [status] = listed.flatMap(([, word = '']) => statuses[word] ?? []);
    if (status !== undefined) return nothing(status);
    const values = listed.filter(([, each]) => each === type).map(([, , ...value]) => value.join(' '));
    if (values.length > 0) {
      return {
        status: 'found',
        values: values.map((value) => (type === 'TXT' ? joinedText(textContent(value)) : value)),
        chain: [],
      };
    }
    if (type === 'NS' && name === corpus.name) {
      return { status: 'found', values: ['hazel.ns.cloudflare.com.', 'rowan.ns.cloudflare.com.'], chain: [] };
    }
    return type === 'A' ? { status: 'found', values: ['198.51.100.99'], chain: [] } : nothing('empty');
  };
}

const statuses: Readonly<Record<string, Answer['status']>> = {
  NXDOMAIN: 'missing',
  SERVFAIL: 'failed',
  EMPTY: 'empty',
};

function dsOf({ dnssec }: CorpusZone): Answer {
  if (dnssec.ds === 'none') return nothing('empty');
  return { status: 'found', values: [dnssec.ds === 'ours' ? ownDs.toUpperCase() : foreignDs], chain: [] };
}

/** Everything that an audit finds, as units see it; what a comment accepts is left out. */
export async function findingsIn(corpus: CorpusZone): Promise<readonly Finding[]> {
  const answer = answerIn(corpus);
  const ask = async (questions: readonly Question[]) =>
    new Map(questions.map((question) => [keyOf(question), answer(question)]));
  const outcomes = await runChecks(factsOf(corpus), checks, ask, async () => {});
  const found = outcomes.filter(isFinding);
  const { tokenDays: days } = corpus;
  const end = days === undefined ? undefined : new Date(corpusNow + days * dayMs).toISOString();
  return [...found, ...tokenFindings(end, corpusNow)].filter(
    ({ id, comment }) => !acceptedIn(comment).has(id),
  );
}

/** Whether a finding is the one that is expected: `id`, or `id:name`. */
export function isExpected({ id, name }: Pick<Finding, 'id' | 'name'>, expected: string): boolean {
  const [wanted, where] = expected.split(':');
  return id === wanted && (where === undefined || name === where);
}

export function isAboveInfo(finding: Pick<Finding, 'id'>): boolean {
  return severityOf(finding) !== 'info';
}

export function kindIn(id: string): FindingId {
  const [kind = ''] = id.split(':');
  if (!isFindingId(kind)) throw new Error(`no finding ${kind}`);
  return kind;
}
