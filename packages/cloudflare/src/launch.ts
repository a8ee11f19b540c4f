import path from 'node:path';
import process from 'node:process';
import { beginsAlmostWith, relaunch } from '@crunchtools/mcp-core/launch';
import { name } from './identity.ts';

/**
 * What the server, Node's TLS and the system's loader need to do their work. Proxies only when they were asked for;
 * no PATH, because nothing is started.
 */
const needed =
  /^(CLOUDFLARE_API_TOKEN|NODE_(OPTIONS|EXTRA_CA_CERTS|USE_SYSTEM_CA|NO_WARNINGS)|SSL_CERT_(FILE|DIR)|HOME|TZ|LANG|LC_ALL|LD_LIBRARY_PATH)$/u;
const proxies = /^(https_proxy|no_proxy)$/iu;

const args = new Set(process.argv.slice(2));
const proxied = args.has('--proxy-from-env') || 'MCP_CLOUDFLARE_PROXY_FROM_ENV' in process.env;

// The tour starts a server of its own, which the locks would forbid; it holds no token.
if (!args.has('demo')) {
  relaunch({
    name,
    folder: __dirname,
    entry: path.join(__dirname, 'cli.cjs'),
    // However they are written: one that is misspelt has to be refused, not left out.
    keep: (variable) =>
      needed.test(variable) ||
      beginsAlmostWith(variable, 'MCP_CLOUDFLARE_') ||
      (proxied && proxies.test(variable)),
  });
}
void import('./cli.ts');
