import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** A token of the right form, which nobody has: without a network the server cannot use it, and says so. */
const token = 'cfut_Zx7Qw2Er9Ty4Ui1Op6As3Df8Gh5Jk0Lz2Xc4badcafe';

/**
 * The block of code below a heading of docs/clients.md, word for word but for the folder of the clone.
 *
 * @param {string} document
 * @param {string} heading
 * @param {string} clone
 */
export function snippetOf(document, heading, clone) {
  const [, after = ''] = document.split(heading);
  const code = /```(?:sh|json|toml|yaml)\n([\s\S]*?)```/u.exec(after)?.[1];
  if (code === undefined) throw new Error(`docs/clients.md has no snippet below ${heading}`);
  return code.replaceAll('/path/to/clone', clone);
}

/**
 * What a fresh home gets that is set up as docs/clients.md says, and no other way.
 *
 * @param {import('./catalog.mjs').Snippet} snippet
 * @param {import('./catalog.mjs').Setting} setting
 */
export async function withSnippet({ heading, file, above, files, before }, setting) {
  const document = await readFile(path.join(root, 'docs/clients.md'), 'utf8');
  const clone = path.dirname(path.join(root, 'package.json'));
  const code = snippetOf(document, heading, clone).replaceAll('your token', token);
  const own = file === undefined ? {} : { [`../${file}`]: `${above?.(setting) ?? ''}${code}` };
  return {
    files: { ...files?.(setting), ...own },
    before: before?.(setting) ?? [],
    shell: file === undefined ? code : undefined,
    variables: { CLOUDFLARE_API_TOKEN: token },
  };
}
