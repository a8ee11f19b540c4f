import { existsSync } from 'node:fs';
import { type Browser, type ConsoleMessage, chromium, type FrameLocator, type Page } from 'playwright-core';

const executables = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const browserPath = executables.find((file) => existsSync(file));

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--lang=en-US'],
  });
}

/** A UI resource as `resources/read` gives it. */
export interface AppResource {
  readonly text: string;
  readonly csp: Readonly<Record<string, readonly string[]>>;
}

export interface HostedApp {
  readonly page: Page;
  /** What the app shows. */
  readonly app: FrameLocator;
  /** Messages that came from the app, in order. */
  readonly messages: () => Promise<readonly Record<string, unknown>[]>;
  /** Sends a message as the host. */
  readonly tell: (message: Readonly<Record<string, unknown>>) => Promise<void>;
  /** What was asked for that the host did not serve itself. */
  readonly escaped: readonly string[];
  /** What the browser reported: errors of scripts and violations of a policy. */
  readonly complaints: readonly string[];
  /** Leaves the page to another app. */
  readonly leave: () => void;
}

export interface Hosting {
  readonly theme?: 'light' | 'dark';
  readonly result: Readonly<Record<string, unknown>>;
  readonly width?: number;
}

const host = 'http://host.test/';
const view = 'http://view.test/';

/** What a host builds from the domains that a resource declares (SEP-1865, Host Behavior). */
function policyOf(csp: AppResource['csp']): string {
  const domains = (name: string, otherwise: string): string =>
    (csp[name] ?? []).length === 0 ? otherwise : (csp[name] ?? []).join(' ');
  return [
    "default-src 'none'",
    `script-src 'unsafe-inline' ${domains('resourceDomains', '')}`,
    `style-src 'unsafe-inline' ${domains('resourceDomains', '')}`,
    `img-src data: ${domains('resourceDomains', '')}`,
    `connect-src ${domains('connectDomains', "'none'")}`,
    `frame-src ${domains('frameDomains', "'none'")}`,
    "object-src 'none'",
  ].join('; ');
}

/**
 * The least of a host of MCP Apps: a page that shows the document of a server in a sandboxed frame of another origin,
 * answers the handshake and hands over the result of a tool. Knows nothing of what is in the document.
 * @param page one that no app has, or that was left: a new one takes a browser longer than all that is shown there.
 */
export async function hostApp(
  page: Page,
  { text, csp }: AppResource,
  { theme = 'light', result, width = 760 }: Hosting,
): Promise<HostedApp> {
  await page.setViewportSize({ width: width + 40, height: 900 });
  await page.emulateMedia({ colorScheme: theme });
  const escaped: string[] = [];
  const complaints: string[] = [];
  const failed = (error: Error) => complaints.push(error.message);
  const said = (message: ConsoleMessage) => complaints.push(message.text());
  page.on('pageerror', failed).on('console', said);
  // Of several, the last one is asked.
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === host)
      await route.fulfill({ contentType: 'text/html', body: hostPage({ theme, result, width }) });
    else if (url === view) {
      const headers = { 'content-security-policy': policyOf(csp) };
      await route.fulfill({ contentType: 'text/html; charset=utf-8', headers, body: text });
    } else {
      escaped.push(url);
      await route.abort();
    }
  });
  await page.goto(host);
  return {
    page,
    app: page.frameLocator('iframe'),
    escaped,
    complaints,
    messages: () => page.evaluate('messages'),
    tell: (message) => page.evaluate(`post(${JSON.stringify(message)})`),
    leave: () => page.off('pageerror', failed).off('console', said),
  };
}

/** The host's side of the handshake, as a script of its page: it runs in the browser. */
function hostPage({ theme, result, width }: Required<Hosting>): string {
  const hostContext = {
    theme,
    locale: 'en-US',
    timeZone: 'UTC',
    displayMode: 'inline',
    containerDimensions: { width },
  };
  const initialized = {
    protocolVersion: '2026-01-26',
    hostInfo: { name: 'test', version: '1' },
    hostContext,
  };
  const script = `
    const frame = document.querySelector('iframe');
    const messages = [];
    const post = (message) => frame.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*');
    addEventListener('message', ({ data, source }) => {
      if (source !== frame.contentWindow) return;
      messages.push(data);
      if (data.method === 'ui/initialize')
        post({ id: data.id, result: { hostCapabilities: {}, ...${inScript(initialized)} } });
      if (data.method === 'ui/notifications/initialized') {
        post({ method: 'ui/notifications/tool-input', params: { arguments: {} } });
        post({ method: 'ui/notifications/tool-result', params: ${inScript(result)} });
      }
      if (data.method === 'ui/notifications/size-changed') frame.style.height = data.params.height + 'px';
    });
    frame.src = '${view}';`;
  const frame = `<iframe sandbox="allow-scripts" title="app" style="border:0;width:${width}px;height:100px"></iframe>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<style>body{margin:0}</style></head><body>${frame}<script>${script}</script></body></html>`;
}

function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}

type Colour = readonly [red: number, green: number, blue: number];

/** How much of a picture has each of the given colours, each within a small distance. */
export async function sharesOf(
  page: Page,
  png: Buffer,
  colours: Readonly<Record<string, Colour>>,
): Promise<Record<string, number>> {
  return page.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const shareOf = (colour) => {
      let count = 0;
      for (let at = 0; at < data.length; at += 4)
        if (colour.every((value, index) => Math.abs(data[at + index] - value) < 12)) count += 1;
      return (4 * count) / data.length;
    };
    return Object.fromEntries(Object.entries(${JSON.stringify(colours)}).map(([name, colour]) => [name, shareOf(colour)]));
  })()`);
}
