/**
 * @typedef {object} UseRule
 * @property {string} name
 * @property {string} comment
 * @property {RegExp} use
 * @property {RegExp} from
 * @property {RegExp} [except]
 */

/** Any package that is none of the others. */
const SERVER = 'packages/(?!(?:core|rules-language|[^/]+-simulator)/)[^/]+/src';
const PRODUCT = new RegExp(`^(?:packages/(?:core|rules-language)/src|${SERVER})/`);
const ANY_PACKAGE = /^packages\/[^/]+\/src\//;

/**
 * What sources may use of their surroundings. Tests are free.
 *
 * @type {readonly UseRule[]}
 */
export const useRules = [
  {
    name: 'environment-only-in-config',
    comment: 'The credential arrives in the environment: one file reads it and removes it.',
    use: /^process\.env$/,
    from: ANY_PACKAGE,
    except: new RegExp(
      String.raw`^(?:${SERVER}/demo/|packages/(?:cloudflare-simulator/src/cli\.ts$|core/src/(?:app/config\.ts$|lockdown/launch\.ts$|testing/)))`,
    ),
  },
  {
    name: 'stdio-only-in-serve',
    comment:
      'Whatever else reaches stdout while serving breaks the protocol and passes by the last filter for secrets. The command line prints before it serves, or instead.',
    use: /^(process\.std(in|out)|console)$/,
    from: ANY_PACKAGE,
    except: new RegExp(
      String.raw`^(?:${SERVER}/demo/|packages/(?:core/src/(?:app/command-line\.ts$|server/)|cloudflare-simulator/src/(?:cli\.ts$|serve)))`,
    ),
  },
  {
    name: 'no-ambient-network',
    comment:
      'The global clients follow proxy variables and switched-off TLS checks; the client in http/ does not.',
    use: /^(EventSource|WebSocket|XMLHttpRequest|fetch)$/,
    from: PRODUCT,
    except: /^packages\/core\/src\/http\//,
  },
  {
    name: 'addresses-without-network',
    comment: 'Of node:net, what looks at an address is harmless; the rest opens connections.',
    use: /^net(?!\.(BlockList|isIP|isIPv4|isIPv6)$)(\..*)?$/,
    from: ANY_PACKAGE,
    except: /^packages\/(core\/src\/(http|testing)\/|cloudflare-simulator\/src\/(cli\.ts$|serve))/,
  },
  {
    name: 'no-code-from-text',
    comment: 'Nothing that a stranger wrote may become code.',
    use: /^(Function|eval)$/,
    from: ANY_PACKAGE,
  },
  {
    name: 'no-hidden-imports',
    comment:
      'An import that the import rules cannot see is not bound by them. The locks are tried with some; what saves memory takes one for itself.',
    use: /^(process\.(_linkedBinding|binding|dlopen|getBuiltinModule)|require|import of an expression|type of (?!node:).*)$/,
    from: ANY_PACKAGE,
    except: /^packages\/core\/src\/lockdown\/(heap-limits|trial)\.ts$/,
  },
  {
    name: 'globals-by-name',
    comment: 'Handing on the whole object hides which part of it is used.',
    use: /^(global|globalThis|process)$/,
    from: PRODUCT,
    except: /^packages\/core\/src\/lockdown\//,
  },
  {
    name: 'cloudflare-types-only',
    comment: "Cloudflare's SDK checks our types; none of its code runs here.",
    use: /^import cloudflare(\/|$)/,
    from: PRODUCT,
  },
];

/**
 * @param {string} file Relative to the repository, with slashes.
 * @param {ReadonlySet<string>} uses
 * @returns {import('./cruise.mjs').Violation[]}
 */
export function violationsOfUse(file, uses) {
  return useRules
    .filter(({ from, except }) => from.test(file) && !(except?.test(file) ?? false))
    .flatMap(({ name, use }) =>
      [...uses].filter((found) => use.test(found)).map((found) => ({ rule: name, file, found })),
    );
}
