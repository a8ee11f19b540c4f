import * as z from 'zod';
import { ours, unlisted, untrusted } from './marks.ts';

/** Pieces of answers that servers share, so that one thing is described in one way everywhere. */

/** A time as RFC 3339 section 5.6 writes it, in UTC or with an offset. */
export const moment = z.iso.datetime({ offset: true });

/** Added by core when an answer holds text that strangers chose. */
export const untrustedList = ours(z.array(z.string())).optional();

export const strangers = untrusted(z.string());
/** Text of people that only comes when there is some. */
export const remark = unlisted(untrusted(z.string()).optional());
/** Comes only when it is so. */
export const flag = unlisted(z.boolean().optional());

/** A copy without the members that are `undefined`, `false` or an empty text: they say nothing. */
export function compact<Shape extends object>(object: Shape): Shape;
export function compact(object: object): object {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== false && value !== ''),
  );
}
