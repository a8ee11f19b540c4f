/**
 * A URL, or `undefined` for a text that is none. Not by `URL.canParse`: on Node 20.20 and 22.23 it says no to every URL
 * with a letter of Latin-1 beyond ASCII once it was compiled, after some thousand calls (findings/node-url-can-parse.sh).
 */
export function urlOf(text: string, base?: string | URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
