import { describe, expect, it } from 'vitest';
import { account as examination } from '../../src/doctor.ts';
import { creationNotes, filterNotes } from '../../src/features/posts/plan.ts';
import { World } from '../support/world.ts';

const frame = '<iframe src="https://www.example.org/map"></iframe>';
const told = [
  'WordPress will take out, or break: <iframe>. The account lacks the capability unfiltered_html.',
];

describe('an editor, whose list of capabilities always holds unfiltered_html', () => {
  it.each([
    { site: 'a site of its own', isNetwork: false, notes: [] },
    { site: 'a site of a network', isNetwork: true, notes: told },
  ])('is told of $site what WordPress takes out, as its posts say', async ({ isNetwork, notes }) => {
    const services = new World('editor', { isNetwork }).services();
    expect((await services.connection.account()).capabilities.has('unfiltered_html')).toBe(true);
    await services.posts.get(5);
    expect(filterNotes(frame, services)).toEqual(notes);
    expect((await services.connection.account()).capabilities.has('unfiltered_html')).toBe(!isNetwork);
  });

  it('is told so before its first post', async () => {
    const world = new World('editor', { isNetwork: true });
    const services = world.services();
    const kind = await services.kinds.get('post');
    expect(await creationNotes(kind, '<p>A text.</p>', services)).toEqual([]);
    expect(world.log).not.toContain('GET /wp-json/wp/v2/posts');
    expect(await creationNotes(kind, frame, services)).toEqual(told);
  });

  it.each([true, false])('hears of it from doctor where it is so (%s)', async (isNetwork) => {
    const findings = await examination.examineToken(
      new World('editor', { isNetwork }).services(),
      new Date(0),
    );
    expect(findings.some(({ check }) => check === 'HTML')).toBe(isNetwork);
  });
});
