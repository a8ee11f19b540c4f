import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A token of the right form, which nobody has. The health check of a client lists, and sends nothing. */
const token = 'cfut_Zx7Qw2Er9Ty4Ui1Op6As3Df8Gh5Jk0Lz2Xc4badcafe';

/**
 * The block of code below a heading of docs/clients.md, word for word but for the folder of the clone.
 *
 * @param {string} document
 * @param {string} heading
 * @param {string} root
 */
export function snippetOf(document, heading, root) {
  const [, after = ''] = document.split(heading);
  const code = /```(?:sh|json|toml)\n([\s\S]*?)```/u.exec(after)?.[1];
  if (code === undefined) throw new Error(`docs/clients.md has no snippet below ${heading}`);
  return code.replaceAll('/path/to/clone', root);
}

/**
 * Does with a fresh home what docs/clients.md says, and asks the client whether the server is there.
 *
 * @param {{ client: import('./catalog.mjs').CliClient, folder: string, root: string, node: string }} setting
 * @param {(command: readonly string[]) => Promise<unknown>} inNamespace
 * @returns {Promise<'connects' | 'is read' | 'fails' | 'none'>}
 */
export async function snippetWorks({ client, folder, root, node }, inNamespace) {
  const { snippet, name, command } = client;
  if (snippet === undefined) return 'none';
  const code = snippetOf(await readFile(path.join(root, 'docs/clients.md'), 'utf8'), snippet.heading, root);
  const run = path.join(folder, name, 'snippet');
  await rm(run, { recursive: true, force: true });
  const [home, project] = [path.join(run, 'home'), path.join(run, 'project')];
  await Promise.all([home, project].map((each) => mkdir(each, { recursive: true })));
  if (snippet.file !== undefined) {
    await mkdir(path.dirname(path.join(home, snippet.file)), { recursive: true });
    await writeFile(path.join(home, snippet.file), code);
  }
  const bins = [path.dirname(node), path.join(folder, name, 'node_modules/.bin'), '/usr/bin:/bin'].join(':');
  const check = `${command} ${snippet.check.join(' ')} > ../out.txt 2>&1`;
  const script = `cd ${JSON.stringify(project)}\n${snippet.file === undefined ? code : ''}\n${check}\n`;
  await writeFile(path.join(run, 'run.sh'), script);
  const variables = [
    `HOME=${home}`,
    `PATH=${bins}`,
    `CLOUDFLARE_API_TOKEN=${token}`,
    'LANG=C.UTF-8',
    ...snippet.variables,
  ];
  await inNamespace(['env', '-i', ...variables, 'timeout', '90', 'bash', path.join(run, 'run.sh')]);
  const said = await readFile(path.join(run, 'out.txt'), 'utf8');
  return snippet.expected.test(said) ? snippet.proves : 'fails';
}
