/** "Create Zone" and "Edit Zone" (API reference, Zones). */

import { domainToASCII, domainToUnicode } from 'node:url';
import {
  type Account,
  ApiFailure,
  type CallerRequest,
  type Determinism,
  type Zone,
  type ZoneType,
  zoneTypes,
} from '../../contract.ts';
import { isRecord, isStringArray } from '../../json.ts';

export interface ZoneWriteContext {
  readonly zones: () => readonly Zone[];
  readonly accounts: () => readonly Account[];
  /** Adds a zone, or replaces the one with its id. */
  readonly putZone: (zone: Zone) => void;
  /** With all that is in it. */
  readonly removeZone: (id: string) => void;
  readonly determinism: Determinism;
}

const NAME = /^(?=.{3,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/u;

/** A new zone is pending, and on the Free plan. Records are not looked for: no `jump_start` is documented any more. */
export function createZone(context: ZoneWriteContext, request: CallerRequest): Zone {
  const body = request.json();
  const given = isRecord(body) ? body : {};
  const account = accountOf(context, given['account']);
  if (!request.caller.permissions.has('Zone Write')) throw mayNotCreate();
  const name = typeof given['name'] === 'string' ? domainToASCII(given['name']).toLowerCase() : '';
  if (!NAME.test(name)) throw refused(1049, `${String(given['name'])} is not a registered domain`);
  if (context.zones().some((zone) => zone.name === name)) throw exists(domainToUnicode(name));
  const zone: Zone = {
    id: context.determinism.id(),
    name,
    plan: 'free',
    type: typeOf(given['type'] ?? 'full'),
    account: { id: account.id, name: account.name },
    status: 'pending',
    paused: false,
    nameServers: ['hazel.ns.cloudflare.com', 'rowan.ns.cloudflare.com'],
    createdOn: new Date(context.determinism.now()).toISOString(),
    pointed: new Set(),
  };
  context.putZone(zone);
  return zone;
}

/** "Only one zone property can be changed at a time." The plan is no property of this operation. */
export function editZone(context: ZoneWriteContext, zone: Zone, body: unknown): Zone {
  const [[name, value] = ['', undefined], ...others] = isRecord(body) ? Object.entries(body) : [];
  if (others.length > 0) throw refused(1006, 'Only one zone property can be changed at a time');
  const edited = { ...zone, ...changeOf(zone, name, value) };
  context.putZone(edited);
  return edited;
}

function changeOf(zone: Zone, name: string, value: unknown): Partial<Zone> {
  if (name === 'paused' && typeof value === 'boolean') return { paused: value };
  if (name === 'type') {
    if (zone.plan !== 'enterprise') throw refused(1007, 'The plan of this zone cannot change its type', 403);
    return { type: typeOf(value) };
  }
  if (name === 'vanity_name_servers' && isStringArray(value)) {
    const isAllowed = zone.plan === 'business' || zone.plan === 'enterprise';
    if (!isAllowed) throw refused(1007, 'The plan of this zone has no custom name servers', 403);
    return { vanityNameServers: value };
  }
  throw refused(1004, `Invalid value for zone property '${name}'`);
}

function typeOf(value: unknown): ZoneType {
  const type = zoneTypes.find((known) => known === value);
  if (type === undefined) throw refused(1004, "Invalid value for zone property 'type'");
  return type;
}

/** A token has no account of its own: without one nothing is permitted (recordings/zones.json). */
function accountOf({ accounts }: ZoneWriteContext, given: unknown): Account {
  const id = isRecord(given) ? given['id'] : undefined;
  const account = accounts().find((known) => known.id === id);
  if (account === undefined) throw refused(1068, 'Permission denied');
  return account;
}

/** Words as quoted in DNSControl/dnscontrol issue 2290 (2023-04-19); code and status are assumed. */
function mayNotCreate(): ApiFailure {
  const permission = 'com.cloudflare.api.account.zone.create';
  return refused(0, `Requires permission "${permission}" to create zones for the selected account`, 403);
}

/** recordings/zones.json. */
function exists(name: string): ApiFailure {
  return refused(1061, `${name} already exists`);
}

/** Codes and words are assumed, except where a comment names their source. */
function refused(code: number, message: string, status = 400): ApiFailure {
  return new ApiFailure(status, [{ code, message }]);
}
