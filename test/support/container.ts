import { execFile, execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/run.mjs';

const programs = ['buildah', 'podman', 'runc'];

/** The Node that the stand-in images hold: the one that runs this, or another one. */
export const containerNode = process.env['CONTAINER_NODE'] ?? process.execPath;

/** What stands in the way of building and running containers here; `undefined` when nothing does. */
export function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'this is not root';
  for (const program of programs) {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
    } catch {
      return `${program} is not installed`;
    }
  }
  return undefined;
}

/** Buildah and podman with a storage of their own, which goes with the folder. */
export class Engine {
  readonly #storage: readonly string[];

  constructor(folder: string) {
    const places = ['--root', path.join(folder, 'storage'), '--runroot', path.join(folder, 'run')];
    this.#storage = [...places, '--storage-driver', driverFor(folder)];
  }

  buildah(...args: string[]): Promise<string> {
    return output('buildah', [...this.#storage, ...args]);
  }

  /** Sends a signal to the first process of a running container. */
  async signal(container: string, signal: string): Promise<void> {
    const here = ['--runtime', 'runc', '--cgroup-manager', 'cgroupfs', '--events-backend', 'none'];
    await output('podman', [...this.#storage, ...here, 'kill', '--signal', signal, container]);
  }

  /** What starts a container with nothing that a server on stdio does not need. */
  hardened(
    image: string,
    entrypoint: readonly string[],
    options: readonly string[] = [],
  ): { readonly command: string; readonly args: string[] } {
    const locks = [
      '--network',
      'none',
      '--read-only',
      '--cap-drop',
      'all',
      '--security-opt',
      'no-new-privileges',
    ];
    const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];
    const here = ['--runtime', 'runc', '--cgroup-manager', 'cgroupfs', '--events-backend', 'none'];
    const run = ['run', '--rm', '--interactive', '--pull', 'never', '--log-driver', 'none'];
    return {
      command: 'podman',
      args: [
        ...this.#storage,
        ...here,
        ...run,
        ...locks,
        ...limits,
        ...options,
        '--entrypoint',
        JSON.stringify(entrypoint),
        image,
      ],
    };
  }
}

/** With overlay no container copies its image; vfs needs nothing of the kernel. */
function driverFor(folder: string): 'overlay' | 'vfs' {
  const tried = path.join(folder, 'tried');
  const storage = ['--root', tried, '--runroot', path.join(tried, 'run'), '--storage-driver', 'overlay'];
  try {
    const container = execFileSync('buildah', [...storage, 'from', 'scratch'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    execFileSync('buildah', [...storage, 'mount', container.trim()], { stdio: 'ignore' });
    execFileSync('buildah', [...storage, 'rm', container.trim()], { stdio: 'ignore' });
    return 'overlay';
  } catch {
    return 'vfs';
  }
}

async function output(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: root, maxBuffer: 1e8 });
  return stdout.trim();
}

/** Node and the libraries it is linked with, and nothing else: no shell, like the image that is stood in for. */
async function runtimeFiles(folder: string): Promise<void> {
  const libraries = (await output('ldd', [containerNode])).match(/\/\S+/g) ?? [];
  for (const [from, to] of [
    [containerNode, '/usr/bin/node'] as const,
    ...libraries.map((file) => [file, file] as const),
  ]) {
    await mkdir(path.dirname(path.join(folder, to)), { recursive: true });
    await copyFile(from, path.join(folder, to));
  }
  await chmod(path.join(folder, 'usr/bin/node'), 0o755);
  await mkdir(path.join(folder, 'tmp'), { recursive: true });
}

/** npm is not there, and has no registry to ask: this looks whether it is asked for the right thing. */
const npmStandIn = `#!/usr/bin/node
const { existsSync } = require('node:fs');
const asked = process.argv.slice(2).join(' ');
if (!asked.startsWith('ci --ignore-scripts') || !existsSync('package-lock.json') || !existsSync('node_modules')) {
  console.error('npm was asked for: ' + asked);
  process.exitCode = 1;
}
`;

/** Images that stand in for those of Project Hummingbird, which cannot be had here. */
export async function standIns(
  engine: Engine,
  folder: string,
): Promise<{ readonly build: string; readonly run: string }> {
  const images = { run: 'localhost/run-base', build: 'localhost/build-base' };
  const files = path.join(folder, 'base');
  await runtimeFiles(files);
  for (const image of [images.run, images.build]) {
    if (image === images.build) await writeFile(path.join(files, 'usr/bin/npm'), npmStandIn, { mode: 0o755 });
    const container = await engine.buildah('from', 'scratch');
    await engine.buildah('copy', '--quiet', container, files, '/');
    await engine.buildah('config', '--env', 'PATH=/usr/bin', container);
    await engine.buildah('commit', '--quiet', '--rm', container, image);
  }
  await rm(files, { recursive: true });
  return images;
}
