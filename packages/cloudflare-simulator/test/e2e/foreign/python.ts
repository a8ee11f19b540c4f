/** Foreign clients from PyPI, in a folder of their own that later runs find again. */

import { spawnSync } from 'node:child_process';
import type { SimulatorOptions } from '../../../src/index.ts';
import { attempt, here, keptFolder, playClient } from './play.ts';

/**
 * A folder with the packages of `requirements.txt`. It needs no venv: Python finds it by PYTHONPATH.
 * @returns undefined where Python, pip or PyPI is missing, after saying so.
 */
export function installed(): string | undefined {
  const version = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout ?? '';
  const folder = keptFolder(['requirements.txt'], version, install);
  if (folder === undefined)
    process.stdout.write('\n*** NOT RUN: clients from PyPI need python3 with pip, and PyPI\n\n');
  return folder;
}

function install(folder: string): boolean {
  const options = ['--disable-pip-version-check', '--no-warn-script-location', '--quiet'];
  const wished = ['--target', folder, '--requirement', here('requirements.txt')];
  return attempt('python3', ['-m', 'pip', 'install', ...options, ...wished]).done;
}

/** Runs a script of this folder against a simulator; @returns the JSON of its last line. */
export function play(packages: string, script: string, options: SimulatorOptions): Promise<unknown> {
  return playClient(['python3', here(script)], { PYTHONPATH: packages, PYTHONWARNINGS: 'ignore' }, options);
}
