import { InputError, NotConfiguredError } from '../errors/errors.ts';
import type { Site } from '../http/site.ts';
import { readSecret } from '../secret/read-secret.ts';
import { Secret } from '../secret/secret.ts';
import { variableMeant } from '../tool/nearest.ts';
import { type Config, type Environment, nonEmpty } from './config.ts';
import { type CredentialDescription, type CredentialVariable, type Program, withArticle } from './program.ts';

/** A value of the environment: hidden, or, such as a user name, open. */
type Value = Secret | string;

/** What a server gets at its account with: the values of one credential, and the site where the person chooses it. */
export class Access {
  /** Which of the credentials of the program it is: `token`. */
  readonly name: string;
  readonly #values: ReadonlyMap<string, Value>;
  readonly #site: Site | undefined;

  /** @param values by variable. */
  constructor(name: string, values: Readonly<Record<string, Value>>, site?: Site) {
    this.name = name;
    this.#values = new Map(Object.entries(values));
    this.#site = site;
  }

  /** What stands in the place of an access where nothing is sent. */
  static none({ credentials: [first], site }: Program): Access {
    const values = (first?.variables ?? []).map(({ variable }) => [variable, new Secret('none')]);
    const nowhere: Site = { hostname: 'site.invalid', port: 443, basePath: '', isSecure: true };
    return new Access(first?.name ?? 'none', Object.fromEntries(values), site && nowhere);
  }

  /** @throws {TypeError} for a program whose site is in its code. */
  get site(): Site {
    if (this.#site === undefined) throw new TypeError('The program describes no site.');
    return this.#site;
  }

  /** @throws {TypeError} for a variable that is none of this credential. */
  secret(variable: string): Secret {
    const value = this.#values.get(variable);
    if (value instanceof Secret) return value;
    throw new TypeError(`${variable} is no secret of this credential.`);
  }

  /** An open value, such as a user name. @throws {TypeError} for a variable that is none of this credential. */
  text(variable: string): string {
    const value = this.#values.get(variable);
    if (value === undefined) throw new TypeError(`${variable} is no part of this credential.`);
    return value instanceof Secret ? String(value) : value;
  }

  /** Everything of it that must not be printed. */
  secrets(): readonly Secret[] {
    return [...this.#values.values()].filter((value) => value instanceof Secret);
  }
}

/**
 * Takes site and credential out of the environment, so that nothing started or dumped later can hold them. The kernel still
 * shows the environment the process was started with to the same user (`/proc/PID/environ`).
 *
 * @returns `undefined` for a sandbox, which must not hold a real credential: all is removed without a look at it.
 * @throws {NotConfiguredError} that says what is not set. @throws {InputError} that says what is wrong with what is set. Neither
 *   shows any part of a value.
 */
export function takeAccess(program: Program, { sandbox }: Config, env: Environment): Access | undefined {
  const given = new Map(Object.entries(env).filter(([, value]) => nonEmpty(value) !== undefined));
  discardAccess(program, env);
  return sandbox ? undefined : new Reading(program, given).access();
}

/** Removes site and credential without a look at them, also where their variables are misspelt. */
export function discardAccess(program: Program, env: Environment): void {
  const known = variablesOf(program);
  for (const variable of Object.keys(env))
    if (known.includes(variable) || variableMeant(variable, known) !== undefined) delete env[variable];
}

/** Everything that must not be printed: what `access` holds, and what opens the proxy. */
export function secretsOf({ proxy }: Config, access: Access | undefined): readonly Secret[] {
  const secrets = [...(access?.secrets() ?? []), proxy?.password, proxy?.authorization];
  return secrets.filter((secret) => secret !== undefined);
}

function variablesOf({ site, credentials }: Program): readonly string[] {
  const named = credentials.flatMap(({ variables }) => variables.map(({ variable }) => variable));
  return [...(site === undefined ? [] : [site.variable]), ...named];
}

class Reading {
  readonly #program: Program;
  readonly #given: ReadonlyMap<string, string | undefined>;

  constructor(program: Program, given: ReadonlyMap<string, string | undefined>) {
    this.#program = program;
    this.#given = given;
  }

  access(): Access {
    const { site } = this.#program;
    const credential = this.#credential();
    const isSiteMissing = site !== undefined && !this.#given.has(site.variable);
    if (credential === undefined || isSiteMissing) {
      const hint = this.#hint();
      throw missingAccess(this.#program, { site: isSiteMissing, credential: credential === undefined }, hint);
    }
    const values = credential.variables.map((described) => [described.variable, this.#value(described)]);
    return new Access(
      credential.name,
      Object.fromEntries(values),
      site?.read(this.#given.get(site.variable) ?? '', site.variable),
    );
  }

  /** The one credential that is given whole. @throws {InputError} for half of one, and for more than one. */
  #credential(): CredentialDescription | undefined {
    const { credentials } = this.#program;
    const whole = credentials.find(({ variables }) => variables.every((each) => this.#isGiven(each)));
    const others = credentials
      .flatMap(({ variables }) => variables)
      .filter((each) => this.#isGiven(each) && whole?.variables.includes(each) !== true);
    const [other] = others;
    if (other === undefined) return whole;
    if (whole !== undefined) throw tooMuch(whole, others);
    const half = credentials.find(({ variables }) => variables.includes(other));
    throw halfGiven(
      others,
      (half?.variables ?? []).filter((each) => !this.#isGiven(each)),
      this.#hint(),
    );
  }

  #isGiven({ variable }: CredentialVariable): boolean {
    return this.#given.has(variable);
  }

  #value({ variable, isOpen, isGrouped, ...rules }: CredentialVariable): Value {
    const value = this.#given.get(variable) ?? '';
    if (isOpen === true) return openValue(value, variable, rules.refuse);
    // The filter finds it with blanks, too: it looks past whatever is neither letter nor digit.
    return readSecret({ ...rules, variable, value: isGrouped === true ? withoutBlanks(value) : value });
  }

  /** Which of the variables that are not set were probably meant by others that are. */
  #hint(): string {
    const known = variablesOf(this.#program);
    const missing = known.filter((variable) => !this.#given.has(variable));
    const hints = [...this.#given.keys()].flatMap((name) => {
      const meant = known.includes(name) ? undefined : variableMeant(name, missing);
      return meant === undefined || !/^\w{1,80}$/u.test(name)
        ? []
        : [` There is ${name}; did you mean ${meant}?`];
    });
    return hints.join('');
  }
}

/** Groups with single blanks between, as some services print a secret. */
function withoutBlanks(value: string): string {
  return /^[!-~]+(?: [!-~]+)+$/u.test(value) ? value.replaceAll(' ', '') : value;
}

/** @throws {InputError} that does not show the value: it may be a secret in the wrong variable. */
function openValue(value: string, variable: string, refuse: CredentialVariable['refuse']): string {
  const problem = refuse?.(value) ?? (isName(value) ? undefined : 'is no name');
  if (problem === undefined) return value;
  throw new InputError(`${variable} ${problem}.`, {
    nextStep: `Set ${variable} to the bare value, in the client's configuration or where the client is started, and start again.`,
  });
}

/** Up to 255 characters, all of them visible or single blanks, and no placeholder. */
function isName(value: string): boolean {
  return value.length <= 255 && /^[^\p{C}\p{Z}${}<>]+(?: [^\p{C}\p{Z}${}<>]+)*$/u.test(value);
}

const where =
  'in the environment of this server, in the configuration of the MCP client, and restart the client';

function halfGiven(
  given: readonly CredentialVariable[],
  missing: readonly CredentialVariable[],
  hint: string,
): InputError {
  const is = missing.length === 1 ? 'is' : 'are';
  return new InputError(`${namesOf(given)} needs ${namesOf(missing)}, which ${is} not set.${hint}`, {
    nextStep: `Set ${namesOf(missing)} ${where}.`,
  });
}

function tooMuch(whole: CredentialDescription, others: readonly CredentialVariable[]): InputError {
  return new InputError(
    `${namesOf(whole.variables)} is a whole credential, and ${namesOf(others)} belongs to another one.`,
    { nextStep: `Remove one of them from the environment of this server, and restart the client.` },
  );
}

function namesOf(variables: readonly CredentialVariable[]): string {
  return variables.map(({ variable }) => variable).join(' and ');
}

/** What a server without site or credential says to whoever started it, and to every call. */
export function missingAccess(
  program: Program,
  missing: { readonly site: boolean; readonly credential: boolean },
  hint = '',
): NotConfiguredError {
  const problems = [
    ...(missing.site ? [`${program.site?.variable ?? ''} is not set`] : []),
    ...(missing.credential ? [credentialProblem(program)] : []),
  ];
  const message = `${problems.join(', and ')}, so there is nothing to manage.${hint}`;
  return new NotConfiguredError(message, { nextStep: nextStepOf(program, missing) });
}

/** `X is not set`, `neither X nor Y and Z is set`. */
export function credentialProblem({ credentials }: Program): string {
  const all = credentials.map(({ variables }) => namesOf(variables));
  if (all.length > 1) return `neither ${all.join(' nor ')} is set`;
  return `${all.join('')} ${credentials[0]?.variables.length === 1 ? 'is' : 'are'} not set`;
}

/** `Create a token at PAGE (START)`, for each of the credentials. */
export function howToMake({ credentials }: Program): string {
  const ways = credentials.map(({ name, page, start }) =>
    page === undefined
      ? withArticle(name)
      : `${withArticle(name)} at ${page}${start === undefined ? '' : ` ${start}`}`,
  );
  return `Create ${ways.join(', or ')}`;
}

function nextStepOf(
  program: Program,
  missing: { readonly site: boolean; readonly credential: boolean },
): string {
  const { site } = program;
  const sandbox = 'To try it without an account, add --sandbox to its arguments.';
  const place =
    'into the environment of this server in the configuration of the MCP client, and restart the client.';
  const set =
    missing.site && site !== undefined
      ? `Set ${site.variable} to the address of ${site.what}, such as ${site.example}. `
      : '';
  return missing.credential
    ? `${set}${howToMake(program)}, put it ${place} ${sandbox}`
    : `${set}Put it ${place} ${sandbox}`;
}
