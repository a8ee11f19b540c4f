import type { Client, Prompt, Resource, ResourceTemplateType } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { isJsonObject } from '../json.ts';
import { parseTemplate } from '../resource/define.ts';
import { Snapshots } from './contract.ts';
import {
  outputProblems,
  promptProblems,
  readVerbs,
  resourceProblems,
  toolsNamedIn,
  writeVerbs,
} from './rules.ts';

type Texts = Readonly<Record<string, string>>;

export interface SurfaceContract {
  readonly title: string;
  /** Starts the real process, as users run it, and connects a client. */
  start(): Promise<{ readonly client: Client; close(): Promise<void> }>;
  /** The whole schemas of the resources; `undefined` for one that is no JSON. */
  readonly resources: readonly { readonly name: string; readonly output: z.ZodType | undefined }[];
  /** For each prompt, the tools it says it uses. */
  readonly prompts: readonly { readonly name: string; readonly uses: readonly string[] }[];
  /** A URI that can be read, for each resource, template and app, by its name. */
  readonly uris: Texts;
  /** Arguments with which each prompt can be got. */
  readonly arguments: Readonly<Record<string, Texts>>;
  /** Arguments of prompts and variables of templates that are free text; all others complete. */
  readonly free: readonly string[];
  /** Holds one JSON file for each list. `UPDATE_SNAPSHOTS=1` rewrites them. */
  readonly snapshotDirectory: URL;
}

interface Surface {
  readonly resources: readonly Resource[];
  readonly templates: readonly ResourceTemplateType[];
  readonly prompts: readonly Prompt[];
}

/**
 * Registers the tests that the resources, prompts, completions and apps of every server built on core have to pass.
 * Does not test what a resource says, nor whether a prompt is any good.
 */
export function describeSurfaceContract(contract: SurfaceContract): void {
  describe(contract.title, () => {
    let connection: Awaited<ReturnType<SurfaceContract['start']>>;
    let surface: Surface;
    const read = async (uri: string) => (await connection.client.readResource({ uri })).contents;
    beforeAll(async () => {
      connection = await contract.start();
      surface = await listsOf(connection.client);
    });
    afterAll(() => connection.close());

    it('lists what there is in the same order every time, as the committed snapshot shows it', async () => {
      expect(await listsOf(connection.client)).toEqual(surface);
      const snapshots = new Snapshots(contract.snapshotDirectory);
      for (const [name, list] of Object.entries(surface)) {
        expect(list, name).toEqual(await snapshots.copyOf(name, list));
      }
    });

    it('keeps the rules of resources and prompts', () => {
      for (const listed of [...surface.resources, ...surface.templates]) {
        expect(resourceProblems(listed), listed.name).toEqual([]);
      }
      for (const prompt of surface.prompts) expect(promptProblems(prompt), prompt.name).toEqual([]);
      const names = [...surface.resources, ...surface.templates].map(({ name }) => name);
      expect(names.toSorted()).toEqual(Object.keys(contract.uris).toSorted());
      expect(surface.prompts.map(({ name }) => name).toSorted()).toEqual(
        Object.keys(contract.arguments).toSorted(),
      );
    });

    it('reads no text of which nobody can tell who wrote it', () => {
      for (const { name, output } of contract.resources) {
        if (output !== undefined) expect(outputProblems(output), name).toEqual([]);
      }
    });

    it.each(Object.entries(contract.uris))('reads %s as it was announced', async (name, uri) => {
      const [content, ...others] = await read(uri);
      expect(others).toEqual([]);
      const announced = [...surface.resources, ...surface.templates].find((listed) => listed.name === name);
      expect(content).toMatchObject({ uri, mimeType: announced?.mimeType, text: expect.any(String) });
      const text = content !== undefined && 'text' in content ? content.text : '';
      const output = contract.resources.find((resource) => resource.name === name)?.output;
      if (output === undefined) return;
      const answer: unknown = JSON.parse(text);
      expect(output.safeParse(answer).error?.message).toBeUndefined();
      const marked = isJsonObject(answer) && answer['untrusted'] !== undefined;
      expect(content?._meta ?? {}).toEqual(marked ? { untrusted: true } : {});
    });

    it.each(Object.values(contract.uris))('finds nothing beside %s', async (uri) => {
      const beside = [
        `${uri}/`,
        `${uri}?a=b`,
        `${uri}#a`,
        `${uri}/../x`,
        `${uri}%00`,
        `${uri}%2F`,
        uri.toUpperCase(),
        uri.replace('://', ':/'),
        ` ${uri}`,
      ];
      for (const other of beside) {
        await expect(read(other), other).rejects.toMatchObject({ code: -32_602 });
      }
    });

    it('refuses cursors that nobody gave out', async () => {
      const { client } = connection;
      const cursor = 'made-up';
      await expect(client.listResources({ cursor })).rejects.toMatchObject({ code: -32_602 });
      await expect(client.listResourceTemplates({ cursor })).rejects.toMatchObject({ code: -32_602 });
      await expect(client.listPrompts({ cursor })).rejects.toMatchObject({ code: -32_602 });
    });

    it('completes every variable and argument, or takes it as free text', async () => {
      const { free } = contract;
      for (const { name, arguments: args = [] } of surface.prompts) {
        const given = contract.arguments[name] ?? {};
        for (const argument of args) {
          await expectCompletion(connection.client, { type: 'ref/prompt', name }, argument.name, given, free);
        }
      }
      for (const { name, uriTemplate } of surface.templates) {
        const template = parseTemplate(uriTemplate);
        const given = template.match(contract.uris[name] ?? '') ?? {};
        for (const variable of template.variables) {
          const ref: Reference = { type: 'ref/resource', uri: uriTemplate };
          await expectCompletion(connection.client, ref, variable, given, free);
        }
      }
    });

    it('offers prompts that name the tools they say, and no other', async () => {
      const { tools } = await connection.client.listTools();
      const offered = new Set(tools.map(({ name }) => name));
      const promptNames = new Set(contract.prompts.map(({ name }) => name));
      for (const { name } of surface.prompts) {
        const { messages } = await connection.client.getPrompt({
          name,
          arguments: { ...contract.arguments[name] },
        });
        const text = messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join('\n');
        const uses = contract.prompts.find((prompt) => prompt.name === name)?.uses ?? [];
        const named = toolsNamedIn(text, [...readVerbs, ...writeVerbs]).filter(
          (word) => offered.has(word) || !promptNames.has(word),
        );
        expect(named.toSorted(), name).toEqual(uses.toSorted());
        expect(uses.filter((tool) => !offered.has(tool))).toEqual([]);
      }
    });

    it('has a page for every tool that names one', async () => {
      const { tools } = await connection.client.listTools();
      const pages = new Set(tools.flatMap(({ _meta }) => pageOf(_meta)));
      const known = new Set(surface.resources.map(({ uri }) => uri));
      expect([...pages].filter((uri) => !known.has(uri))).toEqual([]);
    });
  });
}

async function expectCompletion(
  client: Client,
  ref: Reference,
  name: string,
  given: Texts,
  free: readonly string[],
): Promise<void> {
  const { completion } = await client.complete({
    ref,
    argument: { name, value: '' },
    context: { arguments: { ...given } },
  });
  const completes = completion.values.length > 0;
  expect(completes, `${name} of ${JSON.stringify(ref)}`).toBe(!free.includes(name));
  expect(completion.values.length).toBeLessThanOrEqual(100);
  expect(completion.hasMore).toEqual(expect.any(Boolean));
}

type Reference = { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string };

function pageOf(meta: unknown): readonly string[] {
  const ui = isJsonObject(meta) ? meta['ui'] : undefined;
  const uri = isJsonObject(ui) ? ui['resourceUri'] : undefined;
  return typeof uri === 'string' ? [uri] : [];
}

async function listsOf(client: Client): Promise<Surface> {
  const { resources } = await client.listResources();
  const { resourceTemplates: templates } = await client.listResourceTemplates();
  const { prompts } = await client.listPrompts();
  return { resources, templates, prompts };
}
