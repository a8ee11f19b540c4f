/** Words that wikitext has in the language of one wiki, as it says itself (API:Siteinfo). English ones work on every wiki. */
export interface WikiWords {
  /** Names of the namespaces of accounts and their talk pages, with aliases. */
  readonly person: readonly string[];
  readonly special: readonly string[];
  readonly template: readonly string[];
  /** What keeps search engines from a page. */
  readonly noIndex: readonly string[];
}

export const englishWords: WikiWords = {
  person: ['User', 'User talk'],
  special: ['Special'],
  template: ['Template'],
  noIndex: ['__NOINDEX__'],
};

/** Any of these, where a blank may be an underscore. */
export function anyOf(names: readonly string[]): string {
  return names
    .map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`).replaceAll(/[ _]+/gu, '[ _]+'))
    .join('|');
}
