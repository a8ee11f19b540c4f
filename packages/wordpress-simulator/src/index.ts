export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}
export interface SimulatedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
export interface Site {
  answer(request: SimulatedRequest): SimulatedResponse;
}
export const simulatedAccounts = { admin: { user: 'admin', password: 'x' } };
export function demoSite(): Site {
  throw new Error('x');
}
