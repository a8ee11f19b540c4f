import { ConflictError, choiceFrom, InputError, NotFoundError } from '@crunchtools/mcp-core';
import * as z from 'zod';
import type { Services } from '../../services.ts';
import type { Template, TemplateType } from './api.ts';
import { templateTypes } from './types.ts';

/** How tools name a template. */
export const templateInput = {
  id: z
    .string()
    .max(128)
    .regex(
      /^[\w-][\w.-]{0,99}(?:\/[\w-][\w.-]{0,99})?\/\/[\w%-][\w%.-]{0,199}$/u,
      'is the id of a template, such as twentytwentythree//footer',
    )
    .describe('From list_site_parts.'),
  type: choiceFrom(z.enum(templateTypes)).optional(),
};

/**
 * @param type without it, both are looked for.
 * @throws {NotFoundError} also where `--types` or `--statuses` leave them out. @throws {InputError} for two of one id.
 */
export async function requireTemplate(
  id: string,
  type: TemplateType | undefined,
  { templates, kinds }: Services,
): Promise<Template> {
  const allowed = templateTypes.filter((each) => kinds.exists(each) && kinds.hasStatus('publish'));
  if (allowed.length === 0)
    throw new NotFoundError('There are no templates for this server.', {
      nextStep:
        'Only the person who starts the server can allow it: wp_template and wp_template_part belong to --types, publish to --statuses.',
    });
  const found: Template[] = [];
  for (const each of allowed.filter((one) => type === undefined || one === type)) {
    const template = await templates.find(each, id);
    if (template !== undefined) found.push(template);
  }
  const [one, other] = found;
  if (other !== undefined)
    throw new InputError('There is a template and a part of that id.', { nextStep: 'Give type, too.' });
  if (one !== undefined) return one;
  throw new NotFoundError('There is no such template.', { nextStep: 'list_site_parts finds ids.' });
}

/** @throws {ConflictError} when the template was changed since. */
export function requireTemplateVersion({ version: present }: Template, version: string): void {
  if (present === version) return;
  throw new ConflictError(
    `The template was changed since ${version}: its version is ${present}. Nothing was changed.`,
    { nextStep: 'Read it again, and make the edit from its present version.', details: { version: present } },
  );
}

/**
 * What a template becomes again that somebody changed; nothing for one that is as the theme has it.
 * @throws {InputError} for one that the theme does not have.
 */
export async function themeOf(
  { type, id, isThemed, isCustom }: Template,
  { templates }: Services,
): Promise<Template | undefined> {
  if (!isThemed) throw new InputError('The theme has no such template. Nothing was changed.');
  return isCustom ? templates.find(type, id, { source: 'theme' }) : undefined;
}
