import { describe, expect, it } from 'vitest';
import { sourceOf } from '../packages/cloudflare/src/features/lists/redirect.ts';
import { syncRedirects } from '../packages/cloudflare/src/features/lists/sync-redirects.ts';
import { movedNotes } from '../packages/wordpress/src/features/posts/redirect.ts';

const call = / ([a-z_]+) (\{.*\})$/u;

describe('the call that the server for WordPress suggests when an address changed', () => {
  it.each([true, false])('is one that the server for Cloudflare takes (pages: %s)', (isHierarchical) => {
    const kind = { slug: 'page', noun: 'page', isHierarchical };
    const at = (slug: string) => ({
      kind,
      status: 'publish',
      slug,
      link: `https://www.example.org/garden/${slug}/`,
    });
    const [note = ''] = movedNotes(at('old'), at('new-name'));
    const [, tool, json = ''] = call.exec(note) ?? [];
    expect(tool).toBe(syncRedirects.name);
    const args: unknown = JSON.parse(json);
    expect(syncRedirects.input.safeParse(args)).toMatchObject({
      success: true,
      data: { redirects: [{ target_url: 'https://www.example.org/garden/new-name/', status_code: 301 }] },
    });
    const [, source = ''] = /"source_url":"([^"]+)"/u.exec(json) ?? [];
    expect(sourceOf(source)).toMatchObject({ host: 'www.example.org', path: '/garden/old/' });
  });
});
