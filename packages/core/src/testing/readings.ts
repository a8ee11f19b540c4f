import type { Caller, Scenario } from './caller.ts';

/** What is put into the variables of templates and the arguments of prompts, by their names. */
export type Fill = Readonly<Record<string, string>>;

type Named = readonly [name: string, scenario: Scenario];

async function listed(
  caller: Caller,
  method: string,
  key: string,
): Promise<readonly Record<string, unknown>[]> {
  const { result } = await caller.request(method);
  const found: unknown = result?.[key];
  return Array.isArray(found) ? found : [];
}

/** What clients can read and complete besides calling tools: each resource, one of each template, each completion. */
export async function readingsOf(caller: Caller, fill: Fill): Promise<readonly Named[]> {
  const templates = (await listed(caller, 'resources/templates/list', 'resourceTemplates')).map(
    ({ uriTemplate }) => String(uriTemplate),
  );
  const filled = templates.map((template) =>
    template.replaceAll(/\{([^}]*)\}/gu, (_, name: string) => encodeURIComponent(fill[name] ?? 'x')),
  );
  const uris = [
    ...(await listed(caller, 'resources/list', 'resources')).map(({ uri }) => String(uri)),
    ...filled,
  ];
  const completions = templates.flatMap((template) =>
    Array.from(template.matchAll(/\{([^}]*)\}/gu), ([, name = '']) => ({ template, name })),
  );
  return [
    ...uris.map((uri): Named => [uri, async () => void (await caller.request('resources/read', { uri }))]),
    ...completions.map(({ template, name }): Named => {
      const params = {
        ref: { type: 'ref/resource', uri: template },
        argument: { name, value: '' },
        context: { arguments: fill },
      };
      return [`${template} ${name}`, async () => void (await caller.request('completion/complete', params))];
    }),
  ];
}

/** Asks for each prompt, which holds nothing of the service. */
export async function readPrompts(caller: Caller, fill: Fill): Promise<void> {
  for (const { name, arguments: given } of await listed(caller, 'prompts/list', 'prompts')) {
    const names = Array.isArray(given)
      ? given.map((argument: { readonly name: string }) => argument.name)
      : [];
    const args = Object.fromEntries(names.map((one) => [one, fill[one] ?? 'x']));
    await caller.request('prompts/get', { name, arguments: args });
  }
}
