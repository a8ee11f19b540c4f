import { isJsonObject } from '@crunchtools/mcp-core';
import { refuse, refuseUnprintable, show } from '../problem.ts';
import type { ValueType } from './value.ts';

const statusCodes = [301, 302] as const;

/** Where requests are sent: `{url, status_code}`. What `url` has to do with the rule's pattern is checked there. */
export const forwardingUrl: ValueType = {
  notation: '{url,status_code:301|302}',
  check(value) {
    if (!isJsonObject(value)) return refuse(`${show(value)} is not an object {url, status_code}`);
    const { url, status_code: code, ...others } = value;
    const [other] = Object.keys(others);
    if (other !== undefined) return refuse(`has a member ${show(other)}; there are url and status_code`);
    if (!statusCodes.some((known) => known === code))
      return refuse(`status_code ${show(code)} is not 301 (for good) or 302 (for now)`);
    const reason = refuseDestination(url);
    return reason === undefined ? value : refuse(`url ${reason}`);
  },
};

function refuseDestination(url: unknown): string | undefined {
  if (typeof url !== 'string') return `${show(url)} is not a string`;
  const hidden = refuseUnprintable(url);
  if (hidden !== undefined) return hidden;
  if (/\s/u.test(url)) return `${show(url)} has a space: write %20`;
  if (!/^(?:https?:\/\/|\$[1-9])/iu.test(url))
    return `${show(url)} does not begin with https:// or http://, so it would be no full URL`;
  return /^https?:\/\/(?:[/?#]|$)/iu.test(url) ? `${show(url)} has no host` : undefined;
}
