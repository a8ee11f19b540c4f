import type { Captures } from './match.ts';

/** `$1` to `$9`, or a backslash with what it escapes: `\$` is a dollar sign. */
const reference = /\\\$|\$(\d+)/gu;

/** The numbers of the captures that a forwarding URL uses, in order and with repeats. */
export function referencesIn(template: string): readonly number[] {
  return [...template.matchAll(reference)].flatMap(([, digits]) =>
    digits === undefined ? [] : [Number(digits)],
  );
}

/**
 * The URL that a forwarding URL leads to: `$1` is the first capture, `\$` a dollar sign
 * (developers.cloudflare.com/rules/page-rules/reference/wildcard-matching). A number without capture stays as it
 * is; Cloudflare answers such requests with an error 500 (its page "Troubleshoot Page Rules - General").
 */
export function forwardingTarget(template: string, captures: Captures): string {
  return template.replaceAll(reference, (whole: string, digits: string | undefined) =>
    digits === undefined ? '$' : (captures[Number(digits) - 1] ?? whole),
  );
}
