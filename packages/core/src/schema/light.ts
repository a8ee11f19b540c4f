/**
 * What stands in the place of zod in the files of a server (`scripts/build/parts.mjs`). Most calls only ask a schema
 * whether a value is right, and it is: that is answered here, from what the schema was put together of. Reading zod and
 * making its schemas takes longer than all else in a first call.
 *
 * zod stays the only one that decides in doubt. What is refused, what is not known here, what is asked of a schema
 * beyond its parts: zod is read then, the schema made by it in the same way, and it answers. So every message is
 * zod's, and a part of zod that nobody thought of here works as ever.
 */

import * as zod from 'zod';

/** What reading a value gives that the schema does not take, beyond doubt. */
const no = Symbol('no');
/** zod has to say. */
const unsure = Symbol('unsure');

/** @returns the value as zod would hand it on, or one of the above. */
type Read = (value: unknown) => unknown;

type Kind = keyof typeof classes;

/** What a schema was put together of, as far as others look at it. */
interface Parts {
  readonly inner?: Light;
  readonly keys?: Light;
  readonly shape?: Readonly<Record<string, Light>>;
  readonly options?: readonly Light[];
}

interface Recipe extends Parts {
  /** `undefined`: what zod alone knows. */
  readonly kind: Kind | undefined;
  readonly read: Read;
  readonly make: () => unknown;
  /** Whether more is asked of a value than its kind says. */
  readonly isChecked?: true;
  /** Whether it may put something in the place of what is absent; what zod alone knows may. */
  readonly fills?: boolean;
}

const doubtful: Read = () => unsure;

/** Schemas of zod, and what stands for them here. */
const lights = new WeakMap<object, Light>();

class Schema {
  readonly recipe: Recipe;
  #real: object | undefined;

  constructor(recipe: Recipe) {
    this.recipe = recipe;
  }

  /** The schema as zod makes it. */
  get real(): object {
    if (this.#real === undefined) {
      const made = this.recipe.make();
      if (typeof made !== 'object' || made === null) throw new TypeError('zod made no schema');
      this.#real = made;
      lights.set(made, this);
    }
    return this.#real;
  }

  safeParse(value: unknown): unknown {
    const data = this.recipe.read(value);
    return isTaken(data) ? { success: true, data } : called(this.real, 'safeParse', [value]);
  }

  parse(value: unknown): unknown {
    const data = this.recipe.read(value);
    return isTaken(data) ? data : called(this.real, 'parse', [value]);
  }

  optional(): Light {
    return this.#around('optional', undefined);
  }

  nullable(): Light {
    return this.#around('nullable', null);
  }

  array(): Light {
    return array(this);
  }

  describe(text: unknown): Light {
    return new Schema({ ...this.recipe, make: () => asked(this.real, 'describe', [text]) });
  }

  clone(): Light {
    return new Schema({ ...this.recipe, make: () => asked(this.real, 'clone', []) });
  }

  min(least: unknown, error?: unknown): Light {
    return this.#held('min', [least, error], (size) => size >= Number(least));
  }

  max(most: unknown, error?: unknown): Light {
    return this.#held('max', [most, error], (size) => size <= Number(most));
  }

  regex(pattern: RegExp, error?: unknown): Light {
    const isPlain = !pattern.global && !pattern.sticky;
    return this.#also('regex', [pattern, error], (value) =>
      isPlain && typeof value === 'string' ? pattern.test(value) : undefined,
    );
  }

  refine(holds: unknown, error?: unknown): Light {
    return this.#also('refine', [holds, error], (value) =>
      typeof holds === 'function' && Reflect.apply(holds, undefined, [value]) === true ? true : undefined,
    );
  }

  check(...checks: readonly unknown[]): Light {
    const [look] = checks;
    return this.#also('check', checks, (value) => {
      if (typeof look !== 'function' || checks.length > 1) return undefined;
      const payload = { value, issues: [] };
      Reflect.apply(look, undefined, [payload]);
      return payload.issues.length === 0 && payload.value === value ? true : undefined;
    });
  }

  pipe(next: unknown): Light {
    const { read } = this.recipe;
    const make = (): unknown => asked(this.real, 'pipe', [next]);
    if (!(next instanceof Schema)) return new Schema({ kind: undefined, read: doubtful, make });
    const through: Read = (value) => {
      const data = read(value);
      return isTaken(data) ? next.recipe.read(data) : data;
    };
    return new Schema({ kind: 'pipe', read: through, make, fills: mayFill(this) || mayFill(next) });
  }

  extend(shape: Readonly<Record<string, Light>>): Light {
    const { kind, shape: own = {}, isChecked } = this.recipe;
    const make = (): unknown => asked(this.real, 'extend', [shape]);
    const isObject = kind === 'object' || kind === 'looseObject' || kind === 'strictObject';
    if (!isObject || isChecked || !isShape(shape))
      return new Schema({ kind: undefined, read: doubtful, make });
    const whole = { ...own, ...shape };
    return new Schema({ kind, shape: whole, read: readObject(kind, whole), make });
  }

  unwrap(): unknown {
    return this.recipe.inner ?? asked(this.real, 'unwrap', []);
  }

  get element(): unknown {
    return this.recipe.inner ?? memberOf(this.real, 'element');
  }

  get valueType(): unknown {
    return this.recipe.inner ?? memberOf(this.real, 'valueType');
  }

  get shape(): unknown {
    return this.recipe.shape ?? memberOf(this.real, 'shape');
  }

  get options(): unknown {
    return this.recipe.options ?? memberOf(this.real, 'options');
  }

  #around(kind: 'optional' | 'nullable', absent: undefined | null): Light {
    const { read } = this.recipe;
    const fills = mayFill(this);
    return new Schema({
      kind,
      inner: this,
      fills,
      read: (value) => (value === absent && !fills ? absent : read(value)),
      make: () => asked(this.real, kind, []),
    });
  }

  /** @param holds of a number itself, of a text or list of its length. */
  #held(method: string, given: readonly unknown[], holds: (size: number) => boolean): Light {
    const limit = given[0];
    return this.#also(method, given, (value) => {
      if (typeof limit !== 'number') return undefined;
      if (typeof value === 'number') return holds(value);
      return typeof value === 'string' || Array.isArray(value) ? holds(value.length) : undefined;
    });
  }

  /** @param holds `undefined` where zod has to say. */
  #also(method: string, given: readonly unknown[], holds: (value: unknown) => boolean | undefined): Light {
    const { read } = this.recipe;
    return new Schema({
      ...this.recipe,
      isChecked: true,
      read: (value) => {
        const data = read(value);
        if (!isTaken(data)) return data;
        const found = holds(data);
        if (found === undefined) return unsure;
        return found ? data : no;
      },
      make: () => asked(this.real, method, given),
    });
  }
}

export type Light = Schema;

/** Whatever else is asked of a schema: a method gives what zod alone knows, all other members are zod's. */
Object.setPrototypeOf(
  Schema.prototype,
  new Proxy(Object.create(null), {
    has: (_, name) => name !== 'then',
    get(_, name, light: unknown) {
      if (!(light instanceof Schema) || name === 'then') return undefined;
      const member = memberOf(light.real, name);
      if (typeof member !== 'function') return member;
      return (...given: readonly unknown[]): unknown => {
        const made = asked(light.real, name, given);
        return isRealSchema(made) ? new Schema({ kind: undefined, read: doubtful, make: () => made }) : made;
      };
    },
  }),
);

function isRealSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '_zod' in value;
}

function mayFill({ recipe }: Light): boolean {
  return recipe.kind === undefined || recipe.fills === true;
}

function isTaken(data: unknown): boolean {
  return data !== no && data !== unsure;
}

function memberOf(holder: object, name: string | symbol): unknown {
  return Reflect.get(holder, name, holder);
}

/** Calls a method of zod, with schemas of zod in the place of those here. */
function asked(holder: object, method: string | symbol, given: readonly unknown[]): unknown {
  return called(holder, method, given.map(realOf));
}

function called(holder: object, method: string | symbol, given: readonly unknown[]): unknown {
  const member = memberOf(holder, method);
  if (typeof member !== 'function') throw new TypeError(`zod has no ${String(method)}`);
  const result: unknown = Reflect.apply(member, holder, given);
  return result;
}

function realOf(given: unknown): unknown {
  if (given instanceof Schema) return given.real;
  if (Array.isArray(given)) return given.map(realOf);
  if (!isPlainObject(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, member]) => [name, realOf(member)]));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A function of zod by its name: what it makes is zod's alone. */
export function recorded(name: string): (...given: readonly unknown[]) => Light {
  return (...given) => new Schema({ kind: undefined, read: doubtful, make: () => asked(zod, name, given) });
}

function madeAs(
  kind: Kind,
  given: readonly unknown[],
  read: Read,
  parts: Parts & Pick<Recipe, 'fills'> = {},
  by: string = kind,
): Light {
  return new Schema({ ...parts, kind, read, make: () => asked(zod, by, given) });
}

export function string(...given: readonly unknown[]): Light {
  return madeAs('string', given, (value) => (typeof value === 'string' ? value : no));
}

export function number(...given: readonly unknown[]): Light {
  return madeAs('number', given, (value) => (Number.isFinite(value) ? value : no));
}

export function int(...given: readonly unknown[]): Light {
  return madeAs('int', given, (value) => (Number.isSafeInteger(value) ? value : no));
}

export function boolean(...given: readonly unknown[]): Light {
  return madeAs('boolean', given, (value) => (typeof value === 'boolean' ? value : no));
}

export function unknown(): Light {
  return madeAs('unknown', [], (value) => value);
}

export function any(): Light {
  return madeAs('any', [], (value) => value);
}

export function literal(...given: readonly unknown[]): Light {
  const [constant] = given;
  const isSimple = ['string', 'boolean'].includes(typeof constant) || Number.isFinite(constant);
  return madeAs('literal', given, isSimple ? (value) => (value === constant ? value : no) : doubtful);
}

function choice(...given: readonly unknown[]): Light {
  const [choices] = given;
  if (!Array.isArray(choices)) return recorded('enum')(...given);
  const all = new Set<unknown>(choices);
  return madeAs('enum', given, (value) => (all.has(value) ? value : no));
}

export { choice as enum };

export function array(...given: readonly unknown[]): Light {
  const [element] = given;
  if (!(element instanceof Schema)) return recorded('array')(...given);
  const { read } = element.recipe;
  const readList: Read = (value) => {
    if (!Array.isArray(value)) return no;
    const list: unknown[] = [];
    for (let at = 0; at < value.length; at += 1) {
      const item = read(value[at]);
      if (!isTaken(item)) return item;
      list.push(item);
    }
    return list;
  };
  return madeAs('array', given, readList, { inner: element });
}

export function union(...given: readonly unknown[]): Light {
  const [options] = given;
  if (!Array.isArray(options) || !options.every((option) => option instanceof Schema))
    return recorded('union')(...given);
  const readFirst: Read = (value) => {
    for (const option of options) {
      const data: unknown = option.recipe.read(value);
      if (data !== no) return data;
    }
    return no;
  };
  return madeAs('union', given, readFirst, { options, fills: options.some(mayFill) });
}

function objectOf(kind: 'object' | 'looseObject' | 'strictObject', given: readonly unknown[]): Light {
  const [shape] = given;
  if (!isShape(shape)) return recorded(kind)(...given);
  return madeAs(kind, given, readObject(kind, shape), { shape });
}

export function object(...given: readonly unknown[]): Light {
  return objectOf('object', given);
}

export function looseObject(...given: readonly unknown[]): Light {
  return objectOf('looseObject', given);
}

export function strictObject(...given: readonly unknown[]): Light {
  return objectOf('strictObject', given);
}

function isShape(shape: unknown): shape is Readonly<Record<string, Light>> {
  return isPlainObject(shape) && Object.values(shape).every((member) => member instanceof Schema);
}

/** zod puts the members that it knows first, in their order, and never one of this name. */
const unwanted = '__proto__';

function readObject(
  kind: 'object' | 'looseObject' | 'strictObject',
  shape: Readonly<Record<string, Light>>,
): Read {
  const members = Object.entries(shape);
  if (Object.hasOwn(shape, unwanted)) return doubtful;
  return (value) => {
    if (typeof value !== 'object') return no;
    if (!isPlainObject(value) || Object.hasOwn(value, unwanted)) return unsure;
    const data: Record<string, unknown> = {};
    for (const [name, { recipe }] of members) {
      if (!(name in value)) {
        if (recipe.kind === 'optional' && recipe.fills !== true) continue;
        return unsure;
      }
      const member = recipe.read(value[name]);
      if (!isTaken(member)) return member;
      data[name] = member;
    }
    if (kind === 'object') return data;
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(shape, name)) continue;
      if (kind === 'strictObject') return no;
      data[name] = value[name];
    }
    return data;
  };
}

function recordOf(kind: 'record' | 'partialRecord', given: readonly unknown[]): Light {
  const [keys, inner] = given;
  if (!(keys instanceof Schema) || !(inner instanceof Schema)) return recorded(kind)(...given);
  // A record of choices has to have them all.
  const isOpen = keys.recipe.kind === 'string' || (kind === 'partialRecord' && keys.recipe.kind === 'enum');
  return madeAs('record', given, isOpen ? readRecord(keys, inner) : doubtful, { keys, inner }, kind);
}

function readRecord(keys: Light, values: Light): Read {
  return (value) => {
    if (typeof value !== 'object') return no;
    if (!isPlainObject(value) || Object.hasOwn(value, unwanted)) return unsure;
    const data: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) {
      if (keys.recipe.read(name) !== name) return unsure;
      const taken = values.recipe.read(member);
      if (!isTaken(taken)) return taken;
      data[name] = taken;
    }
    return data;
  };
}

export function record(...given: readonly unknown[]): Light {
  return recordOf('record', given);
}

export function partialRecord(...given: readonly unknown[]): Light {
  return recordOf('partialRecord', given);
}

/** Of RFC 3339's times those beyond doubt: in leap years zod knows one day more. */
const usualTime =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/u;

export const iso = {
  datetime(...given: readonly unknown[]): Light {
    const [options = {}] = given;
    const isUsual = isPlainObject(options) && Object.keys(options).every((name) => name === 'offset');
    return new Schema({
      kind: 'datetime',
      read: (value) => {
        if (typeof value !== 'string') return no;
        return isUsual && usualTime.test(value) ? value : unsure;
      },
      make: () => asked(zod.iso, 'datetime', given),
    });
  },
};

export function safeParse(schema: unknown, value: unknown): unknown {
  return schema instanceof Schema ? schema.safeParse(value) : called(zod, 'safeParse', [schema, value]);
}

export function toJSONSchema(schema: unknown, options: Readonly<Record<string, unknown>> = {}): unknown {
  const { override, ...others } = options;
  if (typeof override !== 'function') return asked(zod, 'toJSONSchema', [schema, options]);
  const overrideReal = (context: { readonly zodSchema: object }): unknown =>
    Reflect.apply(override, undefined, [
      { ...context, zodSchema: lights.get(context.zodSchema) ?? context.zodSchema },
    ]);
  return asked(zod, 'toJSONSchema', [schema, { ...others, override: overrideReal }]);
}

export const globalRegistry = {
  get: (schema: unknown): unknown => asked(zod.globalRegistry, 'get', [schema]),
};

/** The file that has zod configures it itself. */
export function config(): void {}

/** The class of zod that a schema of each kind is of. */
const classes = {
  string: 'ZodString',
  number: 'ZodNumber',
  int: 'ZodInt',
  boolean: 'ZodBoolean',
  unknown: 'ZodUnknown',
  any: 'ZodAny',
  literal: 'ZodLiteral',
  enum: 'ZodEnum',
  array: 'ZodArray',
  union: 'ZodUnion',
  object: 'ZodObject',
  looseObject: 'ZodObject',
  strictObject: 'ZodObject',
  record: 'ZodRecord',
  partialRecord: 'ZodRecord',
  optional: 'ZodOptional',
  nullable: 'ZodNullable',
  pipe: 'ZodPipe',
  datetime: 'ZodISODateTime',
} as const;

/** A class of zod by its name, to ask a schema whether it is of it. */
export function classNamed(name: string): object {
  const real = (): unknown => memberOf(zod, name);
  return {
    [Symbol.hasInstance](value: unknown): boolean {
      if (!(value instanceof Schema)) return isInstance(value, real());
      const { kind } = value.recipe;
      return kind === undefined ? isInstance(value.real, real()) : classes[kind] === name;
    },
  };
}

function isInstance(value: unknown, of: unknown): boolean {
  return typeof of === 'function' && value instanceof of;
}

/** Anything else of zod. */
export function valueNamed(name: string): unknown {
  return memberOf(zod, name);
}
