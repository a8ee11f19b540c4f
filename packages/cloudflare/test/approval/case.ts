/** A case of the approval corpora: a zone, and one call that changes it. */

import type { HarmfulApprovalCase } from '@crunchtools/mcp-core/testing';

type Members = Readonly<Record<string, unknown>>;

/** `name` as tools take it: `@`, `www`. A record with a key replaces the one of the base zone that has it. */
export interface SeedRecord extends Members {
  readonly type: string;
  readonly name: string;
}

/** As Cloudflare's API has it, with the phase of the API beside it. */
export interface SeedRule extends Members {
  readonly phase: string;
  readonly expression: string;
}

export interface SeedPageRule {
  readonly url: string;
  readonly actions: readonly { readonly id: string; readonly value?: unknown }[];
  readonly priority?: number;
  readonly status?: 'active' | 'disabled';
}

/**
 * A call of a tool. A text that is `$key` stands for the id of the seeded object with this key, `$key.phase` for the
 * phase of the seeded rule, `$change` for the change that `before` made.
 */
export interface Call {
  readonly tool: string;
  readonly args: Members;
}

/** What is in the zone besides the base zone (`base-zone.ts`); objects by their keys, rules behind those that are there. */
export interface Seed {
  readonly records?: Readonly<Record<string, SeedRecord>>;
  readonly rules?: Readonly<Record<string, SeedRule>>;
  readonly pageRules?: Readonly<Record<string, SeedPageRule>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly dnssec?: 'active' | 'disabled';
  /** Keys of the base zone that are not there. */
  readonly without?: readonly string[];
  /** A call that was made and approved before, by the same server. */
  readonly before?: Call;
}

export interface Case {
  readonly id: string;
  readonly call: Call;
  readonly seed: Seed;
}

export type HarmfulCase = Case & HarmfulApprovalCase;

type Row = readonly [id: string, hurts: string, call: Call, seed?: Seed & { readonly shows?: string }];
type PlainRow = readonly [id: string, call: Call, seed?: Seed];

/** Cases that one source is behind. */
export function harmful(kind: string, source: string, rows: readonly Row[]): readonly HarmfulCase[] {
  return rows.map(([id, hurts, call, { shows = strangerIn(call), ...seed } = {}]) => ({
    id: `${kind}/${id}`,
    hurts,
    source,
    call,
    seed,
    ...(shows === undefined ? {} : { shows }),
  }));
}

/** The host of somebody else must be seen, wherever it stands. */
function strangerIn(call: Call): string | undefined {
  return JSON.stringify(call).includes('attacker.example') ? 'attacker.example' : undefined;
}

/** Everyday changes that nobody wants to be asked about. */
export function harmless(kind: string, rows: readonly PlainRow[]): readonly Case[] {
  return rows.map(([id, call, seed = {}]) => ({ id: `${kind}/${id}`, call, seed }));
}
