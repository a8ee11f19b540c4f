import {
  ConflictError,
  isJsonObject,
  type JsonObject,
  type Judgement,
  NotFoundError,
  PermissionError,
  RejectedError,
  type ResponseToInterpret,
  type SafeError,
  type SafeErrorOptions,
  UnauthenticatedError,
  UpstreamError,
} from '@crunchtools/mcp-core';

type Made = new (message: string, options?: SafeErrorOptions) => SafeError;

interface Known {
  readonly make: Made;
  readonly nextStep?: string;
}

const rights =
  'get_site shows what this account may do. Ask an administrator of the site for a role that may.';
const list = 'list_posts finds ids.';

const refusedUpload: Known = {
  make: RejectedError,
  nextStep: 'Nothing was stored. Use another type of file, or a smaller one.',
};

/** Codes of the REST API that mean more than their status (6.1.9, run). */
const known: Readonly<Record<string, Known>> = {
  rest_post_invalid_id: { make: NotFoundError, nextStep: list },
  rest_post_invalid_parent: { make: NotFoundError, nextStep: list },
  rest_post_invalid_page_number: {
    make: RejectedError,
    nextStep: 'There are fewer pages: total says how many there are.',
  },
  rest_revision_invalid_page_number: {
    make: RejectedError,
    nextStep: 'There are fewer pages: total says how many there are.',
  },
  rest_term_invalid: { make: NotFoundError, nextStep: 'list_terms finds ids.' },
  rest_comment_invalid_id: { make: NotFoundError, nextStep: 'list_comments finds ids.' },
  rest_template_not_found: { make: NotFoundError, nextStep: 'list_site_parts finds ids.' },
  // Somebody else took it back to the theme in the moment before.
  rest_invalid_template: { make: ConflictError, nextStep: 'get_template shows how it is now.' },
  term_exists: { make: ConflictError, nextStep: 'list_terms shows it: use that one.' },
  comment_duplicate: { make: ConflictError, nextStep: 'list_comments shows it: it was said already.' },
  // These come as 500, and nothing was done.
  duplicate_term_slug: { make: ConflictError, nextStep: 'list_terms shows which one has it.' },
  empty_term_name: { make: RejectedError },
  rest_upload_unknown_error: refusedUpload,
  rest_upload_sideload_error: refusedUpload,
  rest_already_trashed: { make: ConflictError, nextStep: 'restore_post takes it out of the trash.' },
  rest_trash_not_supported: {
    make: RejectedError,
    nextStep:
      'This site, or this kind of thing, has no trash. This server deletes nothing for good: ask a person to do it.',
  },
};

const byStatus: Readonly<Record<number, Known>> = {
  401: { make: UnauthenticatedError, nextStep: 'The doctor command says what is wrong with the credential.' },
  403: { make: PermissionError, nextStep: rights },
  404: { make: NotFoundError, nextStep: list },
  409: { make: ConflictError },
  410: { make: NotFoundError, nextStep: list },
};

/** What it says of each argument that is wrong (`data.params`): the message only names them. */
function paramsIn({ data }: JsonObject): readonly string[] {
  const params = isJsonObject(data) && isJsonObject(data['params']) ? Object.values(data['params']) : [];
  const said = params.filter((each) => typeof each === 'string').slice(0, mostParams);
  return said.length === 0 ? [] : [said.join(' ')];
}

const mostParams = 5;

/**
 * What WordPress says is wrong: `{ code, message, data: { status } }`. Nothing for an answer that is none of it, such as a page
 * of the web server.
 */
export function failureIn({ status, json }: ResponseToInterpret): SafeError | Judgement | undefined {
  if (status < 400 || !isJsonObject(json)) return undefined;
  const { code, message } = json;
  if (typeof code !== 'string' || !/^[\w-]{1,100}$/u.test(code)) return undefined;
  const details = { status, code };
  const said = `WordPress says: ${[typeof message === 'string' ? message : code, ...paramsIn(json)].join(': ')}`;
  const own = Object.hasOwn(known, code) ? known[code] : undefined;
  if (status >= 500 && status !== 501 && own === undefined) {
    const nextStep = 'Read the present state before you try again; the log of the site says what went wrong.';
    return {
      error: new UpstreamError(said, { details, quotes: true, nextStep }),
      effect: 'unknown',
    };
  }
  const { make, nextStep }: Known = own ?? byStatus[status] ?? { make: RejectedError };
  const error = new make(said, { details, quotes: true, ...(nextStep === undefined ? {} : { nextStep }) });
  return { error, effect: 'none' };
}
