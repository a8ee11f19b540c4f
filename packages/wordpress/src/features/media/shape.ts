import { unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, moment, remark, strangers } from '../../schema.ts';
import type { Media } from './api.ts';

export const listedMedia = z.strictObject({
  id: z.int(),
  title: strangers,
  url: strangers,
  type: unlisted(z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,100}$/u)),
  alt_text: remark,
  date: unlisted(moment),
  bytes: unlisted(z.int().optional()),
  width: unlisted(z.int().optional()),
  height: unlisted(z.int().optional()),
});

export function rowOf({
  id,
  title,
  url,
  type,
  alt,
  date,
  bytes,
  width,
  height,
}: Media): z.input<typeof listedMedia> {
  return {
    ...compact({ id, title, url, type, alt_text: alt, date }),
    title,
    ...(bytes === 0 ? {} : { bytes }),
    ...(width === 0 ? {} : { width, height }),
  };
}
