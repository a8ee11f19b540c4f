/**
 * Every request that a server may ever send: written from the documentation of its service, not from the code that sends them.
 */
export interface RequestGrammar {
  readonly requests: readonly AllowedRequest[];
  /** What stands for the parts of a path, as sources of expressions: `{ id: '[0-9a-f]{32}' }` for `/zones/{id}`. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Headers beside those that any request has. */
  readonly headers?: readonly string[];
  /** Whether a request changes something: what a server that may only read must never send. */
  readonly isWrite: (request: SentRequest) => boolean;
}

export interface AllowedRequest {
  /** The function of the sandbox that answers it: another one for each host. The credential goes to `send` only. */
  readonly to?: string;
  /** `GET POST`. */
  readonly methods: string;
  readonly path: string;
  /** Names of the query, and of the form that is sent. */
  readonly query?: string;
  readonly form?: string;
  /** Values that the query or the form has to have, of services with one path for all: `{ action: 'edit' }`. */
  readonly where?: Readonly<Record<string, string>>;
}

export interface SentRequest {
  readonly to: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  /** Names of the headers. */
  readonly headers: readonly string[];
  /** Of a form: the beginning of each value, by its name. */
  readonly form?: Readonly<Record<string, string>>;
}

const HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'content-length',
  'content-type',
  'user-agent',
]);

/** What may stand in a query without being escaped further: RFC 3986 section 3.4, and the form encoding's plus. */
const QUERY = /^(?:[A-Za-z0-9._~!$'()*,;:@/?+=&-]|%[0-9A-F]{2})*$/u;

/** @returns what says of a request what is wrong with it, or `undefined`. */
export function outsideOf(grammar: RequestGrammar): (request: SentRequest) => string | undefined {
  const rules = grammar.requests.map((rule) => ({
    ...rule,
    pattern: patternOf(rule.path, grammar.parts ?? {}),
    methods: rule.methods.split(' '),
    query: namesIn(rule.query),
    form: namesIn(rule.form),
  }));
  const more = new Set(grammar.headers);
  return ({ to, method, path, headers, form = {} }) => {
    const [, place = '', query = ''] = /^([^?]*)(?:\?(.*))?$/su.exec(path) ?? [];
    const asked = new URLSearchParams(query);
    const fitting = rules.filter(
      (rule) =>
        (rule.to ?? 'send') === to &&
        rule.pattern.test(place) &&
        rule.methods.includes(method) &&
        Object.entries(rule.where ?? {}).every(([name, value]) => (form[name] ?? asked.get(name)) === value),
    );
    if (fitting.length === 0) return `no documented place: ${method} ${place}`;
    if (!QUERY.test(query)) return `a query that is not escaped: ${query}`;
    const keys = [...asked.keys()];
    if (new Set(keys).size !== keys.length) return `a key twice: ${query}`;
    const unknown = keys.filter((key) => !fitting.some((rule) => rule.query.has(key)));
    if (unknown.length > 0) return `keys that are not documented for ${place}: ${unknown.join(', ')}`;
    const fields = Object.keys(form).filter((key) => !fitting.some((rule) => rule.form.has(key)));
    if (fields.length > 0) return `fields that are not documented for ${place}: ${fields.join(', ')}`;
    const unasked = headers.filter(
      (name) => !HEADERS.has(name) && !more.has(name) && !(to === 'send' && name === 'authorization'),
    );
    return unasked.length > 0 ? `headers that nothing asks for: ${unasked.join(', ')}` : undefined;
  };
}

function namesIn(names: string | undefined): ReadonlySet<string> {
  return new Set(names?.split(' '));
}

function patternOf(path: string, parts: Readonly<Record<string, string>>): RegExp {
  const source = path
    .replaceAll('.', '\\.')
    .replaceAll(/\{(\w+)\}/gu, (_, name: string) => `(?:${parts[name] ?? '$^'})`);
  return new RegExp(`^${source}$`, 'u');
}
