import { unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, flag, moment, remark, strangers } from '../../schema.ts';

/** An entry of a list of what people did. */
export const shownActivity = z.strictObject({
  title: strangers,
  type: z.string().regex(/^[a-z-]{1,40}$/u),
  revision: z.int().optional(),
  before: unlisted(z.int().optional()),
  user: remark,
  time: moment,
  size: z.int(),
  comment: remark,
  minor: flag,
  tags: unlisted(z.array(strangers).optional()),
});

export interface Activity {
  readonly title: string;
  readonly type: string;
  readonly revision: number;
  readonly before: number;
  readonly user: string | undefined;
  readonly time: string;
  readonly comment: string | undefined;
  readonly size: number;
  readonly minor: boolean;
  readonly tags: readonly string[];
}

export function activityShown({
  title,
  type,
  revision,
  before,
  user,
  time,
  size,
  comment,
  minor,
  tags,
}: Activity): z.input<typeof shownActivity> {
  return compact({
    title,
    type,
    ...(revision === 0 ? {} : { revision }),
    ...(before === 0 ? {} : { before }),
    user,
    time,
    size,
    comment,
    minor,
    ...(tags.length === 0 ? {} : { tags: [...tags] }),
  });
}
