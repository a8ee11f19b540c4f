/** The components of each record type with `data`, by the names of Cloudflare's API reference. */

import {
  base64,
  type DataField,
  hexadecimal,
  host,
  octet,
  parameters,
  quotedText,
  sixteenBits,
  type Token,
  word,
} from './data-fields.ts';
import { expandLocation, LOCATION_FIELDS } from './location.ts';
import type { DataType, RecordData } from './model.ts';

export interface DataFormat {
  /** In the order of the RDATA. */
  readonly fields: readonly DataField[];
  /**
   * `own`: the priority stands beside `data`, not in it. `mirrored`: it stands in both. In both cases
   * `content` leaves it out, as Cloudflare's page on record types shows for SRV.
   */
  readonly priority?: 'own' | 'mirrored';
  /** The name and the rule of a component that does not fit the others. */
  readonly contradiction?: (data: RecordData) => readonly [field: string, rule: string] | undefined;
  /** Fills in what a zone file may leave out in the middle. */
  readonly expand?: (tokens: readonly Token[]) => Token[];
}

/** Octets of a digest by its number, as a rule for hexadecimal text. */
function digestOf(
  field: string,
  kind: string,
  octets: Readonly<Record<number, number>>,
): (data: RecordData) => readonly [string, string] | undefined {
  return (data) => {
    const expected = octets[Number(data[kind])];
    if (expected === undefined || String(data[field]).length === expected * 2) return undefined;
    return [field, `must have ${expected * 2} hexadecimal digits for this ${kind}`];
  };
}

const SERVICE_BINDING: DataFormat = {
  fields: [sixteenBits('priority'), host('target', 'kept'), parameters('value')],
};

const CERTIFICATE_ASSOCIATION: DataFormat = {
  fields: [octet('usage'), octet('selector'), octet('matching_type'), hexadecimal('certificate')],
  contradiction: digestOf('certificate', 'matching_type', { 1: 32, 2: 64 }),
};

const CAA_TAG = word('tag', /^[a-z0-9]{1,15}$/i, 'must be letters and digits such as issue');

/** RFC 8659, 4398, 4034, 9460, 1876, 3403, 8162, 2782, 4255, 6698, 7553. */
export const DATA_FORMATS: Readonly<Record<DataType, DataFormat>> = {
  CAA: { fields: [octet('flags'), CAA_TAG, quotedText('value', 1024)] },
  CERT: {
    fields: [sixteenBits('type'), sixteenBits('key_tag'), octet('algorithm'), base64('certificate')],
  },
  DNSKEY: {
    fields: [sixteenBits('flags'), octet('protocol'), octet('algorithm'), base64('public_key')],
  },
  DS: {
    fields: [sixteenBits('key_tag'), octet('algorithm'), octet('digest_type'), hexadecimal('digest')],
    contradiction: digestOf('digest', 'digest_type', { 1: 20, 2: 32, 4: 48 }),
  },
  HTTPS: SERVICE_BINDING,
  LOC: { fields: LOCATION_FIELDS, expand: expandLocation },
  NAPTR: {
    fields: [
      sixteenBits('order'),
      sixteenBits('preference'),
      quotedText('flags'),
      quotedText('service'),
      quotedText('regex'),
      host('replacement', 'kept'),
    ],
  },
  SMIMEA: CERTIFICATE_ASSOCIATION,
  SRV: {
    fields: [sixteenBits('priority'), sixteenBits('weight'), sixteenBits('port'), host('target')],
    priority: 'mirrored',
  },
  SSHFP: {
    fields: [octet('algorithm'), octet('type'), hexadecimal('fingerprint')],
    contradiction: digestOf('fingerprint', 'type', { 1: 20, 2: 32 }),
  },
  SVCB: SERVICE_BINDING,
  TLSA: CERTIFICATE_ASSOCIATION,
  URI: {
    fields: [sixteenBits('priority'), sixteenBits('weight'), quotedText('target', 2048)],
    priority: 'own',
  },
};
