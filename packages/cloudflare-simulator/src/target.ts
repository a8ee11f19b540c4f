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
