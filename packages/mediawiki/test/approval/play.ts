/** Puts the pages of a case into a wiki by the server itself, and makes its call. */

import {
  type Arguments,
  approve,
  ask,
  type Mode,
  type Outcome,
  openApprovalStage,
  read,
  type Server,
  type Stage,
  type Variables,
} from '@crunchtools/mcp-core/testing';
import { bundle } from '../support/process.ts';
import type { Case } from './case.ts';

type Client = Server['client'];

async function revisionOf(client: Client, title: string): Promise<unknown> {
  const { revision } = await read(client, { tool: 'get_page', args: { title } });
  return revision;
}

/** @returns the arguments with the revisions that they stand for. */
async function prepare(client: Client, { pages, args }: Case, mode: Mode): Promise<Arguments> {
  const revisions = new Map<string, unknown>();
  for (const [title, texts] of Object.entries(pages)) {
    for (const [index, text] of texts.entries()) {
      const now = revisions.get(title);
      await approve(
        client,
        now === undefined
          ? { tool: 'create_page', args: { title, text } }
          : { tool: 'edit_page', args: { title, text, revision: now } },
        mode,
      );
      const revision = await revisionOf(client, title);
      revisions.set(title, revision);
      revisions.set(`${title} ${index + 1}`, revision);
    }
  }
  const resolved = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'string' && value.startsWith('$revision ')
      ? revisions.get(value.slice('$revision '.length))
      : value,
  ]);
  return Object.fromEntries(resolved);
}

/** @throws when a page of the case has more edits than were put there. */
async function requireUntouched(client: Client, { pages }: Case): Promise<void> {
  for (const [title, texts] of Object.entries(pages)) {
    const { revisions } = await read(client, { tool: 'list_revisions', args: { title } });
    if (!Array.isArray(revisions) || revisions.length !== texts.length)
      throw new Error(`asked, and written all the same: ${title}`);
  }
}

async function play(client: Client, one: Case, mode: Mode): Promise<Outcome> {
  const args = await prepare(client, one, mode);
  const outcome = await ask(client, { tool: one.tool, args }, mode);
  if (outcome.kind === 'asked') await requireUntouched(client, one);
  return outcome;
}

/** @param variables of the service; without them, it is that of the sandbox. */
export async function openStage(variables?: Variables, stop?: () => Promise<void>): Promise<Stage<Case>> {
  return openApprovalStage(bundle, play, variables, stop);
}
