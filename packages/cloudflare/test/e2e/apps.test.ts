import { writeFile } from 'node:fs/promises';
import { payloads } from '@crunchtools/mcp-core/testing';
import type { Client } from '@modelcontextprotocol/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AppResource,
  browserPath,
  type HostedApp,
  hostApp,
  launchBrowser,
  sharesOf,
} from '../support/app-host.ts';
import { connectClient } from '../support/process.ts';

if (browserPath === undefined) process.stdout.write('*** NOT RUN: the pages for MCP Apps need Chromium\n');

/** `UPDATE_SCREENSHOTS=1` takes the pictures of the documents anew. */
const pictures = process.env['UPDATE_SCREENSHOTS'] === '1';
const pictureFolder = new URL('../../../../docs/', import.meta.url);

const zone = 'mapleandpine.com';
type Result = Readonly<Record<string, unknown>>;

const structured = (structuredContent: Result): Result => ({ content: [], structuredContent });

async function picture({ page }: HostedApp, name: string): Promise<Buffer> {
  const png = await page.locator('iframe').screenshot();
  if (pictures) await writeFile(new URL(`${name}.png`, pictureFolder), png);
  return png;
}

describe.runIf(browserPath !== undefined)('the pages for clients with MCP Apps', () => {
  let browser: Browser;
  /** Where all are shown, one after another, and where pictures are looked at. */
  let page: Page;
  let gallery: Page;
  let client: Client;
  beforeAll(async () => {
    [browser, client] = await Promise.all([launchBrowser(), connectClient()]);
    [page, gallery] = await Promise.all([browser.newPage(), browser.newPage()]);
  });
  afterAll(() => Promise.all([browser?.close(), client?.close()]));

  async function uriOf(tool: string): Promise<string> {
    const { tools } = await client.listTools();
    const ui = tools.find(({ name }) => name === tool)?._meta?.['ui'];
    return (ui as { resourceUri: string }).resourceUri;
  }

  async function resourceOf(tool: string): Promise<AppResource> {
    const { contents } = await client.readResource({ uri: await uriOf(tool) });
    const [content] = contents as unknown as {
      mimeType: string;
      text: string;
      _meta: { ui: { csp: AppResource['csp'] } };
    }[];
    expect(content?.mimeType).toBe('text/html;profile=mcp-app');
    return { text: content?.text ?? '', csp: content?._meta.ui.csp ?? {} };
  }

  /** Shows the page that belongs to the tool, with an answer; leaves it whatever happens. */
  async function shown(
    tool: string,
    result: Result,
    look: (hosted: HostedApp) => Promise<void>,
    theme: 'light' | 'dark' = 'light',
  ): Promise<void> {
    const hosted = await hostApp(page, await resourceOf(tool), { theme, result });
    try {
      await look(hosted);
      expect([hosted.escaped, hosted.complaints]).toEqual([[], []]);
    } finally {
      hosted.leave();
    }
  }

  const call = (name: string, args: Result): Promise<Result> =>
    client.callTool({ name, arguments: { ...args } });
  const analytics = (report: string): Promise<Result> => call('get_analytics', { zone, report, last: '24h' });

  it('declare no origin that they may connect to, load from or frame', async () => {
    for (const tool of ['get_analytics', 'create_dns_record']) {
      const { csp, text } = await resourceOf(tool);
      expect(Object.values(csp).flat()).toEqual([]);
      expect(text).toContain("connect-src 'none'");
      expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:|\beval\b|new Function|innerHTML/u,
      );
    }
  });

  it('shake hands as the specification says, and tell their size', async () => {
    await shown('get_analytics', await analytics('traffic'), async ({ app, messages, tell }) => {
      await app.getByRole('slider').waitFor();
      const said = await messages();
      expect(said.slice(0, 2)).toMatchObject([
        { jsonrpc: '2.0', id: 1, method: 'ui/initialize', params: { protocolVersion: '2026-01-26' } },
        { jsonrpc: '2.0', method: 'ui/notifications/initialized' },
      ]);
      const sizes = said.filter(({ method }) => method === 'ui/notifications/size-changed');
      expect(sizes.at(-1)).toMatchObject({ params: { height: expect.toSatisfy((height) => height > 300) } });
      await tell({ id: 'end', method: 'ui/resource-teardown', params: {} });
      await tell({ id: 'odd', method: 'ui/no-such-thing' });
      await expect
        .poll(async () => (await messages()).filter(({ id }) => typeof id === 'string'))
        .toMatchObject([
          { id: 'end', result: {} },
          { id: 'odd', error: { code: -32_601 } },
        ]);
      expect(new Set((await messages()).map(({ method }) => method))).toEqual(
        new Set([
          'ui/initialize',
          'ui/notifications/initialized',
          'ui/notifications/size-changed',
          undefined,
        ]),
      );
    });
  });

  it.each(['light', 'dark'] as const)('draw traffic in %s colours', async (theme) => {
    const result = await analytics('traffic');
    await shown(
      'get_analytics',
      result,
      async (hosted) => {
        await hosted.app.getByRole('heading', { name: `Traffic of ${zone}` }).waitFor();
        await hosted.app.getByRole('slider').waitFor();
        await expect
          .poll(async () => (await hosted.page.locator('iframe').boundingBox())?.height)
          .toBeGreaterThan(300);
        const back = theme === 'light' ? ([255, 255, 255] as const) : ([22, 24, 29] as const);
        const line = theme === 'light' ? ([194, 65, 12] as const) : ([251, 146, 60] as const);
        const shares = await sharesOf(
          gallery,
          await picture(hosted, theme === 'light' ? 'app-chart' : 'app-chart-dark'),
          { back, line },
        );
        expect(shares['back']).toBeGreaterThan(0.4);
        expect(shares['line']).toBeGreaterThan(0.001);
      },
      theme,
    );
  });

  it.each([
    ['of several lines', 'one\\u{a}two', 'one\\u{a}three', true],
    ['that is long', 'x'.repeat(300), `${'x'.repeat(300)}y`, true],
    ['that is short', 'one', 'two', false],
  ])('show a text %s by what changes of it: %#', async (_, before, after, isShown) => {
    const summary = 'update the text';
    const change = { action: 'update', scope: zone, summary, difference: ['content: in a text', '+“three”'] };
    const changes = [{ ...change, before: { content: before }, after: { content: after } }];
    await shown('create_dns_record', structured({ status: 'planned', changes }), async ({ app }) => {
      await app.getByText(summary).waitFor();
      expect(await app.locator('.difference').count()).toBe(isShown ? 1 : 0);
    });
  });

  it('let the keyboard move along the curve and choose the metric', async () => {
    const result = await analytics('traffic');
    const series = (result['structuredContent'] as { series: Record<string, number>[] }).series;
    await shown('get_analytics', result, async ({ app }) => {
      const slider = app.getByRole('slider');
      await slider.focus();
      const said = (): Promise<string | null> => slider.getAttribute('aria-valuetext');
      await slider.press('Home');
      expect(await said()).toContain(`: ${(series[0]?.['requests'] ?? 0).toLocaleString('en-US')}`);
      const first = await said();
      await slider.press('ArrowRight');
      expect(await said()).not.toBe(first);
      await slider.press('End');
      expect(await slider.getAttribute('aria-valuenow')).toBe(`${series.length}`);
      await slider.press('ArrowRight');
      expect(await slider.getAttribute('aria-valuenow')).toBe(`${series.length}`);
      expect(await app.locator('output').textContent()).toBe(await said());
      const bytes = app.getByRole('radio', { name: 'Bytes', exact: true });
      await app.getByRole('radio').first().focus();
      while (!(await bytes.isChecked())) await app.locator('input:checked').press('ArrowRight');
      expect(await app.getByRole('slider').getAttribute('aria-label')).toBe('Bytes by time');
    });
  });

  it('give every value as a table, too', async () => {
    const result = await analytics('traffic');
    const { series } = result['structuredContent'] as { series: unknown[] };
    await shown('get_analytics', result, async ({ app }) => {
      await app.getByText('Show as a table').click();
      expect(await app.getByRole('row').count()).toBe(series.length + 1);
      expect(await app.getByRole('table').ariaSnapshot()).toMatch(/columnheader "Requests"/u);
    });
  });

  it('list what is on top, with its roles', async () => {
    const result = await analytics('top_paths');
    const { groups } = result['structuredContent'] as { groups: { label: string }[] };
    await shown('get_analytics', result, async ({ app }) => {
      await app.getByRole('table').waitFor();
      expect(await app.getByRole('rowheader').allInnerTexts()).toEqual(groups.map(({ label }) => label));
      const tree = await app.locator('main').ariaSnapshot();
      expect(tree).toMatch(/heading "Top paths of mapleandpine\.com" \[level=1\]/u);
      expect(tree).toMatch(/columnheader "Count"/u);
    });
  });

  it.each(['light', 'dark'] as const)(
    'show a plan in %s colours: why it is guarded, before and after',
    async (theme) => {
      const changes = [
        { type: 'A', name: 'www', content: '192.0.2.10', comment: 'New web server' },
        { type: 'MX', name: '@', content: 'mx3.mailhost.example', priority: 30 },
      ];
      const result = await call('sync_dns_records', { zone, records: changes });
      expect(result['structuredContent']).toMatchObject({ status: 'needs_confirmation' });
      await shown(
        'sync_dns_records',
        result,
        async (hosted) => {
          await hosted.app.getByRole('region', { name: 'Why it needs approval' }).waitFor();
          const tree = await hosted.app.locator('main').ariaSnapshot();
          expect(tree).toContain('Needs approval');
          expect(tree).toContain('Mail for mapleandpine.com would go to another server.');
          expect(tree).toMatch(/cell .*192\.0\.2\.10/u);
          expect(await hosted.app.getByRole('button').allInnerTexts()).toEqual(['Unfold or fold all']);
          await expect
            .poll(async () => (await hosted.page.locator('iframe').boundingBox())?.height)
            .toBeGreaterThan(300);
          const good = theme === 'light' ? ([21, 105, 58] as const) : ([110, 231, 160] as const);
          const shares = await sharesOf(
            gallery,
            await picture(hosted, theme === 'light' ? 'app-plan' : 'app-plan-dark'),
            { good },
          );
          // The picture ends where the window of the host does, with some of the green rows below it.
          expect(shares['good']).toBeGreaterThan(0.0003);
        },
        theme,
      );
    },
  );

  it('mark what differs, and only that', async () => {
    const before = { type: 'A', content: '192.0.2.1', ttl: 300 };
    const after = { type: 'A', content: '192.0.2.7', ttl: 300 };
    const changes = [
      { action: 'update', scope: zone, summary: 'update A', before, after, outcome: 'unknown' },
    ];
    await shown('update_dns_record', structured({ status: 'failed', changes }), async ({ app }) => {
      await app.getByRole('table').waitFor();
      expect(await app.getByRole('deletion').allInnerTexts()).toEqual(['192.0.2.1']);
      expect(await app.getByRole('insertion').allInnerTexts()).toEqual(['192.0.2.7']);
      expect(await app.getByText('outcome unknown').count()).toBe(1);
    });
  });

  it('unfold and fold many changes with one key', async () => {
    const changes = Array.from({ length: 9 }, (_, index) => ({
      action: 'create',
      scope: zone,
      summary: `create ${index}`,
      after: { index },
    }));
    await shown('sync_dns_records', structured({ status: 'planned', changes }), async ({ app }) => {
      expect(await app.getByRole('table').count()).toBe(0);
      await app.getByRole('button').press('Enter');
      expect(await app.getByRole('table').count()).toBe(9);
      await app.getByRole('button').press('Enter');
      expect(await app.getByRole('table').count()).toBe(0);
    });
  });

  it('say so when there is nothing to draw', async () => {
    const refused = { isError: true, content: [{ type: 'text', text: 'The token may not read analytics.' }] };
    await shown('get_analytics', refused, async ({ app, tell }) => {
      expect(await app.getByRole('status').innerText()).toMatch(/nothing to draw/u);
      expect(await app.locator('pre').innerText()).toContain('The token may not');
      await tell({ method: 'ui/notifications/tool-cancelled', params: {} });
      await app.getByText('cancelled').waitFor();
    });
  });

  const markup = [
    '<img src=x onerror="document.title=1">',
    '<script>parent.postMessage({stolen:1},"*")</script>',
    '</style><svg onload=alert(1)>',
    'javascript:alert(1)',
    '"><iframe src=http://evil.test/>',
    '{{constructor.constructor("alert(1)")()}}',
  ];

  it('keep text of strangers text, wherever it stands', async () => {
    const texts = [...markup, ...payloads.map(({ text }) => text)];
    const groups = texts.map((text) => ({ label: text, count: 1, share: 0.1, host: text }));
    const answer = { report: 'top_paths', zone: markup[0] ?? '', groups, notes: texts };
    await shown('get_analytics', structured(answer), async ({ app, messages }) => {
      await app.getByRole('table').waitFor();
      expect(await app.getByRole('rowheader').count()).toBe(texts.length);
      expect(await app.locator('img, iframe, script:not(body > script), a, object').count()).toBe(0);
      expect((await messages()).filter((message) => 'stolen' in message)).toEqual([]);
    });
    const changes = texts.map((text) => ({
      action: text,
      scope: text,
      summary: text,
      outcome: text,
      before: { [text]: text },
      after: {},
    }));
    const plan = {
      status: 'planned',
      changes: changes.map((change, index) => (index % 2 === 0 ? { ...change, action: 'delete' } : change)),
      reasons: texts,
      warnings: texts,
      error: { message: markup[0], next_step: markup[1] },
    };
    await shown('create_dns_record', structured(plan), async ({ app, messages }) => {
      await app.getByRole('region', { name: 'Why it needs approval' }).waitFor();
      expect(await app.locator('img, iframe, script:not(body > script), a, object').count()).toBe(0);
      expect((await messages()).filter((message) => 'stolen' in message)).toEqual([]);
    });
  });

  it.each<[number, Readonly<Record<string, unknown>>]>([
    [1, { zone, records: [{ type: 'MX', name: '@', content: 'mx3.mailhost.example', priority: 30 }] }],
    [
      2,
      {
        zone,
        records: [30, 40].map((priority) => ({
          type: 'MX',
          name: '@',
          content: `mx${priority}.mailhost.example`,
          priority,
        })),
      },
    ],
  ])('say each reason of %i changes where it belongs', async (count, args) => {
    const result = await call('sync_dns_records', args);
    await shown('sync_dns_records', result, async ({ app }) => {
      await app.getByRole('region', { name: 'Why it needs approval' }).waitFor();
      const tree = await app.locator('main').ariaSnapshot();
      // Of several changes, each has its own beside those of the plan.
      const times = tree.split('Mail for mapleandpine.com would go to another server.').length - 1;
      expect(times).toBe(count === 1 ? 1 : 1 + count);
    });
  });

  it('follow the host when its theme changes', async () => {
    await shown('get_analytics', await analytics('traffic'), async ({ app, tell }) => {
      await app.getByRole('slider').waitFor();
      const back = (): Promise<string> =>
        app.locator('body').evaluate('getComputedStyle(document.body).backgroundColor');
      expect(await back()).toBe('rgb(255, 255, 255)');
      await tell({ method: 'ui/notifications/host-context-changed', params: { theme: 'dark' } });
      await expect.poll(back).toBe('rgb(22, 24, 29)');
    });
  });
});
