import {
  argumentsOf,
  createDetector,
  encodings,
  type Rewrite,
  type SiteRequest,
} from '@crunchtools/mcp-core/testing';
import { simulatedAccounts } from '@crunchtools/mediawiki-simulator';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, it } from 'vitest';
import { features } from '../../src/main.ts';
import { bundle } from '../support/process.ts';
import { actionOf, serveWiki } from '../support/served-wiki.ts';
import { Caller } from '../support/wikis.ts';

const { user, password } = simulatedAccounts.admin;

/** What the server cannot work without; all other texts of the wiki are free for what is planted. */
const needed =
  /^(?:generator|csrftoken|logintoken|result|timestamp|touched|time|case|type|contentmodel|model|sha1|imagerepository|rights|rvcontinue|server|canonical|mime|code)$/u;

function planted(value: unknown, name: string, text: string): unknown {
  if (typeof value === 'string') return needed.test(name) ? value : `${value} ${text}`;
  if (Array.isArray(value)) return value.map((item) => planted(item, name, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      // With another name of the account every request would be refused.
      key === 'userinfo' || key === 'login' ? member : planted(member, key, text),
    ]),
  );
}

/** What a session is opened with and lives by, as it came by. */
class Secrets {
  readonly values = new Set<string>([password]);

  note({ headers, body }: SiteRequest): void {
    const session = /wiki_BPsession=([^;]+)/u.exec(headers['cookie'] ?? '')?.[1];
    const csrf = /name="token"\r\n\r\n([^\r]+)/u.exec(Buffer.from(body ?? []).toString('latin1'))?.[1];
    for (const value of [session, csrf?.replace(/\+\\$/u, '')])
      if (value !== undefined) this.values.add(value);
  }

  /** Every secret in some encodings, other ones in each round. */
  text(round: number): string {
    return [...this.values]
      .flatMap((value) =>
        [0, 1, 2].map((step) => encodings[(round * 3 + step) % encodings.length]?.[1](value)),
      )
      .join(' ');
  }

  leaksIn(text: string): readonly string[] {
    const detectors = [...this.values].map((value) => createDetector(value));
    return text
      .split('\n')
      .flatMap((line) =>
        detectors.flatMap((detect) => detect(line).map((how) => `${how}: ${line.slice(0, 300)}`)),
      );
  }
}

const refusal = (text: string): string =>
  JSON.stringify({ errors: [{ code: 'blocked', text, module: 'main', data: { readonlyreason: text } }] });

/** What examples ask for first: of the demo wiki, as it is before anything is planted. */
const given = { revision: 5, revisions: [{ revision: 5 }, { revision: 4 }], change_id: 'chg_00000000' };

/** Calls every tool of a server whose wiki gives its secrets back in this way. */
async function written(rewrite: (secrets: Secrets, round: number) => Rewrite) {
  const secrets = new Secrets();
  let round = 0;
  const wiki = await serveWiki(undefined, (seen, body) => {
    secrets.note(seen);
    round += 1;
    return rewrite(secrets, round)(seen, body);
  });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bundle, '--log-level', 'debug'],
    env: { MEDIAWIKI_URL: wiki.url, MEDIAWIKI_USER: user, MEDIAWIKI_PASSWORD: password },
    stderr: 'pipe',
  });
  const lines: string[] = [];
  transport.stderr?.on('data', (chunk: unknown) => lines.push(String(chunk)));
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  const caller = new Caller(client);
  for (const { name, example } of features.tools().tools()) {
    const args = await argumentsOf(example, async () => given);
    lines.push(JSON.stringify(await caller.approved(name, { ...args })));
  }
  await client.close();
  await wiki.stop();
  return { secrets, text: lines.join('\n') };
}

describe('the password, the cookie and the token of a session', () => {
  const ways: Readonly<Record<string, (secrets: Secrets, round: number) => Rewrite>> = {
    'in every text of every answer': (secrets, round) => (_seen, body) =>
      JSON.stringify(planted(JSON.parse(body), '', secrets.text(round))),
    'in the words of every refusal': (secrets, round) => (seen, body) =>
      seen.path.includes('siteinfo') || actionOf(seen) === 'login' || body.includes('token')
        ? body
        : refusal(secrets.text(round)),
  };

  it.each(Object.entries(ways))(
    'never come out, %s',
    async (_name, way) => {
      const { secrets, text } = await written(way);
      expect(secrets.values.size).toBeGreaterThanOrEqual(2);
      expect(secrets.leaksIn(text).slice(0, 5)).toEqual([]);
      // What is planted comes to most tools' answers.
      expect(text.split('[redacted]').length).toBeGreaterThan(100);
      for (const value of secrets.values)
        expect(secrets.leaksIn(text.replace('[redacted]', value))).not.toEqual([]);
    },
    120_000,
  );
});
