import type { Candidates, Completer } from '@crunchtools/mcp-core';
import type { Services } from './services.ts';

const most = 100;
const none: Candidates = { values: [] };

/** A title is no longer. */
const longest = 255;

/** Titles of pages that exist for this server. */
export const completeTitle: Completer<Services> = async (typed, _given, { services }) => {
  if (typed.length > longest) return none;
  const { search, namespaces } = services;
  const range = { most, from: undefined, namespaces: undefined };
  const { items, next } =
    typed === '' ? await search.withPrefix(undefined, 0, range) : await search.beginning(typed, most);
  const values: string[] = [];
  for (const { ns, title } of items) if (await namespaces.exists(ns)) values.push(title);
  return { values, more: next !== undefined };
};

/** Names of categories that are in use. A name in a namespace that does not exist for this server is not told. */
export const completeCategory: Completer<Services> = async (typed, _given, { services }) => {
  if (typed.length > longest || !(await services.namespaces.exists(categories))) return none;
  const { items, next } = await services.search.categories(typed, most);
  return { values: items, more: next !== undefined };
};

/** The number of the namespace of categories on every wiki. */
const categories = 14;
