import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bundle, launcher } from '../support/process.ts';

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
    expect(stdout).toContain('WORDPRESS_URL');
    expect(stdout).toContain('WORDPRESS_USER, WORDPRESS_APP_PASSWORD');
    expect(stdout).toContain('an application password, made at Users > Profile of the site');
    expect(stdout).toContain('--types LIST');
    expect(stdout).toContain('--statuses LIST');
    expect(stdout).toContain('--toolsets LIST         offer only these of posts, history, site, changes');
    expect(run(bundle, 'tools').stdout).toContain('get_post');
    expect(run(bundle, 'tools', '--toolsets', 'changes').stdout).not.toContain('get_post');
  });

  it.each([bundle, launcher])('examines its setup: %s', (file) => {
    const { stdout, status } = run(file, 'doctor', '--sandbox');
    expect(status).toBe(0);
    expect(stdout).toContain('Locks: tried, and stopped:');
    expect(stdout).toContain('Site: a WordPress answers, at /wp-json');
    expect(stdout).toContain('Access: accepted, as administrator');
    expect(stdout).toContain('Permission publish_posts: for post');
    expect(stdout).toContain('The server can work.');
  });

  it('says what is missing, and how to mend it', () => {
    const { stdout, status } = run(bundle, 'doctor');
    expect(status).toBe(1);
    expect(stdout).toContain('PROBLEM Access: WORDPRESS_URL');
    expect(stdout).toContain('Create an application password at Users > Profile of the site');
  });
});
