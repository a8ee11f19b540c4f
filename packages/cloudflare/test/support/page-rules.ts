/** For tests: a rule as list_page_rules shows it. */
export interface ShownRule {
  readonly id: string;
  readonly priority: number;
  readonly status: string;
  readonly url: string;
  readonly actions: Readonly<Record<string, unknown>>;
  readonly takes_effect?: true;
  readonly shadowed_by?: string;
}

interface Caller {
  call(name: string, args: Record<string, unknown>): Promise<{ readonly data: object }>;
}

/** For tests: what list_page_rules answers. */
export async function pageRulesOf(
  server: Caller,
  zone: string,
  filter: Readonly<Record<string, unknown>> = {},
): Promise<readonly ShownRule[]> {
  const { data } = await server.call('list_page_rules', { zone, ...filter });
  const rules: unknown = Reflect.get(data, 'rules');
  if (!Array.isArray(rules)) throw new TypeError('There are no rules');
  return rules;
}

/** For tests: the rule with this URL pattern. */
export async function pageRuleAt(server: Caller, zone: string, url: string): Promise<ShownRule> {
  const rule = (await pageRulesOf(server, zone)).find((candidate) => candidate.url === url);
  if (rule === undefined) throw new Error(`no Page Rule ${url}`);
  return rule;
}
