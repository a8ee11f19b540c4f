import { describe, expect, it } from 'vitest';
import { World } from '../support/world.ts';

function links(amount: number): readonly (readonly [string, string])[] {
  return Array.from({ length: amount }, (_, at) => [`Bed ${at}`, `https://www.example.org/bed-${at}/`]);
}

describe('a part of a site that has many', () => {
  it('is read whole, page after page', async () => {
    const world = new World();
    world.site.structure.addMenu('Beds', links(250));
    const { items, total } = await world.services().structure.list('menus');
    expect([items.length, total]).toEqual([251, 251]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(251);
    expect(world.log.filter((each) => each.endsWith('/menu-items'))).toHaveLength(3);
  });

  it('ends at a thousand, and says how many there are', async () => {
    const world = new World();
    world.site.structure.addMenu('Beds', links(1_050));
    const { items, total } = await world.services().structure.list('menus');
    expect([items.length, total]).toEqual([1_001, 1_051]);
  });

  it('has as many as came where WordPress sends no total', async () => {
    const { items, total } = await new World().services().structure.list('plugins');
    expect([items.length, total]).toEqual([1, 1]);
  });
});
