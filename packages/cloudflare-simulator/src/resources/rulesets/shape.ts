/** A small language for the shapes of JSON values. A check returns nothing, and throws what is wrong with a value. */

import type { PlanName } from '../../contract.ts';
import { isRecord } from '../../json.ts';
import type { Members } from './model.ts';
import { invalid, planTooLow, required, unknownField, wrongType } from './refusals.ts';
import { reaches, type Scene } from './scene.ts';

/**
 * @param pointer where the value stands in the body (RFC 6901).
 * @throws {ApiFailure} 400.
 */
export type Check = (value: unknown, pointer: string, scene: Scene) => void;

/** The pointer to a member or an element of what `pointer` points to. */
export function below(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function nameOf(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1);
}

/** @throws {ApiFailure} 400 for anything but an object. */
export function membersOf(value: unknown, pointer: string): Members {
  if (!isRecord(value)) throw wrongType('an object', pointer);
  return value;
}

/** A null stands for a member that is left out (recordings/rulesets.json). */
export function withoutNulls(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null));
}

/** @throws {ApiFailure} 400 for anything but a string. */
export function textOf(value: unknown, pointer: string): string {
  if (typeof value !== 'string') throw wrongType('a string', pointer);
  return value;
}

/** @throws {ApiFailure} 400 for the first member that is not among the known ones. */
export function refuseOthers(members: Members, known: ReadonlySet<string>, pointer: string): void {
  const other = Object.keys(members).find((name) => !known.has(name));
  if (other !== undefined) throw unknownField(other, below(pointer, other));
}

/** An object with these members, and no other. */
export function object(checks: Readonly<Record<string, Check>>, needed: readonly string[] = []): Check {
  return (value, pointer, scene) => {
    const members = withoutNulls(membersOf(value, pointer));
    for (const name of needed) {
      if (members[name] === undefined) throw required(name, below(pointer, name));
    }
    for (const [name, member] of Object.entries(members)) {
      const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
      if (check === undefined) throw unknownField(name, below(pointer, name));
      check(member, below(pointer, name), scene);
    }
  };
}

/** An object with members of any name. @param checkName gets the name as its value. */
export function mapping(checkName: Check, checkValue: Check, limits: Limits = {}): Check {
  return (value, pointer, scene) => {
    const entries = Object.entries(membersOf(value, pointer));
    checkAmount(entries.length, limits, pointer);
    for (const [name, member] of entries) {
      checkName(name, below(pointer, name), scene);
      checkValue(member, below(pointer, name), scene);
    }
  };
}

export interface Limits {
  readonly least?: number;
  readonly most?: number;
}

export function list(check: Check, limits: Limits = {}): Check {
  return (value, pointer, scene) => {
    if (!Array.isArray(value)) throw wrongType('an array', pointer);
    checkAmount(value.length, limits, pointer);
    for (const [index, item] of value.entries()) check(item, below(pointer, index), scene);
  };
}

function checkAmount(
  amount: number,
  { least = 0, most = Number.POSITIVE_INFINITY }: Limits,
  pointer: string,
): void {
  if (amount < least) throw invalid(amount, nameOf(pointer), `it must have at least ${least} items`, pointer);
  if (amount > most) throw invalid(amount, nameOf(pointer), `it must have at most ${most} items`, pointer);
}

export const flag: Check = (value, pointer) => {
  if (typeof value !== 'boolean') throw wrongType('a boolean', pointer);
};

/** A switch that can only be thrown in one direction. */
export const onlyTrue: Check = (value, pointer) => {
  if (value !== true) throw invalid(value, nameOf(pointer), 'it can only be true', pointer);
};

export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Check {
  return (value, pointer) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrongType('an integer', pointer);
    if (value < least || value > most) {
      throw invalid(value, nameOf(pointer), `it must be from ${least} to ${most}`, pointer);
    }
  };
}

/** @param most characters. */
export function text(most = Number.POSITIVE_INFINITY): Check {
  return (value, pointer) => {
    if (typeof value !== 'string') throw wrongType('a string', pointer);
    if (value === '') throw invalid(value, nameOf(pointer), 'it cannot be blank', pointer);
    if (Array.from(value).length > most) {
      throw invalid(value, nameOf(pointer), `it must have at most ${most} characters`, pointer);
    }
  };
}

/** @param rule what the pattern asks for, as the end of a sentence. */
export function matching(pattern: RegExp, rule: string): Check {
  return (value, pointer) => {
    if (typeof value !== 'string') throw wrongType('a string', pointer);
    if (!pattern.test(value)) throw invalid(value, nameOf(pointer), `it must ${rule}`, pointer);
  };
}

export function oneOf(choices: readonly (string | number)[]): Check {
  return (value, pointer) => {
    if (choices.some((choice) => choice === value)) return;
    throw invalid(value, nameOf(pointer), `it must be one of ${choices.join(', ')}`, pointer);
  };
}

/** Several checks, in this order. */
export function all(...checks: readonly Check[]): Check {
  return (value, pointer, scene) => {
    for (const check of checks) check(value, pointer, scene);
  };
}

/** What only this plan and those above have. @param what as in "the use of …". */
export function from(needed: PlanName, what: string, check: Check): Check {
  return (value, pointer, scene) => {
    if (!reaches(scene, needed)) throw planTooLow(what, needed, pointer);
    check(value, pointer, scene);
  };
}

/** Any of these members, at least one. */
export function someOf(...names: readonly string[]): Check {
  return (value, pointer) => {
    const members = membersOf(value, pointer);
    if (names.some((name) => members[name] !== undefined)) return;
    throw invalid(members, nameOf(pointer), `it must have one of ${names.join(', ')}`, pointer);
  };
}

/** Exactly one of two members. */
export function eitherOf(one: string, other: string): Check {
  return (value, pointer) => {
    const members = membersOf(value, pointer);
    if ((members[one] === undefined) !== (members[other] === undefined)) return;
    throw invalid(members, nameOf(pointer), `it must have exactly one of ${one} and ${other}`, pointer);
  };
}

/** None of the `others` beside `name`. */
export function excludes(name: string, ...others: readonly string[]): Check {
  return (value, pointer) => {
    const members = membersOf(value, pointer);
    if (members[name] === undefined) return;
    const other = others.find((candidate) => members[candidate] !== undefined);
    if (other === undefined) return;
    throw invalid(members, nameOf(pointer), `${name} cannot be used with ${other}`, pointer);
  };
}
