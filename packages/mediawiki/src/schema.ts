import { untrusted, untrustedList } from '@crunchtools/mcp-core';
import * as z from 'zod';

export { compact, flag, moment, remark, strangers, untrustedList } from '@crunchtools/mcp-core';

/** Pieces that tools share, so that one thing is described and checked in one way everywhere. */

/**
 * A title may not hold these (mediawiki.org, Manual:Page title); the bar also parts titles in requests, and what follows a # would be
 * dropped: another page than the one that is named is read or made then (1.39.17, run).
 */
export const pageTitle = z
  .string()
  .min(1)
  .max(255)
  .regex(
    /^[^#|<>[\]{}\p{Control}\p{Surrogate}]+$/u,
    'cannot be the title of a page: none holds # < > [ ] { } |',
  );

export const revisionId = z.int().min(1).max(1e12);

export const namespaceNames = z.array(z.string().min(1).max(100)).min(1).max(50).optional();

export const limit = z.int().min(1).max(500).optional().describe('Default 50.');
export const cursor = z.string().max(500).optional().describe('From next.');

/** The beginning and the length of what the wiki keeps as a comment. */
export const summaryText = z.string().max(400).optional().describe('For the history.');

export const writing = { summary: summaryText, tag: z.string().max(100).optional().describe('Change tag.') };

/** How a list says how to get the rest. */
export const listing = {
  // Of some lists it is a title.
  next: untrusted(z.string()).optional(),
  untrusted: untrustedList,
};
