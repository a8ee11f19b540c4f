import { defineRead, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { compact, flag, key, remark, strangers, untrustedList, versionShape } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { blockText } from '../posts/blocks.ts';
import { shownText, textShape } from '../posts/outline.ts';
import { partId } from './example.ts';
import { requireTemplate, templateInput } from './plan.ts';

const input = {
  ...templateInput,
  block: z.int().min(1).max(100_000).optional().describe('Only this one.'),
  outline: z.boolean().optional().describe('With the list of blocks.'),
  first_line: z.int().min(1).optional().describe('From next_line.'),
};

const output = z.strictObject({
  id: unlisted(strangers),
  type: unlisted(key),
  version: versionShape,
  title: unlisted(strangers),
  description: unlisted(remark),
  area: unlisted(remark),
  changed: unlisted(flag),
  ...textShape,
  untrusted: untrustedList,
});

export const getTemplate = defineRead<Services, typeof input, typeof output>({
  name: 'get_template',
  title: 'Get a template',
  description:
    'Text of a template, or of a part such as the footer, with the version that edit_template needs.',
  toolset: 'templates',
  effect: 'read',
  permissions: ['edit_theme_options'],
  input,
  output,
  async run({ id, type, block, outline = false, first_line: first = 1 }, { services }) {
    const template = await requireTemplate(id, type, services);
    const { content } = template;
    const text = block === undefined ? content : blockText(content, block);
    return {
      id: template.id,
      type: template.type,
      version: template.version,
      title: template.title,
      ...compact({
        description: template.description,
        area: template.area ?? '',
        changed: template.isCustom,
      }),
      ...shownText(text, { first, outline }),
    };
  },
  async example(apply) {
    return { id: await partId(apply), outline: true };
  },
  hostile: { id: '../../users//1' },
  requests: [
    'GET /wp-json/wp/v2/template-parts',
    'GET /wp-json/wp/v2/templates/{}/{}',
    'GET /wp-json/wp/v2/template-parts/{}/{}',
  ],
  scopes: 'answer',
});
