import { isJsonObject, type JsonObject, type JsonValue } from '@crunchtools/mcp-core';
import type { RulePhase } from '../phases.ts';
import type { SampleZone } from '../scope/request.ts';
import type { Scope } from '../scope/search.ts';
import type { Breadth } from '../scope/visits.ts';

/** Something that protects visitors or the site as long as the rule is as it is. */
export interface Protection {
  readonly guard: string;
  /** By which it is found again in the rule as it is to be. */
  readonly key: string;
  /** Whether what takes its place protects as much. */
  isKeptBy(other: Protection): boolean;
  /** How it protects: what the other one is compared by. Absent: it protects, or is not there. */
  readonly value?: JsonValue | undefined;
  /** A sentence for when it ends. */
  readonly ends: string;
  /** A sentence for when it is weaker; absent: the same. */
  readonly weakens?: string;
  /** A sentence for when it holds for fewer requests, up to the example. */
  readonly narrows: string;
}

/** Something that a rule does and that a person should know of before. */
export interface Harm {
  readonly guard: string;
  readonly key: string;
  /** Absent: it harms, or is not there. */
  readonly value?: JsonValue | undefined;
  /** Whether it is worse than with this value before. Without it, another value is. */
  isNews?(before: JsonValue | undefined): boolean;
  readonly text: string;
}

/** A rule that is on, with what its scope was found to be. */
export interface RuleView {
  readonly phase: RulePhase;
  readonly definition: JsonObject;
  readonly scope: Scope;
  readonly zone: SampleZone;
  /** For how much it is; made when first asked for. */
  breadth(): Breadth | undefined;
}

export interface Effects {
  readonly protections: readonly Protection[];
  readonly harms: readonly Harm[];
  /** Of a redirect: whether requests by http are led to https, be it another page. */
  readonly leadsToHttps?: boolean;
}

/** One that is found again by its sentence, which is always the same. */
export function fixedHarm(guard: string, text: string, value?: JsonValue): Harm {
  return { guard, key: text, value, text };
}

export const nothing: Effects = { protections: [], harms: [] };

const kindsOfRequests: Readonly<Record<Breadth['which'], string>> = {
  all: 'request',
  http: 'http request',
  signed_in: 'request of a visitor who is signed in',
  POST: 'POST request',
  query: 'request with a query string',
  folder: 'request for a page in a folder',
};

/** In words, for a sentence with `of`. */
export function breadthWords({ kind, host, which }: Breadth): string {
  if (kind === 'home') return `the home page of ${host}`;
  const requests = `every ${kindsOfRequests[which]}`;
  return kind === 'zone' ? requests : `${requests} to ${host}`;
}

/** Something of the server's own making: no example for a person. */
const madeUp = /q7h|h7q/u;

/** ` such as <URL>`, where the URL can be shown: rules are written by others, too. */
export function example(url: string | undefined): string {
  if (url === undefined || madeUp.test(url)) return '';
  return /^https?:\/\/[a-z0-9.-]{1,100}(?::\d+)?\/[\w./~-]{0,60}$/u.test(url) ? ` such as ${url}` : '';
}

export function objectIn(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function parameter(
  { action_parameters: parameters }: JsonObject,
  name: string,
): JsonValue | undefined {
  return objectIn(parameters)[name];
}

/** Follows names through objects. */
export function at(value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined {
  let found = value;
  for (const name of names) found = objectIn(found)[name];
  return found;
}

export function textIn(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberIn(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

export function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
