/**
 * Foreign clients for Go and Rust. Their lock files name the digest of every package. A package that cannot be had is a
 * reason to skip; a program that does not compile is a failure.
 */

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { attempt, here, keptFolder } from './play.ts';

function versionOf(command: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  });
  return status === 0 ? stdout : undefined;
}

function notRun(what: string): undefined {
  process.stdout.write(`\n*** NOT RUN: ${what}\n\n`);
}

/** @throws with what the compiler says. */
function compile(command: string, args: readonly string[], cwd: string, env: Record<string, string>): true {
  const { done, said } = attempt(command, args, { cwd, env });
  if (!done) throw new Error(`${command} ${args.join(' ')}\n${said}`);
  return true;
}

/** A folder with `client`, the program of `go/`, and `flarectl`; undefined where Go or its packages are missing. */
export function builtForGo(): string | undefined {
  const cwd = here('go');
  // The Go that is there, or none.
  const env = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false', CGO_ENABLED: '0' };
  const version = versionOf('go', 'version');
  if (version === undefined) return notRun('cloudflare-go and flarectl need Go 1.24 or newer');
  const files = ['go/main.go', 'go/rules.go', 'go/go.mod', 'go/go.sum'];
  const folder = keptFolder(files, version, (fresh) => {
    if (!attempt('go', ['mod', 'download'], { cwd, env }).done) return false;
    const flarectl = 'github.com/cloudflare/cloudflare-go/cmd/flarectl';
    compile('go', ['build', '-o', path.join(fresh, 'flarectl'), flarectl], cwd, env);
    return compile('go', ['build', '-o', path.join(fresh, 'client'), '.'], cwd, env);
  });
  return folder ?? notRun('cloudflare-go and flarectl need Go 1.24 or newer, and a Go proxy');
}

/** The program of `rust/`; undefined where Cargo or its packages are missing. */
export function builtForRust(): string | undefined {
  const cwd = here('rust');
  const version = versionOf('cargo', '--version');
  if (version === undefined) return notRun('the crate cloudflare needs cargo');
  const folder = keptFolder(['rust/src/main.rs', 'rust/Cargo.toml', 'rust/Cargo.lock'], version, (fresh) => {
    if (!attempt('cargo', ['fetch', '--locked'], { cwd }).done) return false;
    const args = ['build', '--locked', '--offline', '--quiet', '--target-dir', fresh];
    return compile('cargo', args, cwd, {});
  });
  if (folder === undefined) return notRun('the crate cloudflare needs cargo, and crates.io');
  return path.join(folder, 'debug', 'foreign');
}
