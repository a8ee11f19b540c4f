/**
 * A request, again and again, with equal options.
 *
 * @param {typeof import('node:http').get} get Of `node:http` or `node:https`.
 * @param {import('node:https').RequestOptions} options
 * @returns {() => Promise<Buffer>} Its body.
 */
export function bareRequest(get, options) {
  return () =>
    new Promise((resolve, reject) => {
      const request = get(options, (response) => {
        /** @type {Buffer[]} */
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      });
      request.on('error', reject);
    });
}

/** @param {() => Promise<unknown>} act @param {number} count @returns {Promise<number[]>} Milliseconds of each. */
export async function timesOf(act, count) {
  const times = [];
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    await act();
    times.push(performance.now() - start);
  }
  return times;
}
