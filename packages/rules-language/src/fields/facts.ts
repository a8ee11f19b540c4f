import type { FieldFact } from '../facts.ts';
import type { Phase, Plan } from '../use.ts';

/** How the documentation writes types. "Number" and "Bytes" are other words for Integer and String. */
export type TypeName =
  | 'Boolean'
  | 'Integer'
  | 'IP address'
  | 'String'
  | 'Array<Integer>'
  | 'Array<String>'
  | 'Array<Array<String>>'
  | 'Map<Integer>'
  | 'Map<Array<Integer>>'
  | 'Map<Array<String>>';

/** Fields that have all but name and type in common. */
export interface FieldGroup {
  readonly plan: Plan;
  readonly known: FieldFact['known'];
  readonly phases?: readonly Phase[];
  readonly types: Readonly<Record<string, TypeName>>;
}

const transformPhases: readonly Phase[] = [
  'http_request_transform',
  'http_request_late_transform',
  'http_response_headers_transform',
];
/** Custom error rules look at the response, too (developers.cloudflare.com/rules/custom-errors/example-rules). */
const responsePhases: readonly Phase[] = [
  'http_custom_errors',
  'http_response_headers_transform',
  'http_response_compression',
];

/**
 * Every field of developers.cloudflare.com/ruleset-engine/rules-language/fields/reference, from the data behind that
 * page (cloudflare/cloudflare-docs, src/content/fields/index.yaml, 2026). A field without a plan there counts as
 * free, and one that needs an add-on as Enterprise. Fields of other products' phases (Network Firewall, account
 * rulesets) are not covered. In `http_ratelimit` response fields may stand in the counting expression only.
 */
export const fieldGroups: readonly FieldGroup[] = [
  {
    plan: 'free',
    known: 'request',
    types: {
      'http.cookie': 'String',
      'http.host': 'String',
      'http.referer': 'String',
      'http.request.full_uri': 'String',
      'http.request.headers': 'Map<Array<String>>',
      'http.request.headers.names': 'Array<String>',
      'http.request.headers.truncated': 'Boolean',
      'http.request.headers.values': 'Array<String>',
      'http.request.method': 'String',
      'http.request.timestamp.msec': 'Integer',
      'http.request.timestamp.sec': 'Integer',
      'http.request.uri': 'String',
      'http.request.uri.args': 'Map<Array<String>>',
      'http.request.uri.args.names': 'Array<String>',
      'http.request.uri.args.values': 'Array<String>',
      'http.request.uri.path': 'String',
      'http.request.uri.path.extension': 'String',
      'http.request.uri.query': 'String',
      'http.request.version': 'String',
      'http.user_agent': 'String',
      'http.x_forwarded_for': 'String',
      'raw.http.request.full_uri': 'String',
      'raw.http.request.uri': 'String',
      'raw.http.request.uri.args': 'Map<Array<String>>',
      'raw.http.request.uri.args.names': 'Array<String>',
      'raw.http.request.uri.args.values': 'Array<String>',
      'raw.http.request.uri.path': 'String',
      'raw.http.request.uri.path.extension': 'String',
      'raw.http.request.uri.query': 'String',
      'ip.src': 'IP address',
      'ip.src.asnum': 'Integer',
      'ip.src.country': 'String',
      'cf.edge.client_tcp': 'Boolean',
      'cf.edge.server_port': 'Integer',
      'cf.threat_score': 'Integer',
      ssl: 'Boolean',
    },
  },
  {
    plan: 'free',
    known: 'request',
    phases: transformPhases,
    types: { 'http.request.accepted_languages': 'Array<String>' },
  },
  { plan: 'pro', known: 'request', types: { 'http.request.cookies': 'Map<Array<String>>' } },
  { plan: 'business', known: 'request', types: { 'ip.src.is_in_european_union': 'Boolean' } },
  {
    plan: 'enterprise',
    known: 'request',
    types: {
      'http.request.body.form': 'Map<Array<String>>',
      'http.request.body.form.names': 'Array<String>',
      'http.request.body.form.values': 'Array<String>',
      'http.request.body.raw': 'String',
      'http.request.body.size': 'Integer',
      'http.request.body.truncated': 'Boolean',
    },
  },
  {
    plan: 'free',
    known: 'response',
    phases: responsePhases,
    types: {
      'http.response.code': 'Integer',
      'http.response.content_type.media_type': 'String',
      'http.response.headers': 'Map<Array<String>>',
      'http.response.headers.names': 'Array<String>',
      'http.response.headers.values': 'Array<String>',
      'raw.http.response.headers': 'Map<Array<String>>',
      'raw.http.response.headers.names': 'Array<String>',
      'raw.http.response.headers.values': 'Array<String>',
    },
  },
  {
    plan: 'free',
    known: 'cloudflare',
    phases: ['http_custom_errors', 'http_response_headers_transform'],
    types: { 'cf.response.1xxx_code': 'Integer', 'cf.response.error_type': 'String' },
  },
  {
    plan: 'free',
    known: 'cloudflare',
    phases: transformPhases,
    types: { 'ip.src.timezone.name': 'String' },
  },
  {
    plan: 'free',
    known: 'cloudflare',
    types: {
      'cf.api_gateway.fallthrough_detected': 'Boolean',
      'cf.api_gateway.request_violates_schema': 'Boolean',
      'cf.client.bot': 'Boolean',
      'cf.edge.l4.delivery_rate': 'Integer',
      'cf.edge.server_ip': 'IP address',
      'cf.hostname.metadata': 'String',
      'cf.random_seed': 'String',
      'cf.ray_id': 'String',
      'cf.schema_validation.learned.violated': 'Boolean',
      'cf.schema_validation.uploaded.violated': 'Boolean',
      'cf.timings.client_quic_rtt_msec': 'Integer',
      'cf.timings.client_tcp_rtt_msec': 'Integer',
      'cf.timings.edge_msec': 'Integer',
      'cf.timings.origin_ttfb_msec': 'Integer',
      'cf.timings.worker_msec': 'Integer',
      'cf.tls_cipher': 'String',
      'cf.tls_ciphers_sha1': 'String',
      'cf.tls_client_auth.cert_chain_rfc9440': 'String',
      'cf.tls_client_auth.cert_chain_rfc9440_too_large': 'Boolean',
      'cf.tls_client_auth.cert_fingerprint_sha1': 'String',
      'cf.tls_client_auth.cert_fingerprint_sha256': 'String',
      'cf.tls_client_auth.cert_issuer_dn': 'String',
      'cf.tls_client_auth.cert_issuer_dn_legacy': 'String',
      'cf.tls_client_auth.cert_issuer_dn_rfc2253': 'String',
      'cf.tls_client_auth.cert_issuer_serial': 'String',
      'cf.tls_client_auth.cert_issuer_ski': 'String',
      'cf.tls_client_auth.cert_not_after': 'String',
      'cf.tls_client_auth.cert_not_before': 'String',
      'cf.tls_client_auth.cert_presented': 'Boolean',
      'cf.tls_client_auth.cert_revoked': 'Boolean',
      'cf.tls_client_auth.cert_rfc9440': 'String',
      'cf.tls_client_auth.cert_rfc9440_too_large': 'Boolean',
      'cf.tls_client_auth.cert_serial': 'String',
      'cf.tls_client_auth.cert_ski': 'String',
      'cf.tls_client_auth.cert_subject_dn': 'String',
      'cf.tls_client_auth.cert_subject_dn_legacy': 'String',
      'cf.tls_client_auth.cert_subject_dn_rfc2253': 'String',
      'cf.tls_client_auth.cert_verified': 'Boolean',
      'cf.tls_client_extensions_sha1': 'String',
      'cf.tls_client_extensions_sha1_le': 'String',
      'cf.tls_client_hello_length': 'Integer',
      'cf.tls_client_random': 'String',
      'cf.tls_version': 'String',
      'cf.verified_bot_category': 'String',
      'cf.waf.credential_check.password_leaked': 'Boolean',
      'cf.worker.upstream_zone': 'String',
      'http.request.body.mime': 'String',
      'ip.src.city': 'String',
      'ip.src.continent': 'String',
      'ip.src.lat': 'String',
      'ip.src.lon': 'String',
      'ip.src.metro_code': 'String',
      'ip.src.postal_code': 'String',
      'ip.src.region': 'String',
      'ip.src.region_code': 'String',
    },
  },
  {
    plan: 'pro',
    known: 'cloudflare',
    types: { 'cf.waf.credential_check.username_and_password_leaked': 'Boolean' },
  },
  {
    plan: 'business',
    known: 'cloudflare',
    types: {
      'cf.waf.score.class': 'String',
      'ip.src.subdivision_1_iso_code': 'String',
      'ip.src.subdivision_2_iso_code': 'String',
    },
  },
  {
    plan: 'enterprise',
    known: 'cloudflare',
    types: {
      'cf.api_gateway.auth_id_present': 'Boolean',
      'cf.bot_management.corporate_proxy': 'Boolean',
      'cf.bot_management.detection_ids': 'Array<Integer>',
      'cf.bot_management.ja3_hash': 'String',
      'cf.bot_management.ja4': 'String',
      'cf.bot_management.js_detection.passed': 'Boolean',
      'cf.bot_management.score': 'Integer',
      'cf.bot_management.signed_agent': 'Boolean',
      'cf.bot_management.static_resource': 'Boolean',
      'cf.bot_management.verified_bot': 'Boolean',
      'cf.llm.prompt.custom_topic_categories': 'Map<Integer>',
      'cf.llm.prompt.detected': 'Boolean',
      'cf.llm.prompt.injection_score': 'Integer',
      'cf.llm.prompt.pii_categories': 'Array<String>',
      'cf.llm.prompt.pii_detected': 'Boolean',
      'cf.llm.prompt.token_count': 'Integer',
      'cf.llm.prompt.unsafe_topic_categories': 'Array<String>',
      'cf.llm.prompt.unsafe_topic_detected': 'Boolean',
      'cf.waf.auth_detected': 'Boolean',
      'cf.waf.content_scan.has_failed': 'Boolean',
      'cf.waf.content_scan.has_malicious_obj': 'Boolean',
      'cf.waf.content_scan.has_obj': 'Boolean',
      'cf.waf.content_scan.num_malicious_obj': 'Integer',
      'cf.waf.content_scan.num_obj': 'Integer',
      'cf.waf.content_scan.obj_results': 'Array<String>',
      'cf.waf.content_scan.obj_sizes': 'Array<Integer>',
      'cf.waf.content_scan.obj_types': 'Array<String>',
      'cf.waf.credential_check.username_leaked': 'Boolean',
      'cf.waf.credential_check.username_password_similar': 'Boolean',
      'cf.waf.score': 'Integer',
      'cf.waf.score.rce': 'Integer',
      'cf.waf.score.sqli': 'Integer',
      'cf.waf.score.xss': 'Integer',
      'http.request.body.multipart': 'Map<Array<String>>',
      'http.request.body.multipart.content_dispositions': 'Array<Array<String>>',
      'http.request.body.multipart.content_transfer_encodings': 'Array<Array<String>>',
      'http.request.body.multipart.content_types': 'Array<Array<String>>',
      'http.request.body.multipart.filenames': 'Array<Array<String>>',
      'http.request.body.multipart.names': 'Array<Array<String>>',
      'http.request.body.multipart.values': 'Array<String>',
      'http.request.jwt.claims.aud': 'Map<Array<String>>',
      'http.request.jwt.claims.aud.names': 'Array<String>',
      'http.request.jwt.claims.aud.values': 'Array<String>',
      'http.request.jwt.claims.iat.sec': 'Map<Array<Integer>>',
      'http.request.jwt.claims.iat.sec.names': 'Array<String>',
      'http.request.jwt.claims.iat.sec.values': 'Array<Integer>',
      'http.request.jwt.claims.iss': 'Map<Array<String>>',
      'http.request.jwt.claims.iss.names': 'Array<String>',
      'http.request.jwt.claims.iss.values': 'Array<String>',
      'http.request.jwt.claims.jti': 'Map<Array<String>>',
      'http.request.jwt.claims.jti.names': 'Array<String>',
      'http.request.jwt.claims.jti.values': 'Array<String>',
      'http.request.jwt.claims.nbf.sec': 'Map<Array<Integer>>',
      'http.request.jwt.claims.nbf.sec.names': 'Array<String>',
      'http.request.jwt.claims.nbf.sec.values': 'Array<Integer>',
      'http.request.jwt.claims.sub': 'Map<Array<String>>',
      'http.request.jwt.claims.sub.names': 'Array<String>',
      'http.request.jwt.claims.sub.values': 'Array<String>',
    },
  },
];

/** Older names that still work, with the field to use in their place; all else is as there. */
export const olderNames: Readonly<Record<string, string>> = {
  'ip.geoip.asnum': 'ip.src.asnum',
  'ip.geoip.continent': 'ip.src.continent',
  'ip.geoip.country': 'ip.src.country',
  'ip.geoip.is_in_european_union': 'ip.src.is_in_european_union',
  'ip.geoip.subdivision_1_iso_code': 'ip.src.subdivision_1_iso_code',
  'ip.geoip.subdivision_2_iso_code': 'ip.src.subdivision_2_iso_code',
};
