import type { Prompt, Resource, ResourceTemplateType } from '@modelcontextprotocol/client';
import { parseTemplate } from '../resource/template.ts';

const longestText = 300;

/** What is wrong with a resource or a template as clients see it; empty when nothing is. */
export function resourceProblems(listed: Resource | ResourceTemplateType): readonly string[] {
  return [
    ...describedProblems(listed),
    ...when(listed.mimeType === undefined, 'there is no mimeType'),
    ...when(templateProblem(listed) !== undefined, templateProblem(listed) ?? ''),
  ];
}

/** What is wrong with a prompt as clients see it; empty when nothing is. */
export function promptProblems(prompt: Prompt): readonly string[] {
  const args = prompt.arguments ?? [];
  return [
    ...describedProblems(prompt),
    ...args.flatMap(({ name, description }) => [
      ...when(!/^[a-z][a-z0-9_]*$/u.test(name), `the argument ${name} is not in snake_case`),
      ...when(description === undefined || description === '', `the argument ${name} is not described`),
    ]),
    ...when(new Set(args.map(({ name }) => name)).size !== args.length, 'it has an argument twice'),
  ];
}

function describedProblems({
  name,
  title,
  description,
}: {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}): readonly string[] {
  return [
    ...when(!/^[a-z][a-z0-9_]{0,62}$/u.test(name), 'the name is not in snake_case'),
    ...when(title === undefined || title === '', 'there is no title'),
    ...when(description === undefined || !description.endsWith('.'), 'the description is no sentence'),
    ...when(
      (description?.length ?? 0) > longestText,
      `the description is longer than ${longestText} characters`,
    ),
  ];
}

function templateProblem(listed: Resource | ResourceTemplateType): string | undefined {
  if (!('uriTemplate' in listed)) return undefined;
  try {
    const { variables } = parseTemplate(listed.uriTemplate);
    return variables.length > 0 ? undefined : 'the template has no variable';
  } catch (error) {
    return error instanceof Error ? error.message : 'the template does not parse';
  }
}

/** Tools that a text names: words in snake_case that begin with a verb of tools. */
export function toolsNamedIn(text: string, verbs: readonly string[]): readonly string[] {
  const words = text.match(/\b[a-z]+(?:_[a-z0-9]+)+\b/gu) ?? [];
  return [...new Set(words)].filter((word) => verbs.includes(word.split('_')[0] ?? ''));
}

function when(wrong: boolean, problem: string): readonly string[] {
  return wrong ? [problem] : [];
}
