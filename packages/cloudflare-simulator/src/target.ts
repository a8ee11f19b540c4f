/** Where the simulator itself is steered: no token needed, not counted by the rate limit, not logged. */
export const CONTROL_PREFIX = '/__simulator';

export function isControl(url: string): boolean {
  return url === CONTROL_PREFIX || url.startsWith(`${CONTROL_PREFIX}/`);
}

export interface RequestTarget {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Splits what stands in a request line. Nothing is normalised: `..` and double slashes reach the router as sent. */
export function targetOf(url: string): RequestTarget {
  const mark = url.indexOf('?');
  if (mark === -1) return { path: url, query: new URLSearchParams() };
  return { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}
