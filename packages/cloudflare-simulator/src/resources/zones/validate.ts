import { domainToUnicode } from 'node:url';
import { type Zone, zoneTypes } from '../../contract.ts';
import { invalidParameter } from '../../failures.ts';
import { choiceOf, textFilter } from '../../query.ts';

type Filter = (zone: Zone) => boolean;

const STATUSES = ['initializing', 'pending', 'active', 'moved'] as const;

const SORT_KEYS = {
  name: (zone: Zone) => zone.name,
  status: (zone: Zone) => zone.status,
  'account.id': (zone: Zone) => zone.account.id,
  'account.name': (zone: Zone) => zone.account.name,
  'plan.id': (zone: Zone) => zone.plan,
} as const;

const ORDERS = ['name', 'status', 'account.id', 'account.name', 'plan.id'] as const;

/** Which zones "List Zones" is asked for. @throws {ApiFailure} 400 for a value that is not documented. */
export function zoneFilter(query: URLSearchParams): Filter {
  const filters = [
    nameFilter(query),
    textOf(query, 'account.name', (zone) => zone.account.name),
    exactly(query.get('account.id'), (zone) => zone.account.id),
    exactly(choiceOf(query, 'status', STATUSES), (zone) => zone.status),
    typeFilter(query),
  ].filter((filter) => filter !== undefined);
  const match = choiceOf(query, 'match', ['all', 'any']) ?? 'all';
  if (match === 'all' || filters.length === 0) return (zone) => filters.every((filter) => filter(zone));
  return (zone) => filters.some((filter) => filter(zone));
}

/** In which order. By name, ascending, unless asked otherwise: the default is not documented. */
export function zoneOrder(query: URLSearchParams): (one: Zone, other: Zone) => number {
  const key = SORT_KEYS[choiceOf(query, 'order', ORDERS) ?? 'name'];
  const sign = choiceOf(query, 'direction', ['asc', 'desc']) === 'desc' ? -1 : 1;
  return (one, other) => sign * (compare(key(one), key(other)) || compare(one.name, other.name));
}

/** A comma-separated list. */
function typeFilter(query: URLSearchParams): Filter | undefined {
  const types = query.get('type')?.split(',');
  if (types === undefined) return undefined;
  if (!types.every((type) => zoneTypes.some((known) => known === type))) {
    throw invalidParameter('type', `must be a list of ${zoneTypes.join(', ')}`);
  }
  return (zone) => types.includes(zone.type ?? 'full');
}

/** Names are compared in Unicode, in which they are answered; a name in Punycode is taken too. */
function nameFilter(query: URLSearchParams): Filter | undefined {
  const expression = query.get('name');
  if (expression === null) return undefined;
  const accepts = textFilter(/^[^:]*$/u.test(expression) ? domainToUnicode(expression) : expression);
  return (zone) => accepts(domainToUnicode(zone.name));
}

function textOf(query: URLSearchParams, name: string, read: (zone: Zone) => string): Filter | undefined {
  const expression = query.get(name);
  if (expression === null) return undefined;
  const accepts = textFilter(expression);
  return (zone) => accepts(read(zone));
}

function exactly(sought: string | null | undefined, read: (zone: Zone) => string): Filter | undefined {
  return sought === null || sought === undefined ? undefined : (zone) => read(zone) === sought;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
