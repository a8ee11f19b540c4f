import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

const zone = 'mapleandpine.com';

describe('get_dns_record', () => {
  it.each(['0'.repeat(31), `${'0'.repeat(32)}\n`, 'A'.repeat(32), '../../zones'])(
    'refuses the id %j',
    async (id) => {
      server.requests();
      const { data } = await server.call('get_dns_record', { zone, record_id: id });
      expect(data.error.code).toBe('invalid_input');
      expect(server.requests()).toEqual([]);
    },
  );
});
