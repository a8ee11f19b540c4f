import { ConflictError, InputError, NotFoundError, ObjectExecutor } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { World } from '../../../test/support/world.ts';
import { stateOf, templateStore, templateUpdate } from './change.ts';
import { requireTemplate, themeOf } from './plan.ts';

const footer = 'twentytwentythree//footer';

/** An administrator makes a template by the editor of the site. */
function made(world: World, slug: string): void {
  world.other('POST', '/templates', { slug, title: slug, content: 'Made' }, 'admin');
}

describe('a template', () => {
  it('is found by its id among templates and parts, unless both have one of that id', async () => {
    const world = new World();
    const services = world.services();
    expect(await requireTemplate(footer, undefined, services)).toMatchObject({ type: 'wp_template_part' });
    made(world, 'footer');
    await expect(requireTemplate(footer, undefined, services)).rejects.toThrow(InputError);
    expect(await requireTemplate(footer, 'wp_template', services)).toMatchObject({ content: 'Made' });
    await expect(requireTemplate('other//footer', undefined, services)).rejects.toThrow(NotFoundError);
  });

  it('that the theme does not have cannot become that of the theme', async () => {
    const world = new World();
    const services = world.services();
    made(world, 'landing');
    const template = await requireTemplate('twentytwentythree//landing', undefined, services);
    await expect(themeOf(template, services)).rejects.toThrow('The theme has no such template');
  });

  it('that nobody changed is that of the theme', async () => {
    const services = new World().services();
    expect(await themeOf(await requireTemplate(footer, undefined, services), services)).toBeUndefined();
  });

  it('keeps title, area and description through a way to the theme and back', async () => {
    const world = new World();
    const sent = { content: 'Mine', title: 'My footer', description: 'd', area: 'header' };
    world.other('POST', '/template-parts/twentytwentythree/footer', sent, 'admin');
    const services = world.services();
    const template = await requireTemplate(footer, undefined, services);
    const themed = await themeOf(template, services);
    if (themed === undefined) throw new Error('somebody changed it');
    const executor = new ObjectExecutor(templateStore(services.templates));
    await executor.apply([templateUpdate(template, stateOf(themed))]);
    const now = await requireTemplate(footer, undefined, services);
    expect(now).toMatchObject({ title: 'Footer', isCustom: false });
    await executor.apply([templateUpdate(now, stateOf(template))]);
    expect(await requireTemplate(footer, undefined, services)).toMatchObject({
      title: 'My footer',
      content: 'Mine',
      description: 'd',
      area: 'header',
    });
  });

  it('is left alone when somebody changed it right before', async () => {
    const world = new World();
    const services = world.services();
    const template = await requireTemplate(footer, undefined, services);
    const change = templateUpdate(template, { ...stateOf(template), content: 'x', source: 'custom' });
    world.other('POST', '/template-parts/twentytwentythree/footer', { content: 'Theirs' }, 'admin');
    const executor = new ObjectExecutor(templateStore(services.templates));
    await expect(executor.apply([change])).rejects.toThrow(ConflictError);
    expect(await requireTemplate(footer, undefined, services)).toMatchObject({ content: 'Theirs' });
  });
});
