/** Percent by which the heap may outgrow what is alive in it before it is collected. */
const growth = 20;

let bounded = false;

/**
 * Makes this process collect garbage early, for good: to be called before much is held at once. V8 lets a heap grow
 * to a multiple of what is alive, and the space for young objects to 32 MB, which pays for speed with memory that a
 * companion of an editor should not take. It costs little processor time in such calls (decision 20).
 *
 * Both are read by V8 whenever it sizes its heap, so setting them late is safe. A runtime that does not know one
 * ignores it, with a line on stderr.
 */
export async function collectEarly(): Promise<void> {
  if (bounded) return;
  bounded = true;
  // Loaded when first needed: start-up time counts, and small calls do without.
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString(`--heap-growing-percent=${growth}`);
  setFlagsFromString('--semi-space-growth-factor=1');
}
