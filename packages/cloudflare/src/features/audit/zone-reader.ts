import {
  type Breath,
  BusyError,
  type JsonValue,
  MalformedResponseError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ResponseTooLargeError,
  SafeError,
  TimeoutError,
  UpstreamError,
} from '@crunchtools/mcp-core';
import { inParallel } from '../../api/connection.ts';
import type { CloudflareApi } from '../../services.ts';
import type { DnsRecord } from '../dns/api.ts';
import { type DnsAnswer, responseCodes } from '../dns/check/facts.ts';
import { joinedText } from '../dns/guard/record.ts';
import type { PublicResolver } from '../dns/resolver.ts';
import { isGenericForm, textOfGenericForm, typeNumbers } from '../dns/wire.ts';
import { phaseFacts, type RulePhase, rulePhases } from '../rules/phases.ts';
import { type TracedRule, tracedRule } from '../trace/configuration.ts';
import type { Zone } from '../zones/api.ts';
import type { Unknown } from './finding.ts';
import { type Answer, keyOf, nothing, type Question } from './question.ts';
import type { Asker } from './run.ts';
import {
  type AuditedDnssec,
  type AuditedRecord,
  auditedRecord,
  proxiedIn,
  RecordIndex,
  type ZoneFacts,
} from './zone-facts.ts';
import { auditedSettings } from './zone-settings.ts';

type Api = Pick<CloudflareApi, 'dns' | 'dnssec' | 'certificates' | 'settings' | 'rulesets' | 'pageRules'>;

/** What one zone may cost. */
export interface Limits {
  /** Requests to the API; what does not fit is told as unknown. */
  readonly requests: number;
  /** Questions to the resolver that are not answered from before. */
  readonly questions: number;
}

/** An audit of one zone reads all of it; rules of all phases are some 20 requests. */
export const ofOneZone: Limits = { requests: 200, questions: 500 };

/**
 * Of many zones, one after the other: with the lists of zones, the look at the token and, where zones are allowed by name, the look for
 * each at most 12 requests for a zone, so that 100 zones stay within what Cloudflare lets a token do in five minutes.
 */
export const ofManyZones: Limits = { requests: 10, questions: 60 };

export interface ZoneReading {
  readonly facts: ZoneFacts;
  readonly unknowns: readonly Unknown[];
}

/** Errors that say something of one part of a zone; all others end the call. */
const partial = [
  PermissionError,
  NotFoundError,
  RejectedError,
  MalformedResponseError,
  ResponseTooLargeError,
  UpstreamError,
  TimeoutError,
  BusyError,
];

/** Reads what the checks look at, the most telling parts first, as far as the limits go. */
export async function readZone(
  api: Api,
  zone: Zone,
  limits: Limits,
  now: number,
  breath: Breath,
): Promise<ZoneReading> {
  return new Reader(api, zone, limits, breath).read(now);
}

class Reader {
  readonly #api: Api;
  readonly #zone: Zone;
  readonly #breath: Breath;
  readonly #unknowns: Unknown[] = [];
  #left: number;

  constructor(api: Api, zone: Zone, { requests }: Limits, breath: Breath) {
    this.#breath = breath;
    this.#api = api;
    this.#zone = zone;
    this.#left = requests;
  }

  async read(now: number): Promise<ZoneReading> {
    const { id, name, status, type, paused, name_servers: nameServers } = this.#zone;
    const records = await this.#part(
      'DNS records, and with them mail, names, certificates and rules',
      1,
      () => this.#records(),
    );
    const dnssec = await this.#part('DNSSEC', 1, () => this.#dnssec());
    const facts: ZoneFacts = {
      zone: { name, status, type, paused, nameServers },
      records,
      dnssec,
      settings: new Map(),
      packs: undefined,
      rules: [],
      hasRules: false,
      pageRules: undefined,
      now,
    };
    const isServed = proxiedIn(facts).length > 0;
    const settings = new Map<string, JsonValue>();
    const readSetting = async (setting: string): Promise<void> => {
      const found = await this.#part(`the setting ${setting}`, 1, () => this.#api.settings.get(id, setting));
      if (found?.value !== undefined) settings.set(setting, found.value);
    };
    const [ssl, https, ...others] = auditedSettings;
    const packs = isServed
      ? await this.#part('certificates', 1, () => this.#api.certificates.packs(id))
      : undefined;
    if (isServed) for (const setting of [ssl, https]) await readSetting(setting);
    const pageRules = isServed
      ? await this.#part('Page Rules', 1, () => this.#api.pageRules.list(id))
      : undefined;
    const phases = (await this.#part('rules', 1, () => this.#phases())) ?? [];
    const first = phases.filter((phase) => mattering.has(phase));
    const rules = isServed ? await this.#rules(first) : [];
    if (isServed) for (const setting of others) await readSetting(setting);
    if (isServed) rules.push(...(await this.#rules(phases.filter((phase) => !mattering.has(phase)))));
    const hasRules = phases.length > 0;
    return { facts: { ...facts, settings, packs, pageRules, rules, hasRules }, unknowns: this.#unknowns };
  }

  /** One part; `undefined`, and told as unknown, where it cannot be read. */
  async #part<Value>(what: string, requests: number, read: () => Promise<Value>): Promise<Value | undefined> {
    if (this.#left < requests) {
      this.#unknowns.push({
        unknown: what,
        because: `call audit_zone with zone ${this.#zone.name}: it reads all of it`,
      });
      return undefined;
    }
    this.#left -= requests;
    try {
      return await read();
    } catch (error) {
      if (!partial.some((kind) => error instanceof kind)) throw error;
      this.#unknowns.push({ unknown: what, because: reasonOf(error) });
      return undefined;
    }
  }

  async #records(): Promise<RecordIndex> {
    const { id, name } = this.#zone;
    const first = await this.#api.dns.list(id, { per_page: largestPage });
    const found = [...first.items];
    if (first.pages > 1 && this.#left < first.pages - 1) {
      const because = `there are ${first.total}: call audit_zone with zone ${name}, which reads them all`;
      this.#unknowns.push({ unknown: `DNS records beyond the first ${found.length}`, because });
    } else if (first.pages > 1) {
      this.#left -= first.pages - 1;
      return this.#indexOf(await this.#api.dns.listAll(id));
    }
    return this.#indexOf(found);
  }

  async #indexOf(found: readonly DnsRecord[]): Promise<RecordIndex> {
    const { name } = this.#zone;
    const records: AuditedRecord[] = [];
    for await (const record of this.#breath.over(found)) records.push(auditedRecord(record, name));
    return new RecordIndex(name, records);
  }

  async #dnssec(): Promise<AuditedDnssec> {
    const {
      status,
      ds,
      dnssec_multi_signer: isMulti,
      dnssec_presigned: isPresigned,
    } = await this.#api.dnssec.get(this.#zone.id);
    return { status, ds, isShared: isMulti || isPresigned };
  }

  /** The phases that have rules. Without the list, all are asked for one by one, where the limits let it. */
  async #phases(): Promise<readonly RulePhase[]> {
    try {
      const listed = await this.#api.rulesets.entrypoints(this.#zone.id);
      const there = new Set(listed.map(({ phase }) => phase));
      return rulePhases.filter((phase) => there.has(phaseFacts(phase).cloudflare));
    } catch (error) {
      const cannot = [PermissionError, RejectedError, MalformedResponseError];
      if (!cannot.some((kind) => error instanceof kind) || this.#left < rulePhases.length) throw error;
      return rulePhases;
    }
  }

  async #rules(phases: readonly RulePhase[]): Promise<TracedRule[]> {
    const found: TracedRule[] = [];
    for (const phase of phases) {
      const { cloudflare, permission } = phaseFacts(phase);
      const address = { zoneId: this.#zone.id, phase: cloudflare, permission };
      const ruleset = await this.#part(`${phase} rules`, 1, () => this.#api.rulesets.entrypoint(address));
      found.push(...(ruleset?.rules ?? []).map((rule) => tracedRule(phase, rule)));
    }
    return found;
  }
}

/** Records on a page: what is more is read page by page. */
const largestPage = 5_000;

/** The phases in which the checks find most. */
const mattering: ReadonlySet<RulePhase> = new Set(['redirect', 'waf_custom']);

/** In words of ours: what Cloudflare says of an error may repeat what others wrote. */
function reasonOf(error: unknown): string {
  if (error instanceof PermissionError) {
    const permission = error.details?.['permission'];
    return typeof permission === 'string' ? `the token lacks ${permission}` : 'the token lacks a permission';
  }
  return error instanceof SafeError ? `Cloudflare's answer is an error (${error.code})` : 'an error';
}

/** Failures one after another from which on the resolver is asked no more. */
const mostFailures = 3;
const questionsAtOnce = 8;
/** Answers kept for the zones to come: what many of them include or lead to is asked for once. */
const mostKept = 10_000;

/** Asks the resolver for many zones, each question once. */
export class World {
  readonly #resolver: PublicResolver;
  readonly #kept = new Map<string, Answer>();
  #failures = 0;

  constructor(resolver: PublicResolver) {
    this.#resolver = resolver;
  }

  /** For one zone, which may ask so many questions that are new. */
  asker({ questions: most }: Limits): Asker {
    let left = most;
    return async (questions) => {
      const answers = new Map<string, Answer>();
      const open: Question[] = [];
      for (const question of questions) {
        const known = this.#kept.get(keyOf(question));
        if (known !== undefined) answers.set(keyOf(question), known);
        else if (left > 0) {
          left -= 1;
          open.push(question);
        } else
          answers.set(
            keyOf(question),
            nothing('silent', `more than ${most} names would have to be asked for`),
          );
      }
      await inParallel(open, questionsAtOnce, async (question) => {
        answers.set(keyOf(question), await this.#ask(question));
      });
      return answers;
    };
  }

  async #ask(question: Question): Promise<Answer> {
    if (this.#failures >= mostFailures) return nothing('silent', 'the resolver does not answer');
    try {
      const answer = answerOf(await this.#resolver.ask(question), question);
      this.#failures = 0;
      if (this.#kept.size >= mostKept) this.#kept.clear();
      this.#kept.set(keyOf(question), answer);
      return answer;
    } catch (error) {
      if (!(error instanceof SafeError) || error.code === 'cancelled') throw error;
      this.#failures += 1;
      return nothing('silent', 'the resolver does not answer');
    }
  }
}

/** An answer of the resolver for one type, with the aliases on the way. */
export function answerOf({ status, answers, truncated }: DnsAnswer, { type }: Question): Answer {
  if (status === responseCodes.serverFailure) return nothing('failed');
  const chain = answers
    .filter((record) => record.type === typeNumbers.CNAME)
    .map(({ data }) => data.toLowerCase().replace(/\.$/u, ''));
  if (status === responseCodes.nameError) return { status: 'missing', values: [], chain };
  if (status !== responseCodes.noError || truncated) return nothing('silent', 'the resolver does not answer');
  const values = answers
    .filter((record) => record.type === typeNumbers[type])
    .flatMap(({ data }) => (isGenericForm(data) ? (textOfGenericForm(type, data) ?? []) : data))
    .map((data) => (type === 'TXT' ? joinedText(data) : data));
  return { status: values.length > 0 ? 'found' : 'empty', values, chain };
}
