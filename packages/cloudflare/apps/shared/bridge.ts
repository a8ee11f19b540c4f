import { isMembers, type Members, members, number, text } from './json.ts';

/**
 * The page's side of MCP Apps (SEP-1865, revision 2026-01-26): JSON-RPC over `postMessage` with the host that shows
 * it. A display needs little of it: it says that it is there, is handed a tool's answer, and says how large it is.
 * It calls no tools, sends no messages and opens no links.
 */
export interface HostHandlers {
  /** What the tool answered: `CallToolResult`. */
  result(result: Members): void;
  cancelled(): void;
  /** The host's theme, language or time zone became known or changed. */
  context(context: HostContext): void;
}

export interface HostContext {
  readonly locale: string | undefined;
  readonly timeZone: string | undefined;
}

const revision = '2026-01-26';
const initializeId = 1;

export function connect(name: string, handlers: HostHandlers): void {
  let context: Members = {};
  const adopt = (changed: unknown): void => {
    context = { ...context, ...members(changed) };
    applyTheme(context);
    handlers.context({ locale: text(context['locale']), timeZone: text(context['timeZone']) });
  };
  const receive = (message: Members): void => {
    const params = members(message['params']);
    switch (message['method']) {
      case 'ui/notifications/tool-result':
        handlers.result(params);
        break;
      case 'ui/notifications/tool-cancelled':
        handlers.cancelled();
        break;
      case 'ui/notifications/host-context-changed':
        adopt(params);
        break;
      case 'ui/resource-teardown':
      case 'ping':
        post({ id: message['id'], result: {} });
        break;
      case undefined:
        if (message['id'] !== initializeId) break;
        adopt(members(message['result'])['hostContext']);
        post({ method: 'ui/notifications/initialized', params: {} });
        reportSize();
        break;
      default:
        if (Object.hasOwn(message, 'id'))
          post({ id: message['id'], error: { code: -32_601, message: 'Method not found' } });
    }
  };
  window.addEventListener('message', ({ source, data }) => {
    // Anybody who has a reference to this window can post to it; only the host is listened to.
    if (source === window.parent && isMembers(data)) receive(data);
  });
  post({
    id: initializeId,
    method: 'ui/initialize',
    params: {
      protocolVersion: revision,
      appInfo: { name, version: '1.0.0' },
      appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] },
    },
  });
}

function post(message: Members): void {
  // The origin of a host cannot be known. Nothing secret is ever sent: a handshake and a size.
  window.parent.postMessage({ jsonrpc: '2.0', ...message }, '*');
}

function reportSize(): void {
  let reported = '';
  const report = (): void => {
    const { width, height } = document.body.getBoundingClientRect();
    const size = { width: Math.ceil(width), height: Math.ceil(height) };
    if (`${size.width}×${size.height}` === reported) return;
    reported = `${size.width}×${size.height}`;
    post({ method: 'ui/notifications/size-changed', params: size });
  };
  new ResizeObserver(report).observe(document.body);
  report();
}

/** Only values of the variables that our styles use, and only what could be a colour or a font. */
const variables = [
  '--color-background-primary',
  '--color-background-secondary',
  '--color-text-primary',
  '--color-text-secondary',
  '--color-border-primary',
  '--font-sans',
  '--font-mono',
];

function applyTheme(context: Members): void {
  const { style, dataset } = document.documentElement;
  const theme = text(context['theme']);
  if (theme === 'light' || theme === 'dark') {
    dataset['theme'] = theme;
    style.colorScheme = theme;
  }
  const given = members(members(context['styles'])['variables']);
  for (const name of variables) {
    const value = text(given[name]);
    if (value !== undefined && !/url\(|[;{}]/iu.test(value)) style.setProperty(name, value);
  }
  const height = number(members(context['containerDimensions'])['maxHeight']);
  if (height !== undefined) dataset['bounded'] = 'true';
}
