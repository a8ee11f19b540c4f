import { argumentsOf } from '@crunchtools/mcp-core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { features } from '../../src/main.ts';
import { type Harness, startInProcess } from '../support/in-process.ts';

/*
 * What each tool says of itself (its example, its hostile example, the requests it sends, what --zones means for it),
 * held against what it does to the simulated account.
 */

const tools = features.tools().tools();
const named = tools.map((tool) => [tool.name, tool] as const);
const [own, other] = ['mapleandpine.net', 'northfork-labs.dev'];

let server: Harness;

beforeEach(async () => {
  server = await startInProcess();
});
afterEach(() => server.close());

/** `GET /zones/{}`: without the query, and with `{}` for ids and what else differs from call to call. */
function shapeOf(request: string): string {
  const [method = '', url = ''] = request.split(' ');
  const [path = ''] = url.split('?');
  return `${method} ${path
    .replaceAll(/\b[0-9a-f]{32}\b/gu, '{}')
    .replace(/(?<=\/phases\/)\w+/u, '{}')
    .replace(/(?<=\/settings\/)\w+/u, '{}')}`;
}

function exampleOf({ example }: (typeof tools)[number]) {
  return argumentsOf(example, async (tool, args) => (await server.apply(tool, { ...args })).data as never);
}

describe.each(named)('%s', (name, tool) => {
  it('sends the requests that it names, and no other', async () => {
    const args = await exampleOf(tool);
    server.requests();
    const first = await server.call(name, { ...args });
    const confirm = first.data.status === 'needs_confirmation' ? first.data.confirm : undefined;
    if (confirm !== undefined) await server.call(name, { ...args, confirm });
    // Whoever reads again asks whether what is remembered still holds, which is another request.
    if (tool.effect === 'read') await server.call(name, { ...args });
    const zoneIsFound = tool.scopes === 'argument' ? ['GET /zones'] : [];
    const sent = [...new Set(server.requests().map(shapeOf))].filter((one) => !zoneIsFound.includes(one));
    expect(sent.toSorted()).toEqual(tool.requests.toSorted());
  });

  it('writes nothing for its hostile example', async () => {
    const { isError, data } = await server.call(name, { ...tool.hostile });
    expect(isError).toBe(true);
    expect(data.error.code).toBe('invalid_input');
    expect(server.requests().filter((request) => !/^(?:GET |POST \/graphql)/u.test(request))).toEqual([]);
  });

  it('keeps to the allowed zones as it says', async () => {
    const args = await exampleOf(tool);
    const limited = await startInProcess({ account: server.simulator, args: ['--zones', other] });
    limited.requests();
    const { isError, data, text } = await limited.call(name, { ...args });
    limited.close();
    if (tool.scopes === 'argument') {
      expect(data.error).toMatchObject({ code: 'not_found' });
      expect(limited.requests().filter((request) => !/^GET \/zones(?:\?|$)/u.test(request))).toEqual([]);
    } else if (tool.scopes === 'content') {
      expect(text).not.toContain(own);
      expect(['invalid_input', 'refused_by_policy']).toContain(data.error.code);
      expect(limited.requests().filter((request) => !request.startsWith('GET '))).toEqual([]);
    } else {
      expect(text).not.toContain(own);
      // What another process did is not known to this one.
      expect(isError).toBe(tool.effect === 'undo');
    }
  });
});

it('names a zone where the scope is an argument, and nowhere else', () => {
  for (const { name, input, scopes } of tools) {
    expect(Object.hasOwn(input.shape, 'zone'), name).toBe(scopes === 'argument');
  }
});
