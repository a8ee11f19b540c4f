import { changedMembers, defineWrite, InputError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { version } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { changedText, textInput } from '../posts/edits.ts';
import { filterNotes, requireText } from '../posts/plan.ts';
import { stateOf, templateUpdate } from './change.ts';
import { partId } from './example.ts';
import { requireTemplate, requireTemplateVersion, templateInput, themeOf } from './plan.ts';

const input = {
  ...templateInput,
  version,
  ...textInput,
  revert: z.boolean().optional().describe('Instead: back to the theme.'),
};

export const editTemplate = defineWrite<Services, typeof input>({
  name: 'edit_template',
  title: 'Edit a template',
  description:
    'Change a template or part, and so every page that uses it: by edits, one block, or whole. Asks first.',
  toolset: 'templates',
  effect: 'update',
  permissions: ['edit_theme_options'],
  input,
  async plan({ id, type, version: base, revert = false, ...changes }, { services }) {
    const isChanged = Object.values(changes).some((each) => each !== undefined);
    if (isChanged === revert) throw new InputError('Give what is to change: edits, content or revert.');
    const template = await requireTemplate(id, type, services);
    requireTemplateVersion(template, base);
    const before = stateOf(template);
    if (revert) {
      const themed = await themeOf(template, services);
      if (themed === undefined)
        return { changes: [], warnings: ['The template is as the theme has it already.'] };
      return { changes: [templateUpdate(template, stateOf(themed))] };
    }
    const content = changedText(template.content, changes) ?? template.content;
    if (Object.keys(changedMembers(before, { content })).length === 0)
      return { changes: [], warnings: ['The template is like that already.'] };
    requireText({ content });
    return {
      changes: [templateUpdate(template, { ...before, content, source: 'custom' })],
      warnings: filterNotes(content, services),
    };
  },
  async example(apply) {
    const id = await partId(apply);
    const { version: base = null } = await apply('get_template', { id });
    return {
      id,
      version: base,
      content: '<!-- wp:paragraph -->\n<p>Lindenhof garden, behind the library</p>\n<!-- /wp:paragraph -->\n',
    };
  },
  hostile: { id: 'twentytwentythree//footer', version: 'r0-0000000000000000', content: 'x', theme: 'other' },
  requests: [
    'GET /wp-json/wp/v2/template-parts',
    'GET /wp-json/wp/v2/templates/{}/{}',
    'GET /wp-json/wp/v2/template-parts/{}/{}',
    'POST /wp-json/wp/v2/template-parts/{}/{}',
  ],
  scopes: 'content',
});
