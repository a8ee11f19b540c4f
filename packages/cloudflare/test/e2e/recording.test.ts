import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../support/process.ts';
import { recordingOf } from '../support/recording.ts';

const picture = new URL('../../../../docs/demo.svg', import.meta.url);

describe('the recording of the demo', () => {
  it('is what the demo prints (npm run docs rewrites it)', async () => {
    const { stdout, code } = await run(['demo']);
    expect(code).toBe(0);
    const current = recordingOf(stdout);
    if (process.env['UPDATE_SNAPSHOTS'] === '1') await writeFile(picture, current);
    expect((await readFile(picture, 'utf8')).replaceAll('\r\n', '\n')).toBe(current);
  });

  it('shows the steps that it is made for', async () => {
    const svg = await readFile(picture, 'utf8');
    for (const shown of [
      'never to be followed',
      'refused',
      'You are asked because',
      'the person declines',
      'it is back',
    ]) {
      expect(svg).toContain(shown);
    }
  });

  it('is one small file that runs nothing and loads nothing', async () => {
    const svg = await readFile(picture, 'utf8');
    expect(svg.length).toBeLessThan(30_000);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /<script|<foreignObject|\bon\w+=|href|url\(|@import|https?:\/\/(?!attacker\.example)/iu,
    );
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).toContain('prefers-reduced-motion:reduce');
  });
});
