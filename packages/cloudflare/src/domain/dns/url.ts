/** The host of a URL, or `undefined` for anything else; found without a parser that would repair the URL. */
export function hostOfUrl(text: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\s]+)/i.exec(text)?.[1];
  return authority
    ?.replace(/^.*@/, '')
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

/** The host of `host:port`, `host/path` or `user@host`, or `undefined` for anything else. */
export function hostOfPartialUrl(text: string): string | undefined {
  return /^(?:[^@/\s]+@)?([^@:/?#\s]+\.[^@:/?#\s]+)(?::\d+)?(?:[/?#]\S*)?$/.exec(text)?.[1];
}
