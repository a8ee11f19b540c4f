import { InputError, isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { Issue, type Problem } from '../../../problem.ts';
import { isProxiable } from '../attributes.ts';
import { ownerName } from '../names.ts';
import type { RecordChange } from '../types.ts';
import { type CheckedRecord, type DesiredNames, Groups, type PlacedProblem } from './desired.ts';
import { type ExistingRecord, isKeptByCloudflare, refuseBeside, valueKey } from './existing.ts';
import {
  appendInSteps,
  filterInSteps,
  findInSteps,
  groupInSteps,
  type Matching,
  mapInSteps,
  matchValuesInSteps,
  pairInSteps,
  subjectOf,
} from './match.ts';

/**
 * The attributes that a wish names and that are not as it wishes them. What it does not name stays as it is. An
 * empty comment or list of tags is the same as none, and so is a setting that is off; tags have no order.
 */
function attributesToChange(
  { record: wished, ttlYields }: CheckedRecord,
  stored: ExistingRecord,
): RecordChange {
  const { comment, tags, private_routing: routing } = wished;
  const proxied = isProxiable(stored.type) ? wished.proxied : undefined;
  const isProxied = stored.proxied ?? false;
  const ttl = ttlYields === true && (proxied ?? isProxied) ? undefined : wished.ttl;
  const settings = settingsToChange(wished.settings, stored.settings);
  return {
    ...(ttl === undefined || ttl === stored.ttl ? {} : { ttl }),
    ...(proxied === undefined || proxied === isProxied ? {} : { proxied }),
    ...(routing === undefined || routing === (stored.private_routing ?? false)
      ? {}
      : { private_routing: routing }),
    ...(comment === undefined || comment.trim() === (stored.comment ?? '').trim() ? {} : { comment }),
    ...(tags === undefined || sameTags(tags, stored.tags ?? []) ? {} : { tags }),
    ...(settings === undefined ? {} : { settings }),
  };
}

/** `name` and `name:` are the same tag: Cloudflare's zone files write a tag without a value either way. */
function sameTags(wished: readonly string[], stored: readonly string[]): boolean {
  const [some, others] = [normalTags(wished), normalTags(stored)];
  return some.length === others.length && some.every((tag, index) => tag === others[index]);
}

function normalTags(tags: readonly string[]): readonly string[] {
  return tags.map((tag) => tag.replace(/:$/, '')).sort();
}

function settingsToChange(wished: unknown, stored: JsonObject = {}): JsonObject | undefined {
  if (!isJsonObject(wished)) return undefined;
  const changed = Object.entries(wished).filter(
    ([name, value]) => (value ?? false) !== (stored[name] ?? false),
  );
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

/** The service of Cloudflare that made a record and keeps it. */
export interface Service {
  readonly name: string;
  /** Whether Cloudflare refuses to change or delete the record. */
  readonly isLocked: boolean;
  /** What to do instead of writing the record. */
  readonly instead: string;
}

interface Mark {
  readonly member: string;
  readonly name: string;
  readonly instead: string;
}

/** Members of `meta`, as clients saw them: DNSControl issue 3850 (2025), Dnsflare pull request 48 (2026). */
const marks: readonly Mark[] = [
  {
    member: 'email_routing',
    name: 'Email Routing',
    instead:
      'Disable Email Routing, or unlock its records, in the dashboard (Email Service > Email Routing).',
  },
  {
    member: 'origin_worker_id',
    name: 'a custom domain of a Worker',
    instead: 'Remove the custom domain from the Worker (Workers & Pages > Settings > Domains & Routes).',
  },
  {
    member: 'r2_bucket',
    name: 'a custom domain of an R2 bucket',
    instead: 'Remove the custom domain from the bucket (R2 > Settings > Custom Domains).',
  },
];

const another: Omit<Mark, 'member'> = {
  name: 'a service of Cloudflare',
  instead: 'Change it where that service is set up in the dashboard.',
};

/**
 * Which service of Cloudflare a record belongs to, by its `meta`; `undefined` for ordinary ones. Records of Email
 * Routing that are said not to be read-only are unlocked: they can be written, but stay Email Routing's.
 */
export function serviceOf({ meta }: { readonly meta?: JsonObject | undefined }): Service | undefined {
  if (!isJsonObject(meta)) return undefined;
  const readOnly = meta['read_only'];
  const mark = marks.find(({ member }) => isSet(meta[member]));
  if (mark === undefined && readOnly !== true) return undefined;
  const { name, instead } = mark ?? another;
  return { name, instead, isLocked: readOnly !== false };
}

/** What to do instead of writing a record of a service, by the name that `serviceOf` gives it. */
export function insteadOf(service: string): string {
  return (marks.find(({ name }) => name === service) ?? another).instead;
}

function isSet(value: JsonObject[string]): boolean {
  return value !== undefined && value !== null && value !== false && value !== '';
}

/** The part of a zone that is looked at; a member that is absent sets no limit. */
export interface Selection {
  /** Full names. */
  readonly names?: ReadonlySet<string>;
  readonly types?: ReadonlySet<string>;
}

function isInSelection(
  { name, type }: { readonly name: string; readonly type: string },
  { names, types }: Selection,
): boolean {
  return (names?.has(name.toLowerCase()) ?? true) && (types?.has(type) ?? true);
}

/** As many problems as an answer names; the others are counted. */
const mostProblems = 20;

/**
 * In steps of one name each.
 * @throws {InputError} that lists the names that are not of this zone.
 */
export function* selectionOf(
  {
    names,
    types,
  }: { readonly names?: readonly string[] | undefined; readonly types?: readonly string[] | undefined },
  zoneName: string,
): Generator<void, Selection, void> {
  const problems: Problem[] = [];
  const full = new Set<string>();
  for (const [index, name] of (names ?? []).entries()) {
    const outcome = ownerName(name, zoneName);
    if (outcome instanceof Issue) problems.push({ field: `names.${index}`, problem: outcome.reason });
    else full.add(outcome);
    yield;
  }
  if (problems.length > 0) throw notOfTheZone(problems);
  return {
    ...(names === undefined ? {} : { names: full }),
    ...(types === undefined ? {} : { types: new Set(types) }),
  };
}

function notOfTheZone(problems: readonly Problem[]): InputError {
  const shown = problems.slice(0, mostProblems);
  const lines = shown.map(({ field, problem }) => `${field}: ${problem}`);
  if (problems.length > shown.length) lines.push(`and ${problems.length - shown.length} more`);
  return new InputError(lines.join('; '), {
    nextStep: 'Correct the arguments and call again. Nothing was sent.',
    details: { problems: shown.map((problem) => ({ ...problem })), total: problems.length },
  });
}

/** A record that is wished and not looked at could never be said to be there. */
export function* outsideOf(
  { byName }: DesiredNames,
  selection: Selection,
): Generator<void, readonly PlacedProblem[], void> {
  const problems: PlacedProblem[] = [];
  for (const name of byName.keys()) {
    for (const { origin, record } of byName.get(name)) {
      const { type } = record;
      if (isInSelection({ name, type }, selection)) continue;
      const problem = `${type} ${name} is not among the names and types that this call is limited to`;
      problems.push({ origin, problem });
    }
    yield;
  }
  return problems;
}

/** How the wishes for a name meet the records there that services of Cloudflare keep. */
export interface BesideServices {
  /** Wishes that such a record fulfils. Its attributes are the service's to choose. */
  readonly there: number;
  /** Wishes that would change such a record, or take its place. */
  readonly yielding: readonly CheckedRecord[];
  /** All other wishes. */
  readonly open: readonly CheckedRecord[];
}

/**
 * A wish that says anew what such a record says (an SPF policy, the priority of a mail host) yields to it: a second
 * one beside it would be worse than none. So does an address or alias where a service answers for the name.
 *
 * @param records those of one name that services keep.
 */
function* besideServicesInSteps(
  wishes: readonly CheckedRecord[],
  records: readonly ExistingRecord[],
  zoneName: string,
): Generator<void, BesideServices, void> {
  if (records.length === 0) return { there: 0, yielding: [], open: wishes };
  const byValue = yield* pairInSteps(
    wishes,
    records,
    ({ type, key }) => `${type} ${key}`,
    (record) => `${record.type} ${valueKey(record, zoneName)}`,
  );
  const bySubject = yield* pairInSteps(
    byValue.wishes,
    byValue.records,
    ({ type, value }) => typed(type, subjectOf(type, value)),
    (record) => typed(record.type, subjectOf(record.type, record)),
  );
  const answers = records.some(({ type }) => isAddressOrAlias(type));
  const yields = ({ type }: CheckedRecord): boolean => answers && isAddressOrAlias(type);
  const paired = yield* mapInSteps(bySubject.pairs, ({ wish }) => wish);
  return {
    there: byValue.pairs.length,
    yielding: [...paired, ...(yield* filterInSteps(bySubject.wishes, yields))],
    open: yield* filterInSteps(bySubject.wishes, (wish) => !yields(wish)),
  };
}

function typed(type: string, subject: string | undefined): string | undefined {
  return subject === undefined ? undefined : `${type} ${subject}`;
}

function isAddressOrAlias(type: string): boolean {
  return type === 'A' || type === 'AAAA' || type === 'CNAME';
}

/** `3 MX and 1 TXT of Email Routing, 1 AAAA of a custom domain of a Worker`. */
export function countServices(records: readonly ExistingRecord[]): string {
  return countKept(records.map((record) => ({ type: record.type, keeper: serviceOf(record)?.name ?? '' })));
}

/** As `countServices`, for records of which only the type and the name of the service are known. */
export function countKept(records: readonly { readonly type: string; readonly keeper: string }[]): string {
  const services = new Map<string, Map<string, number>>();
  for (const { type, keeper } of records) {
    const types = services.get(keeper) ?? new Map<string, number>();
    services.set(keeper, types.set(type, (types.get(type) ?? 0) + 1));
  }
  return [...services]
    .map(
      ([name, types]) => `${[...types].map(([type, count]) => `${count} ${type}`).join(' and ')} of ${name}`,
    )
    .join(', ');
}

/** One step from the records there are to those that are wished. */
export type SyncStep<Stored> =
  | { readonly kind: 'create'; readonly wish: CheckedRecord; readonly instead?: Stored }
  | {
      readonly kind: 'update';
      readonly wish: CheckedRecord;
      readonly record: Stored;
      readonly change: RecordChange;
    }
  | { readonly kind: 'delete'; readonly record: Stored };

/** What there is to say of a comparison beside its steps. */
export interface Diff {
  /** Wishes that are there already. */
  readonly unchanged: number;
  /** Records of listed names that are in the selection, but not listed, and stay because nothing is pruned. */
  readonly staying: number;
  /** Wishes for records that are Cloudflare's to keep and are not there as wished. */
  readonly leftAlone: readonly CheckedRecord[];
  /** Wishes that yield to a record that a service of Cloudflare keeps. */
  readonly yielding: readonly CheckedRecord[];
  /** Records that services of Cloudflare keep, where a wish or `prune` would have touched them. */
  readonly services: readonly ExistingRecord[];
  readonly problems: readonly PlacedProblem[];
}

export interface NameDiff<Stored> {
  readonly name: string;
  readonly steps: readonly SyncStep<Stored>[];
}

export interface DiffOptions {
  readonly zoneName: string;
  readonly selection: Selection;
  /** Whether records in the selection that are not listed are deleted. */
  readonly prune: boolean;
  /** Whether DNSKEY records of the zone itself stay as they are. */
  readonly keepsKeys?: boolean;
  /** Records that `prune` leaves: what lists the others had something to say of them that could not be read. */
  readonly spares?: ((record: Pick<ExistingRecord, 'type' | 'name'>) => boolean) | undefined;
}

/**
 * The fewest steps from the stored records to the wished ones. What a wish does not name stays as it is. A record
 * that is not listed is deleted only when `prune` says so, or where it cannot stand beside a listed one. The name
 * servers of the zone itself and records that services of Cloudflare keep are never touched.
 *
 * @param take is given the steps of each name that needs any, one name after another.
 */
export function* diffRecordsInSteps<Stored extends ExistingRecord>(
  wishes: DesiredNames,
  stored: readonly Stored[],
  options: DiffOptions,
  take: (diff: NameDiff<Stored>) => Generator<void, void, void>,
): Generator<void, Diff, void> {
  const records = new Groups<Stored>();
  for (const record of stored) {
    records.add(record.name.toLowerCase(), record);
    yield;
  }
  const wished = wishes.byName;
  const names = options.prune ? new Set([...wished.keys(), ...records.keys()]) : wished.keys();
  let unchanged = 0;
  let staying = 0;
  const leftAlone: CheckedRecord[] = [];
  const yielding: CheckedRecord[] = [];
  const services: ExistingRecord[] = [];
  const problems: PlacedProblem[] = [];
  for (const name of names) {
    const checked = yield* wishes.ofInSteps(name);
    const there = records.get(name);
    if (isAlreadySo(checked, there, options.zoneName)) {
      unchanged += 1;
      continue;
    }
    const outcome = yield* diffName(name, checked, there, options);
    yield;
    if (outcome.steps.length > 0) yield* take({ name, steps: outcome.steps });
    unchanged += outcome.unchanged;
    staying += outcome.staying;
    yield* appendInSteps(leftAlone, outcome.leftAlone);
    yield* appendInSteps(yielding, outcome.yielding);
    yield* appendInSteps(services, outcome.services);
    yield* appendInSteps(problems, outcome.problems);
  }
  return { unchanged, staying, leftAlone, yielding, services, problems };
}

/**
 * Whether the one record of a name is what the one wish for it says. Most of a large zone is, and the comparison below
 * makes forty lists for each name. A test holds that it says the same.
 */
function isAlreadySo(
  [wish, ...wishes]: readonly CheckedRecord[],
  [record, ...records]: readonly ExistingRecord[],
  zoneName: string,
): boolean {
  return (
    wish !== undefined &&
    record !== undefined &&
    wishes.length === 0 &&
    records.length === 0 &&
    wish.type === record.type &&
    serviceOf(record) === undefined &&
    isValueOf(wish, record, zoneName) &&
    Object.keys(attributesToChange(wish, record)).length === 0
  );
}

function isValueOf({ type, value, key }: CheckedRecord, record: ExistingRecord, zoneName: string): boolean {
  // Most are stored as they are wished. What is stored of a text is not in the form of a wish.
  const isSame =
    type !== 'TXT' &&
    value.content !== undefined &&
    value.content === record.content &&
    value.priority === record.priority;
  return isSame || key === valueKey(record, zoneName);
}

interface NameOutcome<Stored> extends NameDiff<Stored>, Diff {}

function* diffName<Stored extends ExistingRecord>(
  name: string,
  wishes: readonly CheckedRecord[],
  stored: readonly Stored[],
  options: DiffOptions,
): Generator<void, NameOutcome<Stored>, void> {
  const { zoneName, selection, prune } = options;
  const isKey = ({ type }: { readonly type: string }): boolean =>
    options.keepsKeys === true && type === 'DNSKEY' && name === zoneName;
  const isKept = (record: Pick<Stored, 'type' | 'name'>): boolean =>
    isKeptByCloudflare(record, zoneName) || isKey(record);
  const kept = yield* keptWishes(
    yield* filterInSteps(wishes, isKept),
    yield* filterInSteps(stored, isKept),
    zoneName,
  );
  const ofServices = yield* filterInSteps(stored, (record) => serviceOf(record) !== undefined);
  const others = yield* filterInSteps(wishes, (wish) => !isKept(wish));
  const beside = yield* besideServicesInSteps(others, ofServices, zoneName);
  const { open } = beside;
  const isMine = (record: Stored): boolean => !isKept(record) && serviceOf(record) === undefined;
  const isWithin = (record: Stored): boolean => isInSelection(record, selection);
  const mine = yield* filterInSteps(stored, (record) => isMine(record) && isWithin(record));
  const isSpared = (type: string): boolean => options.spares?.({ type, name }) ?? false;
  const sets = yield* matchTypes(open, mine, options, isSpared);
  const unlisted = sets.flatMap((set) => set.unlisted);
  const kinds = yield* oneOfEachType(open);
  const inTheWay = yield* filterInSteps(unlisted, (record) =>
    kinds.some((wish) => isRival(wish, record, zoneName)),
  );
  const outOfReach = yield* filterInSteps(
    stored,
    (record) => !isKept(record) && (!isMine(record) || !isWithin(record)),
  );
  const deletes = yield* mapInSteps(inTheWay, deletionOf);
  const creates: SyncStep<Stored>[] = [];
  for (const { missing } of sets) yield* creationsOf(creates, missing, inTheWay, zoneName);
  const going = new Set(inTheWay);
  const servicesTouched = yield* filterInSteps(
    ofServices,
    (record) => beside.yielding.length > 0 || (prune && isWithin(record)),
  );
  const pruned = yield* filterInSteps(
    unlisted,
    (record) => prune && !going.has(record) && !isSpared(record.type),
  );
  const updates = yield* updatesOf(sets);
  const problems: PlacedProblem[] = [];
  for (const wish of kinds) problems.push(...(yield* rivalOutOfReach(wish, outOfReach, zoneName)));
  const paired = sets.reduce((total, { equal, changed }) => total + equal.length + changed.length, 0);
  return {
    name,
    steps: [...deletes, ...updates, ...creates, ...(yield* mapInSteps(pruned, deletionOf))],
    unchanged: kept.there + beside.there + paired - updates.length,
    staying: unlisted.length - inTheWay.length - pruned.length,
    leftAlone: kept.missing,
    yielding: beside.yielding,
    services: servicesTouched,
    problems,
  };
}

function* matchTypes<Stored extends ExistingRecord>(
  wishes: readonly CheckedRecord[],
  records: readonly Stored[],
  { zoneName, prune }: DiffOptions,
  isSpared: (type: string) => boolean,
): Generator<void, readonly Matching<Stored>[], void> {
  const wished = yield* groupInSteps(wishes, ({ type }): string => type);
  const stored = yield* groupInSteps(records, ({ type }) => type);
  const matchings: Matching<Stored>[] = [];
  for (const type of new Set([...wished.keys(), ...stored.keys()])) {
    const some = { zoneName, prune: prune && !isSpared(type) };
    matchings.push(yield* matchValuesInSteps(wished.get(type) ?? [], stored.get(type) ?? [], some));
  }
  return matchings;
}

function* updatesOf<Stored extends ExistingRecord>(
  sets: readonly Matching<Stored>[],
): Generator<void, readonly SyncStep<Stored>[], void> {
  const steps: SyncStep<Stored>[] = [];
  for (const { equal, changed } of sets) {
    for (const { wish, record } of equal) {
      const change = attributesToChange(wish, record);
      if (Object.keys(change).length > 0) steps.push({ kind: 'update', wish, record, change });
      yield;
    }
    for (const { wish, record } of changed) {
      const change = { ...attributesToChange(wish, record), ...wish.value };
      steps.push({ kind: 'update', wish, record, change });
      yield;
    }
  }
  return steps;
}

/** Only the type decides what stands beside what, and a name may have thousands of records of one type. */
function* oneOfEachType(wishes: readonly CheckedRecord[]): Generator<void, readonly CheckedRecord[], void> {
  const byType = new Map<string, CheckedRecord>();
  for (const wish of wishes) {
    byType.set(wish.type, wish);
    yield;
  }
  return [...byType.values()];
}

/**
 * A record that takes the place of another gets the attributes of that one where it names none of its own.
 *
 * @param missing all of one type.
 */
function* creationsOf<Stored extends ExistingRecord>(
  steps: SyncStep<Stored>[],
  missing: readonly CheckedRecord[],
  inTheWay: readonly Stored[],
  zoneName: string,
): Generator<void, void, void> {
  const [first] = missing;
  if (first === undefined) return;
  const instead = yield* findInSteps(inTheWay, (record) => isRival(first, record, zoneName));
  for (const wish of missing) {
    steps.push(instead === undefined ? { kind: 'create', wish } : { kind: 'create', wish, instead });
    yield;
  }
}

function deletionOf<Stored>(record: Stored): SyncStep<Stored> {
  return { kind: 'delete', record };
}

function isRival(wish: CheckedRecord, record: ExistingRecord, zoneName: string): boolean {
  return refuseBeside(wish, { type: record.type, name: wish.name }, zoneName) !== undefined;
}

function* rivalOutOfReach(
  wish: CheckedRecord,
  records: readonly ExistingRecord[],
  zoneName: string,
): Generator<void, readonly PlacedProblem[], void> {
  const rival = yield* findInSteps(records, (record) => isRival(wish, record, zoneName));
  if (rival === undefined) return [];
  const service = serviceOf(rival);
  const advice =
    service === undefined
      ? `which this call must leave alone: add ${rival.type} to types, or delete that record first`
      : `which belongs to ${service.name}`;
  const problem = `cannot stand beside the ${rival.type} record of ${wish.name}, ${advice}`;
  return [{ origin: wish.origin, problem }];
}

function* keptWishes(
  wishes: readonly CheckedRecord[],
  stored: readonly ExistingRecord[],
  zoneName: string,
): Generator<void, { readonly there: number; readonly missing: readonly CheckedRecord[] }, void> {
  if (wishes.length === 0) return { there: 0, missing: [] };
  const values = yield* groupInSteps(stored, (record) => `${record.type} ${valueKey(record, zoneName)}`);
  const missing = yield* filterInSteps(wishes, ({ type, key }) => !values.has(`${type} ${key}`));
  return { there: wishes.length - missing.length, missing };
}
