/** A type of the Rules language (developers.cloudflare.com/ruleset-engine/rules-language/values). */
export type Type =
  | { readonly kind: 'boolean' | 'integer' | 'string' | 'ip' }
  | { readonly kind: 'array' | 'map'; readonly of: Type };

export const booleanType: Type = { kind: 'boolean' };
export const integerType: Type = { kind: 'integer' };
/** Octets. Text is written in UTF-8, and lengths and positions count octets. */
export const stringType: Type = { kind: 'string' };
export const ipType: Type = { kind: 'ip' };

export function arrayOf(of: Type): Type {
  return { kind: 'array', of };
}

/** Keys are strings. */
export function mapOf(of: Type): Type {
  return { kind: 'map', of };
}

export function sameType(a: Type, b: Type): boolean {
  return a.kind === b.kind && (!('of' in a) || ('of' in b && sameType(a.of, b.of)));
}

/** As the documentation writes it: `Map<Array<String>>`. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'boolean':
      return 'Boolean';
    case 'integer':
      return 'Integer';
    case 'string':
      return 'String';
    case 'ip':
      return 'IP address';
    case 'array':
      return `Array<${typeName(type.of)}>`;
    case 'map':
      return `Map<${typeName(type.of)}>`;
  }
}
