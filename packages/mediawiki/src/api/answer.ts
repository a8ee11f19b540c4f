import {
  ConflictError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Judgement,
  NotFoundError,
  PermissionError,
  RateLimitedError,
  RejectedError,
  type ResponseToInterpret,
  type SafeError,
  type SafeErrorOptions,
  UnauthenticatedError,
  UpstreamError,
} from '@crunchtools/mcp-core';

/** Seconds after which a write that the wiki counted as too many is tried again; it does not say itself. */
const rateLimitSeconds = 30;
const lagSeconds = 5;

type Made = new (message: string, options?: SafeErrorOptions) => SafeError;

interface Known {
  readonly make: Made;
  readonly nextStep?: string;
}

const later = 'Try again later, with fewer changes at once.';
const look = 'Read the page again: get_page has its present revision.';
const rights =
  'get_site shows what this account may do. Ask an administrator of the wiki for the right, or for the grant.';

/** Codes of the Action API that mean more than "no" (mediawiki.org, API:Errors and messages; 1.39.17, run). */
const known: Readonly<Record<string, Known>> = {
  editconflict: { make: ConflictError, nextStep: look },
  articleexists: { make: ConflictError, nextStep: 'Choose another title, or edit the page that is there.' },
  'fileexists-forbidden': {
    make: PermissionError,
    nextStep: 'Use another name: this account may not overwrite files.',
  },
  pagedeleted: { make: ConflictError, nextStep: look },
  selfmove: { make: ConflictError },
  missingtitle: { make: NotFoundError, nextStep: 'search_pages and list_pages find titles.' },
  nosuchpageid: { make: NotFoundError, nextStep: 'search_pages and list_pages find titles.' },
  nosuchrevid: { make: NotFoundError, nextStep: 'list_revisions has the revisions of a page.' },
  nosuchsection: { make: NotFoundError, nextStep: 'get_page lists the sections of a page.' },
  'undelete-no-results': { make: NotFoundError },
  cantundelete: { make: NotFoundError },
  permissiondenied: { make: PermissionError, nextStep: rights },
  readapidenied: { make: PermissionError, nextStep: rights },
  writeapidenied: { make: PermissionError, nextStep: rights },
  cantcreate: { make: PermissionError, nextStep: rights },
  protectedpage: { make: PermissionError, nextStep: rights },
  'protectednamespace-interface': { make: PermissionError, nextStep: rights },
  cascadeprotected: { make: PermissionError, nextStep: rights },
  blocked: { make: PermissionError, nextStep: 'The account is blocked: ask an administrator of the wiki.' },
  mustbeloggedin: { make: UnauthenticatedError },
  // Since 1.43 said before it is tried, too (1.43.11, run).
  ratelimited: { make: RateLimitedError, nextStep: later },
  badtoken: { make: UnauthenticatedError },
  assertuserfailed: { make: UnauthenticatedError },
  assertnameduserfailed: { make: UnauthenticatedError },
  'mwoauth-invalid-authorization': {
    make: UnauthenticatedError,
    nextStep: 'Check MEDIAWIKI_TOKEN; the doctor command says what is wrong with it.',
  },
};

/** The codes after which a session is begun anew: nothing was done. */
export const sessionCodes: ReadonlySet<string> = new Set([
  'badtoken',
  'assertuserfailed',
  'assertnameduserfailed',
]);

/** What an answer says is wrong, mostly under HTTP 200; nothing for a good one. */
export function failureIn(answer: ResponseToInterpret): SafeError | Judgement | undefined {
  const [first] = errorsIn(answer.json);
  if (first === undefined) return undefined;
  const { code, text } = first;
  const details = { status: answer.status, code };
  const said = `MediaWiki says: ${text}`;
  if (code === 'readonly') {
    const reason = textIn(first.data, 'readonlyreason');
    const error = new UpstreamError(
      `${said}${reason === undefined ? '' : ` (${reason})`} Nothing was changed.`,
      {
        nextStep: 'Try again later: somebody who runs the wiki has stopped all writes.',
        details,
        quotes: true,
      },
    );
    return { error, effect: 'none' };
  }
  if (code === 'maxlag' || code === 'ratelimited') {
    const seconds = code === 'maxlag' ? (answer.retryAfterSeconds ?? lagSeconds) : rateLimitSeconds;
    const error = new RateLimitedError(`${said} Nothing was changed.`, {
      nextStep: later,
      details: { ...details, retry_after_seconds: seconds },
      quotes: true,
    });
    // A limit of edits lasts a minute or more: whoever waits for one call gave it up by then.
    return { error, effect: 'none', ...(code === 'maxlag' ? { againAfterSeconds: seconds } : {}) };
  }
  if (code.startsWith('internal_api_error')) {
    const error = new UpstreamError('MediaWiki failed inside while it answered.', {
      nextStep: look,
      details,
    });
    return { error, effect: 'unknown' };
  }
  const { make, nextStep } = knownOf(code);
  return new make(said, { details, quotes: true, ...(nextStep === undefined ? {} : { nextStep }) });
}

/** There is one for each kind of page and thing to do: `cantmovefile`, `customjsprotected`, `undelete-cantedit` (1.39.17, run). */
const isRefusal = /^cant[a-z]+$|-cant[a-z]+$|protected|denied$/u;

function knownOf(code: string): Known {
  const found = Object.hasOwn(known, code) ? known[code] : undefined;
  if (found !== undefined) return found;
  return isRefusal.test(code) ? { make: PermissionError, nextStep: rights } : { make: RejectedError };
}

/**
 * What keeps the account from doing something to a page, as the wiki says it before it is tried (API:Info, intestactions).
 * @param tested `actions` of a page: reasons, or, of a wiki before 1.34, whether it may be done.
 */
export function hindrancesIn(tested: JsonValue | undefined): readonly SafeError[] {
  if (!isJsonObject(tested)) return [];
  return Object.values(tested).flatMap((found) => {
    const told = errorsIn({ errors: Array.isArray(found) ? found : [] });
    const unnamed = { code: 'permissiondenied', text: 'This account may not do that to the page.' };
    return (found === false ? [unnamed] : told).map(hindrance);
  });
}

/** Said while a plan is made, so that nobody is asked to approve what the wiki will refuse. */
function hindrance({ code, text }: Pick<Told, 'code' | 'text'>): SafeError {
  const { make, nextStep = rights } = knownOf(code);
  return new make(`MediaWiki says: ${text} Nothing was changed.`, {
    nextStep,
    details: { code },
    quotes: true,
  });
}

interface Told {
  readonly code: string;
  readonly text: string;
  readonly data: JsonValue | undefined;
}

function errorsIn(json: JsonValue | undefined): readonly Told[] {
  const errors = isJsonObject(json) ? json['errors'] : undefined;
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: JsonValue) => {
    const code = textIn(error, 'code');
    if (code === undefined || !/^[\w-]{1,100}$/u.test(code)) return [];
    return [
      { code, text: textIn(error, 'text') ?? code, data: isJsonObject(error) ? error['data'] : undefined },
    ];
  });
}

function textIn(value: JsonValue | undefined, name: string): string | undefined {
  const text = isJsonObject(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** Warnings of an answer, in the words of the wiki. */
export function warningsIn(answer: JsonObject): readonly string[] {
  const { warnings } = answer;
  if (!Array.isArray(warnings)) return [];
  return warnings.flatMap((warning: JsonValue) => textIn(warning, 'text') ?? []);
}

/** The secrets of a session in an answer to `meta=tokens`. */
export function tokensIn({ json }: ResponseToInterpret): readonly string[] {
  const query = isJsonObject(json) ? json['query'] : undefined;
  const tokens = isJsonObject(query) ? query['tokens'] : undefined;
  if (!isJsonObject(tokens)) return [];
  return Object.values(tokens).flatMap((token) =>
    // What an anonymous person gets is no secret.
    typeof token === 'string' && token.length > 2 ? [token, token.replace(/\+\\$/u, '')] : [],
  );
}
