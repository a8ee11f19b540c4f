export interface Namespace {
  readonly id: number;
  /** Empty for articles. */
  readonly name: string;
  readonly subpages: boolean;
  readonly content: boolean;
}

const names: readonly (readonly [id: number, name: string, subpages: boolean])[] = [
  [-2, 'Media', false],
  [-1, 'Special', false],
  [0, '', false],
  [1, 'Talk', true],
  [2, 'User', true],
  [3, 'User talk', true],
  [4, 'Project', true],
  [5, 'Project talk', true],
  [6, 'File', false],
  [7, 'File talk', true],
  [8, 'MediaWiki', false],
  [9, 'MediaWiki talk', true],
  [10, 'Template', true],
  [11, 'Template talk', true],
  [12, 'Help', true],
  [13, 'Help talk', true],
  [14, 'Category', false],
  [15, 'Category talk', true],
];

/** What a wiki of 1.39 has without extensions. The project namespace bears the name of the wiki. */
export function namespacesOf(siteName: string): readonly Namespace[] {
  return names.map(([id, name, subpages]) => ({
    id,
    name: name.replace(/^Project/u, siteName),
    subpages,
    content: id === 0,
  }));
}

export interface Title {
  readonly ns: number;
  /** With the name of the namespace, blanks and a first capital letter, as the wiki writes it. */
  readonly text: string;
}

export type TitleProblem = { readonly code: string; readonly text: string };

/**
 * A title as the wiki reads it: `user:rana` is `User:Rana`, what follows a `#` is no part of it (mediawiki.org,
 * Manual:Page title).
 */
export function readTitle(given: string, namespaces: readonly Namespace[]): Title | TitleProblem {
  const plain = given
    .normalize('NFC')
    .replaceAll('&amp;', '&')
    .replaceAll(/[_ \u00a0]+/gu, ' ')
    .trim()
    .replace(/^:\s*/u, '')
    .replace(/#.*$/su, '')
    .trim();
  if (plain === '') {
    // Only a fragment: a title of nothing, which the wiki takes for the page that is looked at.
    if (given.includes('#')) return { ns: 0, text: '' };
    return {
      code: 'title-invalid-empty',
      text: 'The requested page title is empty or contains only the name of a namespace.',
    };
  }
  const wrong = /[<>[\]{}|]|\p{Control}/u.exec(plain)?.[0];
  if (wrong !== undefined)
    return {
      code: 'title-invalid-characters',
      text: `The requested page title contains invalid characters: "${wrong}".`,
    };
  const problem = problemOf(plain);
  if (problem !== undefined) return problem;
  const [, prefix = '', rest = ''] = /^([^:]*?) ?: ?(.*)$/su.exec(plain) ?? [];
  const space = prefix === '' ? undefined : namespaceNamed(prefix, namespaces);
  if (space === undefined) return { ns: 0, text: capital(plain) };
  if (rest === '')
    return {
      code: 'title-invalid-empty',
      text: 'The requested page title is empty or contains only the name of a namespace.',
    };
  if (space.id === 1 && namespaceNamed(/^([^:]*):/u.exec(rest)?.[1]?.trim() ?? '', namespaces) !== undefined)
    return {
      code: 'title-invalid-talk-namespace',
      text: 'The requested page title refers to a talk page that cannot exist.',
    };
  return { ns: space.id, text: space.name === '' ? capital(rest) : `${space.name}:${capital(rest)}` };
}

/** What else a title may not be (Manual:Page title; codes and texts of 1.39.17, run). */
function problemOf(plain: string): TitleProblem | undefined {
  if (/(?:^|\/)\.{1,2}(?:\/|$)/u.test(plain))
    return {
      code: 'title-invalid-relative',
      text: "Title has relative path. Relative page titles (./, ../) are invalid, because they will often be unreachable when handled by user's browser.",
    };
  if (plain.includes('~~~'))
    return {
      code: 'title-invalid-magic-tilde',
      text: 'The requested page title contains invalid magic tilde sequence (~~~).',
    };
  const escaped = /%[0-9a-f]{2}|&[a-z0-9]+;/iu.exec(plain)?.[0];
  if (escaped !== undefined)
    return {
      code: 'title-invalid-characters',
      text: `The requested page title contains invalid characters: "${escaped}".`,
    };
  if (Buffer.byteLength(plain) > 255)
    return {
      code: 'title-invalid-too-long',
      text: 'The requested page title is too long. It must be no longer than 255 bytes in UTF-8 encoding.',
    };
  return undefined;
}

export function namespaceNamed(name: string, namespaces: readonly Namespace[]): Namespace | undefined {
  const wanted = name.replaceAll('_', ' ').toLowerCase();
  if (wanted === 'image') return namespaces.find(({ id }) => id === 6);
  if (wanted === 'project') return namespaces.find(({ id }) => id === 4);
  return namespaces.find((each) => each.name !== '' && each.name.toLowerCase() === wanted);
}

export function isTitle(value: Title | TitleProblem): value is Title {
  return 'ns' in value;
}

/** Without the name of the namespace. */
export function shortName({ ns, text }: Title): string {
  return ns === 0 ? text : text.slice(text.indexOf(':') + 1);
}

function capital(text: string): string {
  const [first = ''] = text;
  const upper = first.toUpperCase();
  // ß and others have no single capital letter; the wiki leaves them.
  return Array.from(upper).length === 1 ? upper + text.slice(first.length) : text;
}
