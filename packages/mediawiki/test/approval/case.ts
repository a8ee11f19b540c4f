/** A case of the approval corpora: a page of its own, and one call that changes it. */

import type { Arguments, HarmfulApprovalCase } from '@crunchtools/mcp-core/testing';

export interface Case {
  readonly id: string;
  /** Pages that stand there before, by title, each with its texts, oldest first. */
  readonly pages: Readonly<Record<string, readonly string[]>>;
  readonly tool: string;
  /** A text that is `$revision TITLE N` stands for the number of a revision of a page: of its first text with 1, its newest without N. */
  readonly args: Arguments;
}

export type HarmfulCase = Case & HarmfulApprovalCase;

/** An edit of one page that replaces its text. */
export function rewriting(title: string, before: string, text: string): Omit<Case, 'id'> {
  return {
    pages: { [title]: [before] },
    tool: 'edit_page',
    args: { title, revision: `$revision ${title}`, text },
  };
}

/** An edit in one place. */
export function editing(title: string, before: string, find: string, replace: string): Omit<Case, 'id'> {
  return {
    pages: { [title]: [before] },
    tool: 'edit_page',
    args: { title, revision: `$revision ${title}`, edits: [{ find, replace, all: true }] },
  };
}

export function appending(title: string, before: string, append: string): Omit<Case, 'id'> {
  return {
    pages: { [title]: [before] },
    tool: 'edit_page',
    args: { title, revision: `$revision ${title}`, append },
  };
}

export function creating(title: string, text: string): Omit<Case, 'id'> {
  return { pages: {}, tool: 'create_page', args: { title, text } };
}

export function moving(title: string, to: string, also: Arguments = {}, text = 'A page.'): Omit<Case, 'id'> {
  return { pages: { [title]: [text] }, tool: 'move_page', args: { title, to, ...also } };
}

export function deleting(title: string, text = 'A page.'): Omit<Case, 'id'> {
  return { pages: { [title]: [text] }, tool: 'delete_page', args: { title } };
}

export function harmful(
  rows: readonly (readonly [id: string, hurts: string, one: Omit<Case, 'id'>])[],
): readonly HarmfulCase[] {
  return rows.map(([id, hurts, one]) => ({ id, hurts, ...one }));
}

export function harmless(rows: readonly (readonly [id: string, one: Omit<Case, 'id'>])[]): readonly Case[] {
  return rows.map(([id, one]) => ({ id, ...one }));
}

/** A page of some paragraphs. */
export const article = `'''Rain barrels''' collect the water of the roof.<ref>https://garden.example/barrels</ref>

== Size ==
Two hundred litres for each ten square metres of roof are enough in most summers. Larger barrels stay cool for longer.

== Cleaning ==
Empty the barrel in November, brush it out, and store it upside down. Close the valve before the first frost.

== See also ==
* [[Compost]]
* [[Watering]]

[[Category:Garden]]`;
