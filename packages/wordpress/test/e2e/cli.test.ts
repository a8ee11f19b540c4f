import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundle } from '../support/process.ts';

const launcher = fileURLToPath(new URL('../../dist/launch.cjs', import.meta.url));

function run(file: string, ...args: string[]) {
  return spawnSync(process.execPath, [file, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
}

describe('the command line', () => {
  it('says what there is', () => {
    const { stdout, status } = run(bundle, '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('WORDPRESS_API_TOKEN');
    expect(stdout).toContain('--toolsets LIST         offer only these of notes, changes');
    expect(run(bundle, 'tools').stdout).toContain('list_notes');
    expect(run(bundle, 'tools', '--toolsets', 'changes').stdout).not.toContain('list_notes');
  });

  it.each([bundle, launcher])('examines its setup: %s', (file) => {
    const { stdout, status } = run(file, 'doctor', '--sandbox');
    expect(status).toBe(0);
    expect(stdout).toContain('Locks: tried, and stopped:');
    expect(stdout).toContain('Token: accepted');
    expect(stdout).toContain('Permission Notes Read: for api.example.com');
    expect(stdout).toContain('The server can work.');
  });

  it('says what is missing, and how to mend it', () => {
    const { stdout, status } = run(bundle, 'doctor');
    expect(status).toBe(1);
    expect(stdout).toContain('PROBLEM Token: WORDPRESS_API_TOKEN is not set');
  });
});
