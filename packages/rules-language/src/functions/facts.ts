import type { FunctionFact, Parameter } from '../facts.ts';
import { arrayOf, booleanType, integerType, ipType, sameType, stringType, type Type } from '../types.ts';
import type { Phase, Use } from '../use.ts';

const everyUse: readonly Use[] = [
  'filter',
  'rewrite_path',
  'rewrite_query',
  'header_value',
  'redirect_target',
];
const transformValues: readonly Use[] = ['rewrite_path', 'rewrite_query', 'header_value'];
const values: readonly Use[] = [...transformValues, 'redirect_target'];

const transformPhases: readonly Phase[] = [
  'http_request_transform',
  'http_request_late_transform',
  'http_response_headers_transform',
];
const wafPhases: readonly Phase[] = [
  'http_request_firewall_custom',
  'http_ratelimit',
  'http_request_firewall_managed',
];

function parameter(name: string, types: Parameter['types'], takes: Parameter['takes']): Parameter {
  return { name, types, takes };
}

const strings: readonly Type[] = [stringType];
const source = parameter('source', strings, 'field');
const address = parameter('address', [ipType], 'field');
const version4Bits: Parameter = {
  ...parameter('ipv4_network_bits', [integerType], 'literal'),
  range: { from: 1n, to: 32n },
};
const version6Bits: Parameter = {
  ...parameter('ipv6_network_bits', [integerType], 'literal'),
  range: { from: 1n, to: 128n },
};
const jsonPath: readonly Parameter[] = [
  parameter('field', strings, 'field'),
  parameter('key', [stringType, integerType], 'expression'),
];
const jwtConfiguration = parameter('token_configuration_id', strings, 'literal');

function always(type: Type): FunctionFact['returns'] {
  return () => type;
}

/** What most functions have in common: the type of their result, all uses, all phases, every plan. */
function common(parameters: readonly Parameter[], result: Type): Omit<FunctionFact, 'name'> {
  return { parameters, returns: always(result), uses: everyUse, plan: 'free' };
}

function concatType([first, ...others]: readonly Type[]): Type | undefined {
  if (first === undefined || (first.kind !== 'string' && first.kind !== 'array')) return undefined;
  return others.every((other) => sameType(first, other)) ? first : undefined;
}

function hasValueType([collection, value]: readonly Type[]): Type | undefined {
  if (collection === undefined || value === undefined || !('of' in collection) || 'of' in value) {
    return undefined;
  }
  return collection.of.kind === value.kind ? booleanType : undefined;
}

/**
 * Every function of developers.cloudflare.com/ruleset-engine/rules-language/functions (2026). Where a page only says
 * "Transform Rules" and the like, it is written here as uses and phases. `regex_replace` has the plan that regular
 * expressions need in Transform Rules and Single Redirects; `sha256` is enabled by Cloudflare for an account, which
 * counts as Enterprise. `bit_slice` belongs to Network Firewall, and can be used in none of the phases here.
 */
export const functionFacts: Readonly<Record<string, Omit<FunctionFact, 'name'>>> = {
  all: common([parameter('values', [arrayOf(booleanType)], 'expression')], booleanType),
  any: common([parameter('values', [arrayOf(booleanType)], 'expression')], booleanType),
  bit_slice: {
    ...common(
      [
        parameter('protocol', strings, 'field'),
        parameter('offset_start', [integerType], 'literal'),
        parameter('offset_end', [integerType], 'literal'),
      ],
      integerType,
    ),
    uses: [],
    phases: [],
  },
  cidr: { ...common([address, version4Bits, version6Bits], ipType), uses: ['filter'], phases: wafPhases },
  cidr6: { ...common([address, version6Bits], ipType), uses: ['filter'], phases: wafPhases },
  concat: {
    ...common([parameter('value', 'any', 'expression')], stringType),
    variadic: { atLeast: 2 },
    returns: concatType,
  },
  decode_base64: { ...common([source], stringType), phases: [...transformPhases, ...wafPhases] },
  encode_base64: {
    ...common(
      [
        parameter('input', strings, 'expression'),
        { ...parameter('flags', strings, 'literal'), optional: true, flags: 'up' },
      ],
      stringType,
    ),
    phases: ['http_request_late_transform', 'http_response_headers_transform'],
  },
  ends_with: common([source, parameter('substring', strings, 'expression')], booleanType),
  has_key: {
    ...common([parameter('map', 'any', 'field'), parameter('key', strings, 'expression')], booleanType),
    returns: ([map]) => (map?.kind === 'map' ? booleanType : undefined),
  },
  has_value: {
    ...common(
      [parameter('collection', 'any', 'field'), parameter('value', 'any', 'expression')],
      booleanType,
    ),
    returns: hasValueType,
  },
  is_jwt_present: { ...common([jwtConfiguration], booleanType), plan: 'enterprise' },
  is_jwt_valid: { ...common([jwtConfiguration], booleanType), plan: 'enterprise' },
  is_timed_hmac_valid_v0: {
    ...common(
      [
        parameter('key', strings, 'literal'),
        parameter('message_mac', strings, 'field'),
        parameter('ttl', [integerType], 'literal'),
        parameter('current_timestamp', [integerType], 'expression'),
        { ...parameter('length_of_separator', [integerType], 'literal'), optional: true },
        { ...parameter('flags', strings, 'literal'), optional: true, flags: 's' },
      ],
      booleanType,
    ),
    plan: 'pro',
  },
  join: {
    ...common(
      [parameter('items', [arrayOf(stringType)], 'field'), parameter('separator', strings, 'expression')],
      stringType,
    ),
    phases: [...transformPhases, 'http_request_firewall_custom'],
  },
  len: {
    ...common([parameter('value', 'any', 'field')], integerType),
    returns: ([type]) => (type?.kind === 'string' || type?.kind === 'array' ? integerType : undefined),
  },
  lookup_json_integer: { ...common(jsonPath, integerType), variadic: { atLeast: 1 } },
  lookup_json_string: { ...common(jsonPath, stringType), variadic: { atLeast: 1 } },
  lower: common([source], stringType),
  regex_replace: {
    ...common(
      [
        parameter('source', strings, 'expression'),
        { ...parameter('regular_expression', strings, 'literal'), content: 'regex' },
        parameter('replacement', strings, 'expression'),
      ],
      stringType,
    ),
    uses: values,
    plan: 'business',
    callsPerExpression: 1,
    excludes: ['wildcard_replace'],
  },
  remove_bytes: common([source, parameter('bytes', strings, 'literal')], stringType),
  remove_query_args: {
    ...common(
      [
        {
          ...parameter('field', strings, 'field'),
          fields: ['http.request.uri.query', 'raw.http.request.uri.query'],
        },
        parameter('query_param', strings, 'expression'),
      ],
      stringType,
    ),
    variadic: { atLeast: 1 },
    uses: transformValues,
    phases: transformPhases,
  },
  sha256: { ...common([parameter('input', strings, 'expression')], stringType), plan: 'enterprise' },
  split: {
    ...common(
      [
        parameter('input', strings, 'field'),
        { ...parameter('separator', strings, 'literal'), content: 'not empty' },
        { ...parameter('limit', [integerType], 'literal'), range: { from: 1n, to: 128n } },
      ],
      arrayOf(stringType),
    ),
    phases: ['http_response_headers_transform'],
  },
  starts_with: common([source, parameter('substring', strings, 'expression')], booleanType),
  substring: common(
    [
      source,
      parameter('start', [integerType], 'expression'),
      { ...parameter('end', [integerType], 'expression'), optional: true },
    ],
    stringType,
  ),
  to_string: {
    ...common([parameter('value', [integerType, booleanType, ipType], 'expression')], stringType),
    uses: values,
  },
  upper: common([source], stringType),
  url_decode: common(
    [source, { ...parameter('options', strings, 'literal'), optional: true, flags: 'ru' }],
    stringType,
  ),
  uuidv4: {
    ...common([parameter('source', strings, 'field')], stringType),
    uses: transformValues,
    phases: transformPhases,
  },
  wildcard_replace: {
    ...common(
      [
        source,
        { ...parameter('wildcard_pattern', strings, 'literal'), content: 'wildcard' },
        parameter('replacement', strings, 'expression'),
        { ...parameter('flags', strings, 'literal'), optional: true, flags: 's' },
      ],
      stringType,
    ),
    uses: ['rewrite_path', 'rewrite_query', 'redirect_target'],
    callsPerExpression: 1,
    excludes: ['regex_replace'],
  },
};
