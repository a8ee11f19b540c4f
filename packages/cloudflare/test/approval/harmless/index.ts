import type { Case } from '../case.ts';
import * as dns from './dns.ts';
import * as field from './field.ts';
import * as lists from './lists.ts';
import * as managed from './managed.ts';
import * as rules from './rules.ts';
import * as zone from './zone.ts';

/** Changes of every day, which nobody wants to be asked about. */
export const harmlessCases: readonly Case[] = [
  ...Object.values(dns),
  ...Object.values(rules),
  ...Object.values(zone),
  ...Object.values(lists),
  ...Object.values(managed),
  ...Object.values(field),
].flat();
