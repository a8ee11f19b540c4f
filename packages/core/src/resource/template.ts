/**
 * URI templates of RFC 6570, level 1 (simple expansion) and no other: each variable stands for one whole segment
 * of the path, and what it stands for is matched back exactly.
 */
export interface UriTemplate {
  readonly text: string;
  /** Names of the variables, in their order. */
  readonly variables: readonly string[];
  /**
   * The values with which the template expands to this URI, or `undefined` when there are none. Nothing is
   * normalised: no other case, no query, no fragment, no slash at the end. A value is never empty, a dot segment,
   * or something with a slash, a backslash or a control character in it, however it was encoded.
   */
  match(uri: string): Readonly<Record<string, string>> | undefined;
}

const wholeTemplate =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9_-]+|\{[a-z][a-z0-9_]*\})(?:\/(?:[a-z0-9_-]+|\{[a-z][a-z0-9_]*\}))*$/u;
const longestUri = 2_048;

/** @throws {Error} for a template that is not of this kind: a defect of the server. */
export function parseTemplate(text: string): UriTemplate {
  if (!wholeTemplate.test(text)) throw new Error(`${text} is no template of level 1 with whole segments`);
  const variables = [...text.matchAll(/\{([^}]+)\}/gu)].map(([, name = '']) => name);
  if (new Set(variables).size !== variables.length) throw new Error(`${text} has a variable twice`);
  // RFC 6570 section 3.2.1: unreserved characters as they are, all others as percent-encoded octets.
  const segments = text
    .split('/')
    .map((segment) => segment.replace(/^\{.*\}$/u, '((?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+)'));
  const pattern = new RegExp(`^${segments.join('/')}$`, 'u');
  return {
    text,
    variables,
    match(uri) {
      const found = uri.length > longestUri ? null : pattern.exec(uri);
      const values = found?.slice(1).map(decoded);
      if (values === undefined || !values.every((value) => value !== undefined)) return undefined;
      return Object.fromEntries(variables.map((name, index) => [name, values[index] ?? '']));
    },
  };
}

function decoded(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment);
    return /^\.{1,2}$|[/\\\p{Cc}]/u.test(value) ? undefined : value;
  } catch {
    return undefined;
  }
}
