import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';

let server: Harness;

afterEach(() => server.close());

interface Exported {
  readonly zone_file: readonly string[];
  readonly records: number;
  readonly total: number;
  readonly pages: number;
  readonly next?: string;
}

async function exported(args: Readonly<Record<string, unknown>>): Promise<Exported> {
  const { data } = await server.call('export_dns_records', args);
  return data as unknown as Exported;
}

describe('export_dns_records', () => {
  it("answers with the lines of Cloudflare's export, defused and marked", async () => {
    server = await startInProcess();
    const { data, text } = await server.call('export_dns_records', { zone: 'mapleandpine.com' });
    const { zone_file: lines, records } = data as unknown as Exported;
    expect(lines).toContain(
      'api.mapleandpine.com. 1 IN A 203.0.113.20 ; cf_tags=team:web,tier:1,cf-proxied:true',
    );
    expect(records).toBe(lines.filter((line) => line !== '' && !line.startsWith(';')).length);
    expect(data.untrusted).toEqual(['zone_file']);
    expect(text).not.toMatch(/[^ -~]|\\u\{/u);
  });

  it('cuts a long export at whole lines, and says how to get the rest', async () => {
    server = await startInProcess({ simulator: { seed: 'empty', records: 3_000 } });
    const whole: string[] = [];
    const first = await exported({ zone: 'example.com' });
    expect(first.pages).toBeGreaterThan(1);
    for (let page = 1; page <= first.pages; page += 1) {
      const { zone_file: lines, next } = await exported({ zone: 'example.com', page });
      whole.push(...lines);
      expect(lines.join('\n').length).toBeLessThan(61_000);
      if (page < first.pages) expect(next).toContain(`page: ${page + 1}`);
      else expect(next).toBeUndefined();
    }
    expect(whole).toHaveLength(first.total);
    expect(new Set(whole.filter((line) => line.includes('.load.'))).size).toBe(3_000);
  });

  it('answers a page that there is not with no lines', async () => {
    server = await startInProcess();
    expect(await exported({ zone: 'mapleandpine.com', page: 7 })).toMatchObject({ zone_file: [], pages: 1 });
  });
});
