import { ours, unlisted, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';

/** Pieces that tools share, so that one thing is described and checked in one way everywhere. */

/** A title may not hold these (mediawiki.org, Manual:Page title); the bar also parts titles in requests. */
export const pageTitle = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^|<>[\]{}\p{Control}\p{Surrogate}]+$/u, 'cannot be the title of a page');

export const revisionId = z.int().min(1).max(1e12);

export const namespaceNames = z.array(z.string().min(1).max(100)).min(1).max(50).optional();

export const limit = z.int().min(1).max(500).optional().describe('Default 50.');
export const cursor = z.string().max(500).optional().describe('From next.');

/** The beginning and the length of what the wiki keeps as a comment. */
export const summaryText = z.string().max(400).optional().describe('For the history.');

export const writing = { summary: summaryText, tag: z.string().max(100).optional().describe('Change tag.') };

/** Added by core when an answer holds text that strangers chose. */
export const untrustedList = ours(z.array(z.string())).optional();

/** How a list says how to get the rest. */
export const listing = {
  // Of some lists it is a title.
  next: untrusted(z.string()).optional(),
  untrusted: untrustedList,
};

export const strangers = untrusted(z.string());
/** Text of people that only comes when there is some. */
export const remark = unlisted(untrusted(z.string()).optional());
export const flag = unlisted(z.boolean().optional());
export const moment = z.iso.datetime({ offset: true });

/** A copy without the members that are `undefined`, empty or false: they say nothing. */
export function compact<Shape extends object>(object: Shape): Shape;
export function compact(object: object): object {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== false && value !== ''),
  );
}
