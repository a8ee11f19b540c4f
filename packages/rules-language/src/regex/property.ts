import { binaryProperties, generalCategories, otherProperties, scripts } from './property-names.ts';

/** Names in their loose form (UAX 44 LM3), each with the name that JavaScript takes. */
type Names = ReadonlyMap<string, string>;

interface Tables {
  readonly binary: Names;
  readonly categories: Names;
  readonly scripts: Names;
  /** The values of properties that JavaScript lacks, by the loose name of the property. */
  readonly others: ReadonlyMap<string, Names>;
}

let kept: Tables | undefined;

/** Read when a pattern first names a property, which few do. */
function tables(): Tables {
  kept ??= {
    binary: namesIn(binaryProperties),
    categories: namesIn(generalCategories),
    scripts: namesIn(scripts),
    others: new Map(
      Object.entries(otherProperties).flatMap(([names, values]) =>
        names.split('/').map((name) => [loose(name), namesIn(values)] as const),
      ),
    ),
  };
  return kept;
}

function namesIn(text: string): Names {
  const entries = text.trim().split(/\s+/);
  return new Map(
    entries.flatMap((entry) => {
      const [canonical = '', ...others] = entry.split('/');
      return [canonical, ...others].map((name) => [loose(name), canonical] as const);
    }),
  );
}

/** Case, spaces, underscores and hyphens mean nothing, and neither does `is` in front. */
function loose(name: string): string {
  return name.replaceAll(/[ _-]/g, '').toLowerCase();
}

function looseName(written: string): string {
  const name = loose(written.replace(/^is/i, ''));
  return /^is/i.test(written) && name === 'c' ? 'isc' : name;
}

/** Sets that Rust and JavaScript have beside those of the Unicode Character Database. */
const special: Names = new Map([
  ['any', 'Any'],
  ['ascii', 'ASCII'],
  ['assigned', 'Assigned'],
]);

/**
 * What `\p{…}` names, in JavaScript's spelling (`Script=Greek`, `Lu`), as Rust's regex-syntax resolves it: binary
 * property, then general category, then script. Undefined when there is no such property there; `beyond us` when
 * JavaScript has none. `\p{sc!=Greek}` means Greek too: regex-syntax 0.8 reads the sign and then ignores it.
 */
export function propertyOf(written: string): string | undefined {
  const [, key, , value = ''] = /^(?:([^=:!]*)(!=|=|:))?(.*)$/s.exec(written) ?? [];
  if (/[^\0-\x7f]/.test(written)) return undefined;
  return key === undefined ? bareProperty(looseName(value)) : keyedProperty(looseName(key), looseName(value));
}

function bareProperty(name: string): string | undefined {
  const { binary, categories, scripts: scriptNames } = tables();
  // The short names of three properties that are not binary are categories here.
  const found = special.get(name) ?? binary.get(name) ?? categories.get(name);
  const script = scriptNames.get(name);
  return found ?? (script === undefined ? undefined : `Script=${script}`);
}

function keyedProperty(key: string, value: string): string | undefined {
  const { categories, scripts: scriptNames, others } = tables();
  const found = (names: Names, property: string) => {
    const name = names.get(value);
    return name === undefined ? undefined : `${property}=${name}`;
  };
  switch (key) {
    case 'gc':
    case 'generalcategory':
      return special.get(value) ?? found(categories, 'General_Category');
    case 'sc':
    case 'script':
      return found(scriptNames, 'Script');
    case 'scx':
    case 'scriptextensions':
      return found(scriptNames, 'Script_Extensions');
    default:
      return others.get(key)?.has(value) === true ? 'beyond us' : undefined;
  }
}
