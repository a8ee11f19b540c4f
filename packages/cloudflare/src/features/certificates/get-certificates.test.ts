import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import type { CertificatePack } from './api.ts';
import { coverageOf, matches, proofOf } from './coverage.ts';

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

describe('matches', () => {
  it.each([
    ['example.com', 'example.com', true],
    ['example.com', 'www.example.com', false],
    ['*.example.com', 'www.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'a.b.example.com', false],
    ['*.example.com', 'wwwexample.com', false],
    ['*.example.com', '*.example.com', true],
    ['*.b.example.com', 'a.b.example.com', true],
    ['www.example.com', '*.example.com', false],
    ['*.xn--bcher-kva.example', 'www.xn--bcher-kva.example', true],
  ])('%s stands for %s: %s', (pattern, host, expected) => {
    expect(matches(pattern, host)).toBe(expected);
  });
});

const pack = (status: string, ...hosts: string[]): CertificatePack => ({
  id: status,
  type: 'advanced',
  status,
  hosts,
  certificate_authority: undefined,
  validation_method: undefined,
  expires_on: undefined,
  validation_records: [],
  validation_errors: [],
});

describe('coverageOf', () => {
  it.each([
    ['active', true, 'active'],
    ['pending_expiration', true, 'pending_expiration'],
    ['pending_validation', false, 'pending_validation'],
    ['pending_deployment', false, 'pending_deployment'],
    ['expired', false, undefined],
    ['validation_timed_out', false, undefined],
    ['deleted', false, undefined],
    ['staging_active', false, undefined],
  ])('counts a pack that is %s', (status, covered, id) => {
    const found = coverageOf('www.example.com', [pack(status, '*.example.com')]);
    expect([found.covered, found.pack?.id]).toEqual([covered, id]);
  });

  it('prefers what is active to what is ordered', () => {
    const packs = [pack('pending_issuance', 'example.com'), pack('active', 'example.com')];
    expect(coverageOf('example.com', packs)).toMatchObject({ covered: true, pack: { id: 'active' } });
  });
});

const nothing = {
  txt_name: undefined,
  txt_value: undefined,
  cname: undefined,
  cname_target: undefined,
  http_url: undefined,
  http_body: undefined,
  emails: undefined,
};

describe('proofOf', () => {
  it.each([
    [{ txt_name: '_acme-challenge.example.com', txt_value: 'x' }, '_acme-challenge.example.com TXT x'],
    [{ cname: '_1.example.com', cname_target: '_2.ca.example' }, '_1.example.com CNAME _2.ca.example'],
    [
      { http_url: 'http://example.com/.well-known/a', http_body: 'b' },
      'http://example.com/.well-known/a has to answer b',
    ],
    [{ emails: ['admin@example.com'] }, 'the link in a mail to admin@example.com'],
    [{ txt_name: '_acme-challenge.example.com' }, undefined],
  ])('%j', (record, line) => {
    expect(proofOf({ ...nothing, ...record })).toBe(line);
  });
});

interface Certificates {
  readonly universal_ssl: boolean;
  readonly certificates: readonly { readonly type: string; readonly to_prove?: readonly string[] }[];
  readonly host?: { readonly covered: boolean; readonly advice: string };
  readonly uncovered: readonly string[];
  readonly next_step?: string;
}

async function certificates(args: Record<string, unknown>): Promise<Certificates> {
  return (await server.call('get_certificates', args)).data as unknown as Certificates;
}

describe('get_certificates', () => {
  it('shows what is in use and what is still to prove', async () => {
    const found = await certificates({ zone: 'northfork-labs.dev' });
    expect(found).toMatchObject({
      universal_ssl: true,
      certificates: [
        { type: 'universal', status: 'active', hosts: ['*.northfork-labs.dev', 'northfork-labs.dev'] },
        { type: 'advanced', status: 'pending_validation' },
      ],
      next_step: expect.stringContaining('waits for what to_prove says'),
    });
    expect(found.certificates[1]?.to_prove).toContainEqual(
      expect.stringMatching(/^_acme-challenge\.preview\.northfork-labs\.dev TXT \w+$/u),
    );
  });

  it.each([
    ['www', true, 'are shown a certificate'],
    ['@', true, 'are shown a certificate'],
    ['a.preview', false, 'ordered and not active yet (pending_validation)'],
    ['a.b.preview', false, 'Order an advanced certificate'],
    ['a.b', false, 'choose a name with one label less'],
  ])('says of the host %s whether it is covered', async (host, covered, advice) => {
    const found = await certificates({ zone: 'northfork-labs.dev', host });
    expect(found.host).toMatchObject({ covered, advice: expect.stringContaining(advice) });
  });

  it('names the proxied hosts that no certificate covers', async () => {
    const record = { zone: 'mapleandpine.net', type: 'A', content: '192.0.2.1' };
    await server.apply('create_dns_record', { ...record, name: 'deep.down', proxied: true });
    await server.apply('create_dns_record', { ...record, name: 'not.proxied' });
    const found = await certificates({ zone: 'mapleandpine.net' });
    expect(found.uncovered).toEqual(['deep.down.mapleandpine.net']);
    expect(found.next_step).toContain('Total TLS');
  });

  it('says of a zone that is not active that its certificate comes later', async () => {
    await server.apply('create_zone', { zone: 'fresh.example' });
    const found = await certificates({ zone: 'fresh.example', host: '@' });
    expect(found.host).toMatchObject({
      covered: false,
      advice: expect.stringContaining('pending_validation'),
    });
  });

  it('needs a permission of its own, and names it', async () => {
    const token = `cfut_${'r'.repeat(48)}`;
    const narrow = await startInProcess({
      token,
      simulator: { tokens: [{ token, permissions: ['Zone Read', 'DNS Read'] }] },
    });
    const { data } = await narrow.call('get_certificates', { zone: 'mapleandpine.com' });
    narrow.close();
    expect(data.error.details).toMatchObject({ permission: 'SSL and Certificates Read' });
  });

  it('refuses a host outside the zone', async () => {
    const { data } = await server.call('get_certificates', {
      zone: 'mapleandpine.com',
      host: 'www.example.com.',
    });
    expect(data.error.code).toBe('invalid_input');
  });
});

describe('what is still to prove', () => {
  interface Call {
    readonly tool: string;
    readonly arguments: Record<string, unknown>;
  }

  async function calls(zone: string): Promise<readonly Call[]> {
    const { data } = await server.call('get_certificates', { zone });
    const found = data as unknown as { certificates: { prove_by?: Call[] }[] };
    return found.certificates.flatMap(({ prove_by: each = [] }) => each);
  }

  it('comes with calls that can be made as they stand, where the zone serves the names', async () => {
    await server.apply('create_zone', { zone: 'fresh.example' });
    const [first, ...others] = await calls('fresh.example');
    expect(first).toMatchObject({
      tool: 'create_dns_record',
      arguments: { zone: 'fresh.example', type: 'TXT', name: '_acme-challenge.fresh.example' },
    });
    for (const call of [first, ...others]) await server.apply(call?.tool ?? '', call?.arguments ?? {});
  });

  it('comes without where they are served elsewhere, or nothing is to prove', async () => {
    await server.apply('create_zone', { zone: 'part.example', type: 'partial' });
    expect([await calls('part.example'), await calls('mapleandpine.com')]).toEqual([[], []]);
  });
});
