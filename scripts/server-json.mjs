// Writes server.json of every server from its package.json and distribution.json: `npm run server-json`. Releases
// publish the same with the bundle for Claude Desktop and its hash added.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { publishedPackages } from './build/bundles.mjs';
import { readDistribution } from './pack/distribution.mjs';
import { readManifest } from './pack/files.mjs';
import { serverJson } from './pack/server-json.mjs';
import { root } from './run.mjs';

for (const { folder } of publishedPackages) {
  const text = serverJson(await readManifest(root, folder), await readDistribution(root, folder));
  await writeFile(path.join(root, folder, 'server.json'), text);
}
