import { isJsonObject, type JsonObject } from '../json.ts';
import { neutralise } from '../untrusted/neutralise.ts';

const claimKey = 'io.modelcontextprotocol/protocolVersion';
/** Revisions with a per-request envelope that this server speaks. Earlier ones are negotiated by `initialize`. */
export const modernRevisions: readonly string[] = ['2026-07-28'];
const unsupportedProtocolVersion = -32_022;

/**
 * The error for a request that claims a protocol revision this server does not speak; `undefined` when there
 * is nothing to refuse. Needed because the SDK looks at the claim only on the first message of a connection,
 * while the revision 2026-07-28 makes every request carry its own.
 */
export function unsupportedRevision(
  message: JsonObject,
): (JsonObject & { readonly code: number }) | undefined {
  if (typeof message['method'] !== 'string' || !Object.hasOwn(message, 'id')) return undefined;
  const params = message['params'];
  const meta = isJsonObject(params) ? params['_meta'] : undefined;
  const claimed = isJsonObject(meta) ? meta[claimKey] : undefined;
  if (typeof claimed !== 'string' || modernRevisions.includes(claimed)) return undefined;
  return {
    code: unsupportedProtocolVersion,
    message: 'Unsupported protocol version',
    // What the client asked for, as MCP 2026-07-28 has it; hidden characters in it become visible, and it is short.
    data: { supported: modernRevisions, requested: neutralise(claimed, { maxLength: 64 }) },
  };
}
