/** A copy without the members that are `undefined`. */
export function compact<Shape extends object>(object: Shape): Shape {
  const copy = { ...object };
  for (const key of Object.keys(copy)) {
    if (Reflect.get(copy, key) === undefined) Reflect.deleteProperty(copy, key);
  }
  return copy;
}
