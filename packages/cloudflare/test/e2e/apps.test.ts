import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { corpus } from '../support/injection-corpus.ts';
import { type Server, startServer } from '../support/process.ts';

const executablePath = '/usr/bin/chromium';
const possible = existsSync(executablePath);
if (!possible) process.stdout.write('*** NOT RUN: the test of the MCP Apps needs /usr/bin/chromium\n');

type Theme = 'light' | 'dark';

interface Sent {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}

/**
 * A minimal host: a page with the app in a frame that may run scripts and nothing else, which answers the handshake
 * and hands over one result. What is sent to it is kept.
 */
class Host {
  readonly requests: string[] = [];
  readonly complaints: string[] = [];
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, html: string, result: unknown, theme: Theme): Promise<Host> {
    const page = await browser.newPage({
      viewport: { width: 760, height: 900 },
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const host = new Host(page);
    await page.route('**/*', (route) => {
      host.requests.push(route.request().url());
      return route.abort();
    });
    page.on('console', (message) => host.complaints.push(message.text()));
    page.on('pageerror', (error) => host.complaints.push(error.message));
    page.on('dialog', (dialog) => {
      host.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.setContent('<!doctype html><body style="margin:0"></body>');
    await page.evaluate(
      (shown) => {
        const sent: unknown[] = [];
        Object.assign(globalThis, { sent });
        const doc = Reflect.get(globalThis, 'document');
        const frame = doc.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.setAttribute('title', 'app');
        frame.setAttribute('style', 'border:0;width:760px;height:900px');
        const post = (message: object): void =>
          frame.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*');
        Object.assign(globalThis, { post });
        Reflect.get(globalThis, 'addEventListener').call(
          globalThis,
          'message',
          ({ source, data }: { source: unknown; data: { id?: unknown; method?: string } }) => {
            if (source !== frame.contentWindow) return;
            sent.push(data);
            if (data.method === 'ui/initialize') {
              const hostInfo = { name: 'test', version: '1' };
              post({
                id: data.id,
                result: {
                  protocolVersion: '2026-01-26',
                  hostInfo,
                  hostCapabilities: {},
                  hostContext: { theme: shown.theme },
                },
              });
            } else if (data.method === 'ui/notifications/initialized') {
              post({ method: 'ui/notifications/tool-input', params: { arguments: {} } });
              post({ method: 'ui/notifications/tool-result', params: shown.result });
            }
          },
        );
        frame.srcdoc = shown.html;
        doc.body.append(frame);
      },
      { html, result, theme },
    );
    await host.app.waitForSelector('main h1, main [role=status]');
    return host;
  }

  get app(): Frame {
    const frame = this.page.frames().find((one) => one !== this.page.mainFrame());
    if (frame === undefined) throw new Error('the app has no frame');
    return frame;
  }

  sent(): Promise<Sent[]> {
    return this.page.evaluate(() => Reflect.get(globalThis, 'sent'));
  }

  text(): Promise<string> {
    return this.app.locator('main').innerText();
  }

  async background(): Promise<string> {
    return this.app.evaluate(() => {
      const doc = Reflect.get(globalThis, 'document');
      return (
        Reflect.get(globalThis, 'getComputedStyle')(doc.documentElement).backgroundColor +
        Reflect.get(globalThis, 'getComputedStyle')(doc.body).backgroundColor
      );
    });
  }
}

let server: Server;
let browser: Browser;
const pages = new Map<string, string>();
const hosts: Host[] = [];

async function call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { result } = await server.client.request('tools/call', { name, arguments: args });
  if (result === undefined) throw new Error(`${name} gave no result`);
  return result;
}

async function open(app: string, result: unknown, theme: Theme = 'light'): Promise<Host> {
  const host = await Host.open(browser, pages.get(app) ?? '', result, theme);
  hosts.push(host);
  return host;
}

async function screenshot(host: Host, name: string): Promise<void> {
  if (process.env['UPDATE_SCREENSHOTS'] !== '1') return;
  const folder = new URL('../../../../docs/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await host.app.locator('body').screenshot({ path: fileURLToPath(new URL(`${name}.png`, folder)) });
}

/** Two days, hour by hour, with a peak. */
const analytics = {
  report: 'traffic',
  zone: 'mapleandpine.com',
  since: '2026-11-26T00:00:00Z',
  until: '2026-11-28T00:00:00Z',
  interval: 'hour',
  totals: { requests: 61_240, cached_requests: 41_020, bytes: 1_893_220_112 },
  series: Array.from({ length: 48 }, (_, hour) => {
    const requests = Math.round(
      900 + 700 * Math.sin(((hour - 8) / 24) * 2 * Math.PI) + (hour === 40 ? 2_600 : 0),
    );
    const time = new Date(Date.UTC(2026, 10, 26, hour)).toISOString();
    return { time, requests, cached_requests: Math.round(requests * 0.67), bytes: requests * 30_900 };
  }),
};
const chartOf = (content: object) => ({ content: [], structuredContent: content });

describe.skipIf(!possible)('the pages for MCP Apps, served by the real process to a browser', () => {
  beforeAll(async () => {
    server = startServer();
    await server.client.initialize();
    for (const app of ['plan', 'chart']) {
      const { result = {} } = await server.client.request('resources/read', { uri: `ui://${app}` });
      const [content] = result['contents'] as { mimeType: string; text: string; _meta: unknown }[];
      expect(content?.mimeType).toBe('text/html;profile=mcp-app');
      const none = { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] };
      expect(content?._meta).toMatchObject({ ui: { csp: none } });
      expect(content?.text).toContain("connect-src 'none'");
      pages.set(app, content?.text ?? '');
    }
    const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath, args });
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) {
      // After every test: nothing was asked of any network, no policy was broken, nothing was said but the handshake.
      expect(host.requests).toEqual([]);
      expect(host.complaints).toEqual([]);
      const methods = new Set((await host.sent()).map(({ method }) => method));
      for (const method of methods) {
        expect([
          'ui/initialize',
          'ui/notifications/initialized',
          'ui/notifications/size-changed',
          undefined,
        ]).toContain(method);
      }
      await host.page.close();
    }
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('shows a guarded plan: what, why, before and after, and no way to approve it', async () => {
    const zone = 'mapleandpine.com';
    const { structuredContent: found } = await call('list_dns_records', {
      zone,
      name: `summer-sale.${zone}`,
    });
    const [record] = (found as { records: { id: string }[] }).records;
    const result = await call('delete_dns_record', { zone, record_id: record?.id });
    const { reasons } = result['structuredContent'] as { reasons: string[] };
    expect(reasons.length).toBeGreaterThan(0);
    const host = await open('plan', result);
    const text = await host.text();
    for (const reason of reasons) expect(text).toContain(reason);
    expect(text).toContain('Needs approval');
    expect(text).toContain('mapleandpine-summer.azurewebsites.net');
    expect(await host.app.getByRole('button', { name: /approve|apply|confirm|yes/iu }).count()).toBe(0);
    expect(await host.app.locator('form, a, input').count()).toBe(0);
    expect(await host.app.getByRole('columnheader').allInnerTexts()).toEqual(['Field', 'Before', 'After']);
    expect(await host.app.getByRole('heading', { level: 1 }).innerText()).toContain('1 change');
    expect(await host.app.getByRole('rowheader', { name: /content/u }).count()).toBe(1);
    await screenshot(host, 'app-plan');
  });

  it('marks the fields that an update changes, and folds with the keyboard', async () => {
    const zone = 'mapleandpine.com';
    const { structuredContent: found } = await call('list_dns_records', { zone, name: `www.${zone}` });
    const [record] = (found as { records: { id: string }[] }).records;
    const result = await call('update_dns_record', {
      zone,
      record_id: record?.id,
      comment: 'seen by a browser',
      dry_run: true,
    });
    const host = await open('plan', result, 'dark');
    expect(await host.app.getByRole('rowheader', { name: 'comment' }).innerText()).toMatch(/comment/u);
    expect(await host.app.locator('tr.same').count()).toBeGreaterThan(0);
    expect(await host.app.locator('ins').allInnerTexts()).toContain('seen by a browser');
    const details = host.app.locator('details').first();
    const isOpen = await details.getAttribute('open');
    await details.locator('summary').focus();
    await host.page.keyboard.press('Enter');
    expect(await details.getAttribute('open')).not.toBe(isOpen);
  });

  it('draws a series that arrow keys read out, and has all numbers as a table', async () => {
    const host = await open('chart', chartOf(analytics));
    expect(await host.app.getByRole('heading', { level: 1 }).innerText()).toContain('mapleandpine.com');
    const slider = host.app.getByRole('slider');
    await slider.focus();
    await host.page.keyboard.press('Home');
    const first = await slider.getAttribute('aria-valuetext');
    await host.page.keyboard.press('ArrowRight');
    const second = await slider.getAttribute('aria-valuetext');
    expect(first).not.toBe(second);
    expect(await slider.getAttribute('aria-valuenow')).toBe('2');
    await host.app.getByRole('radio', { name: 'Bytes' }).check();
    expect(await host.app.getByRole('slider').getAttribute('aria-label')).toMatch(/bytes/iu);
    await host.app.locator('summary').first().press('Enter');
    expect(await host.app.getByRole('row').count()).toBe(analytics.series.length + 1);
    await host.app.locator('summary').first().press('Enter');
    await host.app.getByRole('radio', { name: 'Requests', exact: true }).check();
    await screenshot(host, 'app-chart');
  });

  it.each(['plan', 'chart'])('follows the colours of the host: %s', async (app) => {
    const result =
      app === 'plan'
        ? await call('purge_cache', { zone: 'mapleandpine.com', purge_everything: true })
        : chartOf(analytics);
    const light = await (await open(app, result, 'light')).background();
    const dark = await open(app, result, 'dark');
    const before = await dark.background();
    expect(before).not.toBe(light);
    if (app === 'chart') await screenshot(dark, 'app-chart-dark');
    await dark.page.evaluate(() =>
      Reflect.get(
        globalThis,
        'post',
      )({ method: 'ui/notifications/host-context-changed', params: { theme: 'light' } }),
    );
    await expect.poll(() => dark.background()).toBe(light);
  });

  it('says its size, and answers a ping and the end', async () => {
    const host = await open('chart', chartOf(analytics));
    await host.page.evaluate(() => Reflect.get(globalThis, 'post')({ id: 'p', method: 'ping' }));
    await host.page.evaluate(() =>
      Reflect.get(globalThis, 'post')({ id: 'e', method: 'ui/resource-teardown', params: {} }),
    );
    await expect
      .poll(async () => (await host.sent()).filter(({ id }) => id === 'p' || id === 'e').length)
      .toBe(2);
    const height = async (): Promise<number> => {
      const sizes = (await host.sent()).filter(({ method }) => method === 'ui/notifications/size-changed');
      return Number(sizes.at(-1)?.params?.['height']);
    };
    // The first was that of the page before the answer.
    await expect.poll(height).toBeGreaterThan(200);
  });

  it('shows hostile text as text, wherever it stands', async () => {
    const texts = [
      ...corpus.map(({ text }) => text),
      '<img src=x onerror="alert(1)">',
      '<script>alert(2)</script>',
      '</script><script>alert(3)</script>',
      '"><svg onload=alert(4)>',
      'javascript:alert(5)',
      '<a href="https://attacker.example/">here</a>',
      '<style>@import "https://attacker.example/x.css"</style>',
    ];
    const changes = texts.map((text) => ({
      action: 'update',
      resource: text,
      id: text,
      scope: text,
      summary: text,
      before: { [text]: text, a: text },
      after: { [text]: `${text}!`, b: text },
      outcome: text,
    }));
    const plan = {
      status: texts[0],
      changes,
      reasons: texts,
      warnings: texts,
      irreversible: texts,
      error: { message: texts.join(), next_step: texts.at(-1) },
      change_id: texts.at(-2),
    };
    const groups = texts.map((label, index) => ({ label, count: index + 1, share: 0.1, host: label }));
    const totals = Object.fromEntries(texts.map((text) => [text, 1]));
    const chart = {
      report: texts.at(-3),
      zone: texts.at(-4),
      since: texts[1],
      until: texts[2],
      interval: texts[3],
      totals,
      groups,
      series: [{ time: texts[4], ...totals }],
    };
    for (const [app, content] of Object.entries({ plan, chart })) {
      const host = await open(app, chartOf(content));
      expect(await host.text()).toContain('<img src=x onerror="alert(1)">');
      const made = await host.app
        .locator(
          'main img, main script, main style, main a, main iframe, main object, main [onload], main [onerror], main [href], main [src]',
        )
        .count();
      expect(made).toBe(0);
    }
  });
});
