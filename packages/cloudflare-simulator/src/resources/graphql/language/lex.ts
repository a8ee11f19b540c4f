import { SyntaxProblem } from './syntax.ts';

export type Token =
  | { readonly kind: 'name' | 'punctuator' | 'string'; readonly text: string }
  | { readonly kind: 'int' | 'float'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' };

/** What is ignored: white space, commas, a byte order mark, comments (section 2.1). */
const IGNORED = /(?:[\s,\ufeff]|#[^\n\r]*)*/uy;
const NAME = /[A-Za-z_]\w*/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?(?![\w.])/uy;
const PUNCTUATOR = /\.\.\.|[!$&()[\]{}:=@|]/uy;
const BLOCK = /"""((?:\\"""|[^\\]|\\(?!"""))*?)"""/uy;
const STRING = /"(?:[^"\\\n\r]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/uy;

/** @throws {SyntaxProblem} for a character that begins no token. */
export function lex(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source) ?? undefined;
    at += found?.[0].length ?? 0;
    return found;
  };
  for (take(IGNORED); at < source.length; take(IGNORED))
    tokens.push(next(take, () => source.slice(at, at + 1)));
  return [...tokens, { kind: 'end', text: '' }];
}

type Take = (pattern: RegExp) => RegExpExecArray | undefined;

function next(take: Take, here: () => string): Token {
  const name = take(NAME);
  if (name !== undefined) return { kind: 'name', text: name[0] };
  const number = take(NUMBER);
  if (number !== undefined) {
    const isInt = number[1] === undefined && number[2] === undefined;
    return { kind: isInt ? 'int' : 'float', text: number[0] };
  }
  const punctuator = take(PUNCTUATOR);
  if (punctuator !== undefined) return { kind: 'punctuator', text: punctuator[0] };
  const block = take(BLOCK);
  if (block !== undefined)
    return { kind: 'string', text: unindented((block[1] ?? '').replaceAll('\\"""', '"""')) };
  const string = take(STRING);
  if (string !== undefined) return { kind: 'string', text: unescaped(string[0]) };
  throw new SyntaxProblem(`Unexpected character ${JSON.stringify(here())}`);
}

/** Escapes are those of JSON. What JSON forbids bare, a tab, GraphQL allows. */
function unescaped(quoted: string): string {
  const text: unknown = JSON.parse(quoted.replaceAll('\t', '\\t'));
  return String(text);
}

/** Section 2.9.4, BlockStringValue(). */
function unindented(raw: string): string {
  const lines = raw.split(/\r\n|[\n\r]/u);
  const indents = lines.slice(1).filter((line) => /[^\t ]/u.test(line));
  const common = Math.min(...indents.map((line) => line.search(/[^\t ]/u)));
  const cut = lines.map((line, index) =>
    index === 0 || common === Number.POSITIVE_INFINITY ? line : line.slice(common),
  );
  return cut.join('\n').replaceAll(/^(?:[\t ]*\n)+|(?:\n[\t ]*)+$/gu, '');
}
