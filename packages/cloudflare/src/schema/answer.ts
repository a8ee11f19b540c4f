import { ours } from '@crunchtools/mcp-core';
import * as z from 'zod';

/**
 * Pieces of answers. Each text of an answer is one of three: `ours`, `untrusted`, or held to one of these rules,
 * which no sentence passes; an answer that breaks one is shown, and the place is named as untrusted.
 */

/** 32 hexadecimal digits (developers.cloudflare.com/fundamentals/account/find-account-and-zone-ids). */
export const shownId = z.string().regex(/^[0-9a-f]{32}$/u);

/** A word of Cloudflare's own vocabulary: a status, a plan, a record type. It may know more of them tomorrow. */
export const shownWord = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/u);

/** A time as RFC 3339 writes it. */
export const shownTime = z.iso.datetime({ offset: true });

/** The name of a zone or of a host, in A-labels (RFC 5890 section 2.3.2.1); other names count as untrusted. */
export const shownHost = z.string().regex(/^(?=.{1,253}$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/iu);

/** A sentence of this server. */
export const shownText = ours(z.string());
