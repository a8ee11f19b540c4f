import type { Program } from '../app/program.ts';
import type { Tool } from '../tool/define.ts';
import { type Bundles, bundlesOf, type Variables } from './process.ts';

/** A server as the suites that attack it need to know it. */
export interface TestedServer {
  /** What core's command line knows of it: its variables are named there. */
  readonly program: Program;
  /** Of its package: what users run is in `dist`. */
  readonly folder: URL;
  readonly tools: readonly Omit<Tool<never>, 'run'>[];
  /** A credential of the service's form, and of no words: what holds a piece of it is blotted out of answers. */
  readonly credential: string;
  /** Values of the variables that are no secret, such as the address of a site. */
  readonly others?: Variables;
}

/** One of the ways to authenticate that a server knows, with the variable that holds its secret. */
export interface CredentialKind {
  readonly name: string;
  readonly variable: string;
  /** What a process needs to have the secret, and nothing else. */
  readonly variables: (secret: string) => Variables;
}

export function credentialsOf({ program, others = {} }: TestedServer): readonly CredentialKind[] {
  const open = new Set(program.site === undefined ? [] : [program.site.variable]);
  return program.credentials.flatMap(({ name, variables }) => {
    const secret = variables.find(({ isOpen }) => isOpen !== true)?.variable;
    if (secret === undefined) return [];
    const own = new Set([...open, ...variables.map(({ variable }) => variable)]);
    const given = Object.fromEntries(Object.entries(others).filter(([variable]) => own.has(variable)));
    return [{ name, variable: secret, variables: (value) => ({ ...given, [secret]: value }) }];
  });
}

/** What a process needs to have the credential of the server, in the last of the ways that it knows: those before are for people. */
export function variablesOf(server: TestedServer, secret: string): Variables {
  const kind = credentialsOf(server).at(-1);
  if (kind === undefined) throw new Error(`${server.program.name} has no credential`);
  return kind.variables(secret);
}

export function bundlesOfServer({ folder }: TestedServer): Bundles {
  return bundlesOf(folder);
}
