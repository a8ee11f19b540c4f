// Packs what a release publishes from what the build wrote, into dist/release: `npm run pack`.
import { publishedPackages } from './build/bundles.mjs';
import { releaseOf, sha256, writeRelease } from './pack/release.mjs';
import { root } from './run.mjs';
import { kilobytes } from './text.mjs';

for (const { folder } of publishedPackages) {
  const { artefacts, problems } = await releaseOf({ root, outputRoot: root, folder });
  await writeRelease(root, folder, artefacts);
  for (const { name, content } of artefacts) {
    console.log(`${sha256(content)}  ${kilobytes(content.length).padStart(9)}  ${name}`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
