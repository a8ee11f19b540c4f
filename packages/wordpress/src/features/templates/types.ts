/** The types of posts that templates are; `--types` names them so. */
export const templateTypes = ['wp_template', 'wp_template_part'] as const;

export type TemplateType = (typeof templateTypes)[number];
