import { domainToASCII } from 'node:url';
import { InputError } from '@crunchtools/mcp-core/front';

export const zoneId = /^[0-9a-f]{32}$/u;
export const domainName =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/u;

/** The form under which a zone is looked up: an id, or a lower-case name in A-labels. */
export function zoneKey(nameOrId: string): string {
  const given = nameOrId.trim().toLowerCase();
  if (zoneId.test(given)) return given;
  // The allow-list of characters comes first: domainToASCII accepts ports, percent signs and more.
  const plain = /^[\p{L}\p{M}\p{N}._-]+$/u.test(given);
  const name = plain ? domainToASCII(given.replace(/\.$/u, '')) : '';
  if (domainName.test(name)) return name;
  throw new InputError(
    'zone: neither a domain name such as example.com nor a zone id of 32 hexadecimal digits',
    {
      nextStep: 'Call list_zones for the zones there are.',
    },
  );
}
