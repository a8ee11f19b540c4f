import { toAsciiName } from '../dns/labels.ts';
import { hostOfPartialUrl, hostOfUrl } from '../dns/url.ts';
import { Refusal, show } from '../problem.ts';

/** Refuses what is not the full name of a host, in the form in which it is sent. */
export function refuseHostName(value: string): string | undefined {
  const host = hostOfUrl(value) ?? hostOfPartialUrl(value);
  if (host !== undefined && host !== value) return `${show(value)} is more than a host: write ${show(host)}`;
  const name = toAsciiName(value);
  if (name instanceof Refusal) return `${show(value)} ${name.reason}`;
  if (!name.includes('.')) return `${show(value)} is not the full name of a host`;
  return name === value.toLowerCase() ? undefined : `${show(value)} is to be written as ${show(name)}`;
}
