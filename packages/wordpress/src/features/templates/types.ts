import type { TemplateType } from './api.ts';

/** The types of posts that templates are; `--types` names them so. */
export const templateTypes = ['wp_template', 'wp_template_part'] as const satisfies readonly TemplateType[];
