/**
 * What esbuild calls to import a module that is none of ECMAScript: a copy of it, with a getter for each of its members.
 * To make those of every import, of all of `node:process` too, takes milliseconds of each start.
 */
const COPYING =
  /([\w$]+)=\(([\w$]+),([\w$]+),([\w$]+)\)=>\(\4=\2!=null\?([\w$]+)\([\w$]+\(\2\)\):\{\},[\w$]+\(\3\|\|!\2\|\|!\2\.__esModule\?([\w$]+)\(\4,"default",\{value:\2,enumerable:!0\}\):\4,\2\)\)/g;

/**
 * What esbuild calls to hand a module of ECMAScript to `require`: a copy, too, each member of which is looked up by its name at
 * each use. Whoever takes a module from another file gets one, so that there are hundreds.
 */
const HANDING = /([\w$]+)=([\w$]+)=>[\w$]+\([\w$]+\(\{\},"__esModule",\{value:!0\}\),\2\)/g;

/**
 * Has modules imported without a copy: ours as they are, others as what an object that has `default` inherits from. What
 * `require` gives of ours inherits its members.
 *
 * @param {string} text Of a bundle.
 * @returns {string} The same length, so that its source map is right.
 * @throws {Error} when esbuild writes it in another way than before.
 */
export function withCheapInterop(text) {
  const cheap = text.replaceAll(COPYING, (copying, name, module, isNode, other, create, define) => {
    const inherit = `${define}(${create}(${module}??null),"default",{value:${module},enumerable:!0})`;
    const light = `${name}=(${module},${isNode},${other})=>!${isNode}&&${module}&&${module}.__esModule?${module}:${inherit}`;
    if (light.length > copying.length) throw new Error('what imports a module takes more room than before');
    return light.padEnd(copying.length);
  });
  const handed = cheap.replaceAll(HANDING, (copying, name, module) =>
    `${name}=${module}=>({__proto__:${module},__esModule:!0})`.padEnd(copying.length),
  );
  if (/\.__esModule\?[\w$]+\([\w$]+,"default"/.test(handed) || /\(\{\},"__esModule"/.test(handed))
    throw new Error('esbuild imports modules in another way than before');
  return handed;
}
