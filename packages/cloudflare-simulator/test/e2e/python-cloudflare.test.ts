/** Debian's python3-cloudflare, Cloudflare's former library for Python: a client that nobody here wrote. */

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createSimulator, SIMULATOR_TOKEN } from '../../src/index.ts';
import { call, itemsOf, served } from '../support.ts';
import { announceMissing, run, succeeds } from './debian.ts';

/** The interpreter that Debian's packages are installed for; another one may come first in the path. */
const PYTHON = '/usr/bin/python3';

const installed = succeeds(PYTHON, '-c', 'import CloudFlare');
announceMissing(installed, 'python3-cloudflare');

describe.runIf(installed)('python3-cloudflare', () => {
  it('manages records and purges the cache', async () => {
    const simulator = createSimulator();
    const [zone] = itemsOf(await call(simulator, 'GET', '/zones?name=mapleandpine.com'));
    const before = await call(simulator, 'GET', `/zones/${zone?.id}/dns_records`);
    const total = before.json.result_info?.['total_count'] ?? 0;
    await served(simulator, async ({ url }) => {
      const script = fileURLToPath(new URL('python-cloudflare.py', import.meta.url));
      const { code, out, err } = await run(PYTHON, [script], {
        CLOUDFLARE_API_URL: url,
        CLOUDFLARE_API_TOKEN: SIMULATOR_TOKEN,
        HOME: '/nonexistent',
      });
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toEqual({
        token: 'active',
        zone: 'mapleandpine.com',
        records: total,
        distinct: total,
        pages: Math.ceil(total / 20),
        created: 'python.mapleandpine.com',
        duplicate: 81058,
        patched: '192.0.2.2',
        put: 600,
        found: 1,
        exported: true,
        deleted: true,
        left: 0,
        purged: true,
        'unknown zone': 1001,
      });
    });
    expect(simulator.purges()).toMatchObject([{ zone: 'mapleandpine.com', selector: 'purge_everything' }]);
  });
});
