import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * A page for clients with MCP Apps: one document with everything in it. Hosts run it in a frame of its own with the
 * policy that the resource declares; its own says the same once more, for a host that would forget.
 *
 * @typedef {object} App
 * @property {string} name A folder beside `shared`, with `main.ts` and `<name>.css`.
 * @property {string} title
 */

/** @type {readonly App[]} */
const apps = [
  { name: 'chart', title: 'Analytics' },
  { name: 'plan', title: 'Plan of changes' },
];

const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * @param {string} folder
 * @param {App} app
 * @returns {Promise<string>}
 */
async function documentOf(folder, { name, title }) {
  const script = await bundleOf({ entryPoints: [path.join(folder, name, 'main.ts')] });
  const sheets = [path.join(folder, 'shared/style.css'), path.join(folder, name, `${name}.css`)];
  const styles = await Promise.all(sheets.map((sheet) => readFile(sheet, 'utf8')));
  const style = await bundleOf({ stdin: { contents: styles.join('\n'), loader: 'css' } });
  if (/<\/(script|style)/i.test(script + style)) throw new Error(`${name} would end its own element`);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${title}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<main></main>',
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/**
 * @param {import('esbuild').BuildOptions} source
 * @returns {Promise<string>}
 */
async function bundleOf(source) {
  const { outputFiles } = await build({
    ...source,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  return (outputFiles?.[0]?.text ?? '').trim();
}

/**
 * Puts the documents into the module that stands for them.
 *
 * @param {string} root
 * @returns {import('esbuild').Plugin}
 */
export function appPages(root) {
  return {
    name: 'app-pages',
    setup(building) {
      building.onLoad({ filter: /[\\/]src[\\/]apps[\\/]pages\.ts$/ }, async ({ path: file }) => {
        const folder = path.resolve(path.dirname(file), '../../apps');
        if (!folder.startsWith(root)) return undefined;
        const documents = await Promise.all(
          apps.map(async (app) => [app.name, await documentOf(folder, app)]),
        );
        return {
          contents: `export const pages = ${JSON.stringify(Object.fromEntries(documents))};`,
          loader: 'js',
        };
      });
    },
  };
}
