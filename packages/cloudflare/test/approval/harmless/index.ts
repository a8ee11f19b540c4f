import type { Case } from '../case.ts';

/** Changes of every day, which nobody wants to be asked about. */
export const harmlessCases: readonly Case[] = [];
