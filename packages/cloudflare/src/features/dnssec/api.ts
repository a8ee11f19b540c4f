import { type JsonObject, type JsonValue, path } from '@crunchtools/mcp-core';
import type { Connection, Subject } from '../../api/connection.ts';
import { objectOf, optionalFlag, optionalNumber, optionalText, text } from '../../api/fields.ts';
import { foldName } from '../../names.ts';
import { compact } from '../../schema.ts';

/** DNSSEC of a zone as Cloudflare returns it. What belongs to the key is absent while the zone is not signed. */
export interface Dnssec {
  /** `active`, `pending`, `disabled`, `pending-disabled` or `error`. */
  readonly status: string;
  /** The DS record as a line of a zone file. */
  readonly ds: string | undefined;
  readonly key_tag: number | undefined;
  /** A number, as text. */
  readonly algorithm: string | undefined;
  /** A number, as text. */
  readonly digest_type: string | undefined;
  readonly digest: string | undefined;
  readonly flags: number | undefined;
  readonly public_key: string | undefined;
  readonly dnssec_multi_signer: boolean;
  readonly dnssec_presigned: boolean;
  readonly dnssec_use_nsec3: boolean;
  /** Absent when DNSSEC was never enabled, or was deleted (developers.cloudflare.com/dns/dnssec/dnssec-states). */
  readonly modified_on: string | undefined;
}

/** The members that a PATCH takes; one that is `undefined` stays as it is. */
export interface DnssecEdit {
  readonly status?: string | undefined;
  readonly dnssec_multi_signer?: boolean | undefined;
  readonly dnssec_presigned?: boolean | undefined;
  readonly dnssec_use_nsec3?: boolean | undefined;
}

/** `/zones/{zone_id}/dnssec` (developers.cloudflare.com/api/resources/dns/subresources/dnssec). */
export class DnssecApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get(zoneId: string): Promise<Dnssec> {
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones/${zoneId}/dnssec`,
      subject: subjectOf('DNS Read'),
    });
    return dnssecOf(envelope.result);
  }

  async edit(zoneId: string, edit: DnssecEdit): Promise<Dnssec> {
    const json: JsonObject = compact({ ...edit });
    const request = {
      method: 'PATCH',
      path: path`/zones/${zoneId}/dnssec`,
      json,
      subject: subjectOf('DNS Write'),
    } as const;
    return this.#connection.write(request, dnssecOf);
  }
}

function dnssecOf(value: JsonValue | undefined): Dnssec {
  const dnssec = objectOf(value, 'DNSSEC status');
  return {
    status: text(dnssec, 'status'),
    ds: foldedOwner(optionalText(dnssec, 'ds')),
    key_tag: optionalNumber(dnssec, 'key_tag'),
    algorithm: optionalText(dnssec, 'algorithm'),
    digest_type: optionalText(dnssec, 'digest_type'),
    digest: optionalText(dnssec, 'digest'),
    flags: optionalNumber(dnssec, 'flags'),
    public_key: optionalText(dnssec, 'public_key'),
    dnssec_multi_signer: optionalFlag(dnssec, 'dnssec_multi_signer') ?? false,
    dnssec_presigned: optionalFlag(dnssec, 'dnssec_presigned') ?? false,
    dnssec_use_nsec3: optionalFlag(dnssec, 'dnssec_use_nsec3') ?? false,
    modified_on: optionalText(dnssec, 'modified_on'),
  };
}

/** The line of a zone file with its owner in A-labels; the other words are ASCII. */
function foldedOwner(ds: string | undefined): string | undefined {
  return ds?.replace(/^[^\s.][^\s]*?(?=\.?\s)/u, foldName);
}

function subjectOf(permission: string): Subject {
  return { what: 'zone', permission };
}
