import {
  MalformedResponseError,
  NotConfiguredError,
  NotFoundError,
  PermissionError,
  RejectedError,
  type SafeError,
  UnauthenticatedError,
  UnreachableError,
  UpstreamError,
} from '../errors/errors.ts';

/** How the person chose the site. */
export interface ChosenSite {
  /** `WIKI_URL`. */
  readonly variable: string;
  /** `the wiki`. */
  readonly what: string;
}

/**
 * What a first request to a site that a person named says of the address, in words that say what to correct. Errors that
 * say nothing of it are returned as they are.
 */
export function contactError(error: SafeError, service: string, site: ChosenSite): SafeError {
  if (error instanceof UnreachableError) return unreachable(error, site);
  if (error instanceof MalformedResponseError) return malformed(error, service, site);
  if (error instanceof UpstreamError) return failing(error, site);
  // What the service itself said under HTTP 200 shows that it is the service.
  if (!isStatusBetween(error, 401, 499)) return error;
  if (error instanceof NotFoundError || (error instanceof RejectedError && !isRefusal(error))) {
    return misplaced(
      error,
      `There is a web server at ${site.variable}, and no ${service} at its path.`,
      site,
    );
  }
  if (error instanceof PermissionError || error instanceof RejectedError) {
    return notConfigured(
      error,
      `Something at ${site.variable} refuses this server before ${service} answers: a firewall, protection against robots, or a login of its own. No credential was sent.`,
      'Ask who runs the site to let requests of programs from this machine through.',
    );
  }
  if (error instanceof UnauthenticatedError) {
    return notConfigured(
      error,
      `Something at ${site.variable} asks for a login of its own before ${service} answers. No credential was sent.`,
      'Ask who runs the site for an address that programs may use, or for access without that login from this machine.',
    );
  }
  return error;
}

/** Statuses with which firewalls refuse what looks like a robot: Not Acceptable (ModSecurity), and those for legal or other reasons. */
function isRefusal(error: SafeError): boolean {
  return [406, 418, 451].includes(statusOf(error) ?? 0);
}

/** A site has no status page. */
function failing(error: UpstreamError, { what }: ChosenSite): UpstreamError {
  const { details = {}, quotes } = error;
  const { status, retry_after_seconds: seconds } = details;
  if (typeof status !== 'number') return error;
  return new UpstreamError(
    `The server of ${what} failed to answer (HTTP ${status}): it is in maintenance, or in trouble. No credential was sent.`,
    {
      nextStep: `Try again in ${typeof seconds === 'number' ? `${seconds} s` : 'some minutes'}; if it stays so, open ${what} in a browser, and tell who runs it.`,
      quotes,
      cause: error,
      details,
    },
  );
}

function notConfigured(cause: SafeError, message: string, nextStep: string): NotConfiguredError {
  const { quotes, details } = cause;
  return new NotConfiguredError(message, { nextStep, quotes, cause, ...(details && { details }) });
}

function misplaced(
  cause: SafeError,
  message: string,
  { variable, what }: ChosenSite,
  more = '',
): NotConfiguredError {
  return notConfigured(
    cause,
    `${message} No credential was sent.`,
    `Correct ${variable}: open ${what} in a browser, and look which path its pages or its interface are under.${more}`,
  );
}

function malformed(error: MalformedResponseError, service: string, site: ChosenSite): SafeError {
  const target = error.details?.['redirects_to'];
  if (typeof target === 'string') {
    return notConfigured(
      error,
      `${site.variable} redirects to ${target}, and redirects are never followed. No credential was sent.`,
      `If that is ${site.what} that is meant, set ${site.variable} to its address there; if not, find out who redirects it.`,
    );
  }
  if (isStatusBetween(error, 300, 399)) {
    return misplaced(error, `${site.variable} redirects to another address, which is never followed.`, site);
  }
  const reason = error.details?.['reason'];
  if (reason === 'wrong_content_type' || reason === 'not_json') {
    return misplaced(
      error,
      `${site.variable} answers with a page for people, not as ${service} answers programs: its path is wrong, a login page stands in front, or warnings are printed before the answer.`,
      site,
      ' Where warnings of PHP stand before the answer, they have to be logged, not printed (display_errors off).',
    );
  }
  return error;
}

function isStatusBetween(error: SafeError, least: number, most: number): boolean {
  const status = statusOf(error);
  return status !== undefined && status >= least && status <= most;
}

function statusOf({ details }: SafeError): number | undefined {
  const status = details?.['status'];
  return typeof status === 'number' ? status : undefined;
}

/** OpenSSL's words for certificates that nobody known has signed (nodejs.org/api/tls.html, "X509 certificate error codes"). */
const unknownAuthority: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

interface Explanation {
  readonly message: string;
  readonly nextStep: string;
}

function unreachable(error: UnreachableError, site: ChosenSite): UnreachableError {
  const code = error.details?.['system_code'];
  const stage = error.details?.['stage'];
  const found = explanation(
    typeof stage === 'string' ? stage : '',
    typeof code === 'string' ? code : '',
    site,
  );
  if (found === undefined) return error;
  const { details } = error;
  return new UnreachableError(`${found.message} Nothing was sent.`, {
    nextStep: found.nextStep,
    cause: error,
    ...(details && { details }),
  });
}

function explanation(stage: string, code: string, { variable, what }: ChosenSite): Explanation | undefined {
  if (stage === 'resolve') {
    return {
      message: `No name server knows the host in ${variable}.`,
      nextStep: `Check how it is written, and whether ${what} is in a network that this machine reaches only through a VPN.`,
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      message: `Nothing listens at the host and port of ${variable}.`,
      nextStep: `Check the port, and whether ${what} runs; if it is reached through a tunnel, open that first.`,
    };
  }
  if (stage === 'connect' || stage === 'timeout') {
    return {
      message: `The host in ${variable} does not answer.`,
      nextStep: `Check whether ${what} is in a network that this machine reaches only through a VPN, and whether a firewall is between.`,
    };
  }
  return stage === 'tls' ? certificateProblem(code, variable) : undefined;
}

function certificateProblem(code: string, variable: string): Explanation | undefined {
  if (unknownAuthority.has(code)) {
    return {
      message: `The certificate at ${variable} is signed by nobody whom this machine knows: a private authority, or somebody in between.`,
      nextStep:
        'If the site has a certificate of a private authority, save the certificate of that authority to a file and name it in NODE_EXTRA_CA_CERTS in the environment of this server. If not, do not go on until it is clear who answers.',
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      message: `The certificate at ${variable} is for another name.`,
      nextStep: `Set ${variable} to the name that the certificate is for: a browser shows it.`,
    };
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return {
      message: `The certificate at ${variable} is not valid at this time.`,
      nextStep: 'Check the clock of this machine, and tell who runs the site.',
    };
  }
  if (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'EPROTO' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG'
  ) {
    return {
      message: `There is no TLS at the host and port of ${variable}.`,
      nextStep: `Check the port. A site without TLS is reached through a tunnel only (ssh -L 8080:localhost:80 HOST, and http://localhost:8080).`,
    };
  }
  return undefined;
}
