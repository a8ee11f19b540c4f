import type { Effect } from '../tool/effect.ts';

/**
 * What the server answers to requests whose answers never change while it runs, as the SDK gave them when the
 * bundle was built. All texts are JSON.
 */
export interface Recording {
  /** The handshake revisions that are spoken, best first. */
  readonly revisions: readonly string[];
  /** The result of `initialize`, without its `protocolVersion`. */
  readonly initialize: string;
  /** The result of `server/discover`. */
  readonly discover: string;
  /** The results of `tools/list` in the two eras, without their `tools`. */
  readonly list: Readonly<Record<'handshake' | 'modern', string>>;
  readonly tools: readonly RecordedTool[];
}

export interface RecordedTool {
  readonly name: string;
  readonly toolset: string;
  readonly effect: Effect;
  /** The tool as `tools/list` shows it. */
  readonly listed: string;
}
