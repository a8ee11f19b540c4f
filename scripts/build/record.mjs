import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { interpretedZod, sdkShims } from './plugins.mjs';

/**
 * Runs the server that is being built, and asks it for the answers that its startup responder gives out.
 *
 * @param {string} root
 * @param {string} source Exports `recordServer`. Relative to the repository.
 * @param {string} version
 * @returns {Promise<unknown>} Plain data: the `Recording` of core.
 */
export async function recordingOf(root, source, version) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    write: false,
    logLevel: 'silent',
    define: { __VERSION__: JSON.stringify(version) },
    alias: sdkShims(fileURLToPath),
    plugins: [interpretedZod],
  });
  const text = outputFiles[0]?.text ?? '';
  const { recordServer } = await import(
    `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`
  );
  return recordServer();
}
