import { parseArgs } from 'node:util';
import { type SeedName, seedNames } from './account.ts';
import { isWellFormedToken } from './auth/tokens.ts';
import type { PlanName } from './contract.ts';

export interface ServeCommand {
  readonly command: 'serve';
  readonly port: number;
  /** Paths of PEM files. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly seed: SeedName;
  readonly plan: PlanName | undefined;
  readonly token: string | undefined;
  readonly records: number;
}

export type Command = ServeCommand | { readonly command: 'help' } | { readonly command: 'version' };

/** The command line cannot be obeyed; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const PLANS = ['free', 'pro', 'business', 'enterprise'] as const;

/** Above this the start takes too long to be meant. */
const MOST_RECORDS = 1_000_000;

export const usage = `Usage: cloudflare-simulator --port N [options]

Serves a simulated Cloudflare account, held in memory, on 127.0.0.1.

  --port N                   port to listen on; 0 takes a free one
  --tls-cert F --tls-key F   serve HTTPS with this certificate and key (PEM)
  --seed demo|empty|international|agency
                             a small company with three zones (default), one empty zone, one zone with an
                             international name and records of Cloudflare's services, or two accounts
  --plan free|pro|business|enterprise
                             put every zone on this plan
  --token T                  accept this API token instead of the built-in one
  --records N                add N generated records to the first zone
  --help, --version
`;

/** @throws {UsageError} */
export function parseCommand(argv: readonly string[]): Command {
  const values = parse(argv);
  if (values.help === true) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  if (values.port === undefined) throw new UsageError('--port is required');
  return {
    command: 'serve',
    port: wholeNumber('--port', values.port, 65_535),
    tls: tlsFiles(values['tls-cert'], values['tls-key']),
    seed: choice('--seed', values.seed, seedNames) ?? 'demo',
    plan: choice('--plan', values.plan, PLANS),
    token: tokenOf(values.token),
    records: wholeNumber('--records', values.records ?? '0', MOST_RECORDS),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
        seed: { type: 'string' },
        plan: { type: 'string' },
        token: { type: 'string' },
        records: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read');
  }
}

function tlsFiles(cert: string | undefined, key: string | undefined): ServeCommand['tls'] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new UsageError('--tls-cert and --tls-key are needed together');
  }
  return { cert, key };
}

/** The message does not repeat the token: a shell may record what a program prints. */
function tokenOf(token: string | undefined): string | undefined {
  if (token === undefined || isWellFormedToken(token)) return token;
  throw new UsageError('--token must be 40 to 200 letters, digits, "_" or "-"');
}

function wholeNumber(option: string, text: string, largest: number): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= largest) return value;
  throw new UsageError(`${option} must be a whole number from 0 to ${largest}`);
}

function choice<const Choice extends string>(
  option: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (text === undefined) return undefined;
  const known = choices.find((candidate) => candidate === text);
  if (known === undefined) throw new UsageError(`${option} must be one of: ${choices.join(', ')}`);
  return known;
}
