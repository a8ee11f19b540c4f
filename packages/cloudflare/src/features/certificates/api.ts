import { isJsonObject, type JsonObject, type JsonValue, path } from '@crunchtools/mcp-core';
import type { Connection, Subject } from '../../api/connection.ts';
import { pageOf } from '../../api/envelope.ts';
import { listOf, objectOf, optionalFlag, optionalText, optionalTexts, text } from '../../api/fields.ts';
import { foldName } from '../../names.ts';

/** What the authority looks for before it issues; Cloudflare's own words for each way. */
export interface ValidationRecord {
  readonly txt_name: string | undefined;
  readonly txt_value: string | undefined;
  readonly cname: string | undefined;
  readonly cname_target: string | undefined;
  readonly http_url: string | undefined;
  readonly http_body: string | undefined;
  readonly emails: readonly string[] | undefined;
}

/** An order for certificates of the same hosts, and what came of it. */
export interface CertificatePack {
  readonly id: string;
  /** universal, advanced, total_tls, sni_custom, legacy_custom, keyless … */
  readonly type: string;
  /** active, pending_validation, expired … */
  readonly status: string;
  /** In A-labels; a first label `*` stands for exactly one. */
  readonly hosts: readonly string[];
  readonly certificate_authority: string | undefined;
  readonly validation_method: string | undefined;
  /** Of the certificate that lasts longest. */
  readonly expires_on: string | undefined;
  readonly validation_records: readonly ValidationRecord[];
  readonly validation_errors: readonly string[];
}

const subject: Subject = { what: 'zone', permission: 'SSL and Certificates Read' };

const perPage = 50;
/** A thousand packs: no plan lets a zone have as many. */
const mostPages = 20;

/** `/zones/{zone_id}/ssl` (developers.cloudflare.com/api/resources/ssl). */
export class CertificatesApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Packs in every state. */
  async packs(zoneId: string): Promise<readonly CertificatePack[]> {
    const packs: CertificatePack[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const envelope = await this.#connection.send({
        method: 'GET',
        path: path`/zones/${zoneId}/ssl/certificate_packs`,
        query: { status: 'all', page, per_page: perPage },
        subject,
      });
      const found = pageOf(envelope, listOf(envelope.result, 'list of certificate packs').map(packOf));
      packs.push(...found.items);
      if (page >= found.pages) break;
    }
    return packs;
  }

  /** Whether Cloudflare issues the certificate that every plan has. */
  async hasUniversal(zoneId: string): Promise<boolean> {
    const envelope = await this.#connection.send({
      method: 'GET',
      path: path`/zones/${zoneId}/ssl/universal/settings`,
      subject,
    });
    return optionalFlag(objectOf(envelope.result, 'Universal SSL setting'), 'enabled') ?? true;
  }
}

function packOf(value: JsonValue): CertificatePack {
  const pack = objectOf(value, 'certificate pack');
  const ends = objectsIn(pack, 'certificates').flatMap((each) => optionalText(each, 'expires_on') ?? []);
  return {
    id: text(pack, 'id'),
    type: text(pack, 'type'),
    status: text(pack, 'status'),
    hosts: (optionalTexts(pack, 'hosts') ?? []).map(foldName),
    certificate_authority: optionalText(pack, 'certificate_authority'),
    validation_method: optionalText(pack, 'validation_method'),
    expires_on: ends.toSorted((one, other) => Date.parse(other) - Date.parse(one))[0],
    validation_records: objectsIn(pack, 'validation_records').map(validationRecordOf),
    validation_errors: objectsIn(pack, 'validation_errors').flatMap(
      (each) => optionalText(each, 'message') ?? [],
    ),
  };
}

function objectsIn(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function validationRecordOf(record: JsonObject): ValidationRecord {
  return {
    txt_name: optionalText(record, 'txt_name'),
    txt_value: optionalText(record, 'txt_value'),
    cname: optionalText(record, 'cname'),
    cname_target: optionalText(record, 'cname_target'),
    http_url: optionalText(record, 'http_url'),
    http_body: optionalText(record, 'http_body'),
    emails: optionalTexts(record, 'emails'),
  };
}
