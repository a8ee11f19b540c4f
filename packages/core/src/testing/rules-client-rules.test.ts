import { describe, expect, it } from 'vitest';
import { argumentFormProblems, neighbourProblems, schemaProblems } from './rules.ts';

const good = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    kind: { type: 'string', enum: ['a', 'b'] },
    data: { type: 'object', additionalProperties: true },
    list: { type: 'array', items: { type: 'object', properties: { a: { type: 'integer' } } } },
    value: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
  },
  additionalProperties: false,
};

const bad: readonly (readonly [name: string, schema: object, client: string])[] = [
  ['a list of types', { type: ['string', 'number'] }, 'Gemini CLI'],
  ['a type that may be null', { type: ['string', 'null'] }, 'Gemini CLI'],
  ['a constant', { type: 'number', const: 1 }, 'Codex'],
  ['a choice without a type', { enum: ['a'] }, 'Codex'],
  ['a list without items', { type: 'array' }, 'Codex'],
  ['a list of anything', { type: 'array', items: true }, 'Codex'],
  ['no type', { description: 'Anything.' }, 'Codex'],
  ['a bare object', { type: 'object', description: 'Any.' }, 'pydantic-ai'],
  ['an object of texts', { type: 'object', additionalProperties: { type: 'string' } }, 'openai-agents'],
  ['a reference', { type: 'object', properties: {}, $ref: '#/$defs/a' }, 'Gemini CLI'],
  ['alternatives that exclude each other', { type: 'string', oneOf: [{ type: 'string' }] }, 'OpenAI'],
  ['a list of fixed length', { type: 'array', items: { type: 'string' }, prefixItems: [] }, 'OpenAI'],
  ['members by pattern', { type: 'object', properties: {}, patternProperties: {} }, 'OpenAI'],
];

describe('schemaProblems', () => {
  it('finds nothing wrong with what every client reads', () => {
    expect(schemaProblems('answer', good)).toEqual([]);
  });

  it.each(bad)('finds %s, wherever it is, and names who cannot read it', (_, schema, client) => {
    const part = JSON.parse(JSON.stringify(schema));
    const around: readonly (readonly [string, typeof good | object])[] = [
      ['top', part],
      ['top.a', { type: 'object', properties: { a: part } }],
      ['top[]', { type: 'array', items: part }],
      [
        'top.a[].b',
        {
          type: 'object',
          properties: { a: { type: 'array', items: { type: 'object', properties: { b: part } } } },
        },
      ],
      ['top (form 2)', { anyOf: [{ type: 'string' }, part] }],
    ];
    for (const [place, whole] of around) {
      const problems = schemaProblems('top', JSON.parse(JSON.stringify(whole)));
      expect(problems).toEqual([expect.stringContaining(client)]);
      expect(problems[0]?.startsWith(`${place} `)).toBe(true);
    }
  });

  it('lets arguments have one form only', () => {
    expect(argumentFormProblems(good)).toHaveLength(1);
    expect(argumentFormProblems({ type: 'object', properties: { a: { type: 'string' } } })).toEqual([]);
  });
});

function tool(name: string, description: string) {
  return { name, description };
}

describe('neighbourProblems', () => {
  it('finds a tool whose beginning says no more than that of another', () => {
    const found = neighbourProblems([
      tool('delete_rule', 'Delete one rule.'),
      tool('delete_page_rule', 'Delete one Page Rule.'),
    ]);
    expect(found).toEqual([
      expect.stringContaining('delete_rule says nothing that that of delete_page_rule'),
    ]);
  });

  it('looks no further than clients do', () => {
    const same = 'Looks at a thing. '.repeat(10);
    expect(neighbourProblems([tool('a', `${same}First.`), tool('b', `${same}Second.`)])).toHaveLength(2);
    expect(neighbourProblems([tool('a', `First. ${same}`), tool('b', `Second. ${same}`)])).toEqual([]);
  });
});
