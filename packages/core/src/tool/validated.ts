import * as z from 'zod';

/**
 * Texts of answers that are held to a rule which no sentence and no hidden character passes. An answer that breaks
 * one is still shown, and the place is named as untrusted then (`untrustedPaths`).
 */

/** The id of an entry of the journal. */
export const changeId = z.string().regex(/^chg_[0-9a-f]{8}$/u);

/** The digest of a plan. */
export const digest = z.string().regex(/^[0-9a-f]{16}$/u);

/** A time as RFC 3339 section 5.6 writes it, in UTC or with an offset. */
export const moment = z.iso.datetime({ offset: true });

/** The id of an object at the service, whatever its form there: one word of ASCII. */
export const objectId = z.string().regex(/^[\w.:-]{1,128}$/u);

/** The name of a scope: a domain name, the address of a site. One word, so at most a slogan and no sentence. */
export const scopeName = z
  .string()
  .regex(/^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}_.:/-]{1,253}$/u);
