import type { Recording } from '@crunchtools/mcp-core/app';

/** Set by the build from `record.ts`; sources that run unbuilt (tests) have none. */
declare const __RECORDING__: Recording | undefined;

export const recording = typeof __RECORDING__ === 'undefined' ? undefined : __RECORDING__;
