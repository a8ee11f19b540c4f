/** The head of an answer. */
export interface Head {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What is known about an answer and may be shown in the details of every error about it. */
export interface Facts {
  readonly [key: string]: string | number;
}

/** The service's identifier for a request, or nothing when the value does not look like one. */
export function requestIdOf(head: Head, header: string | undefined): string | undefined {
  const value = header === undefined ? undefined : head.headers[header];
  return value !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(value) ? value : undefined;
}

export function factsOf(head: Head | undefined, requestIdHeader: string | undefined): Facts {
  if (head === undefined) return {};
  const id = requestIdOf(head, requestIdHeader);
  return id === undefined ? { status: head.status } : { status: head.status, request_id: id };
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
