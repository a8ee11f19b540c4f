const nouns: Readonly<Record<string, string>> = {
  wp_block: 'reusable block',
  wp_navigation: 'navigation',
  wp_template: 'template',
  wp_template_part: 'template part',
};

/** What something of a type is called in a sentence. */
export function nounOf(type: string): string {
  return nouns[type] ?? type;
}
