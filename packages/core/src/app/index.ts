/**
 * What a server's command line needs before there is a reason to load the server: it must stay small, and brings in
 * neither zod nor the SDK.
 */

export { InputError, NotConfiguredError, SafeError } from '../errors/errors.ts';
export { type ForwardProxy, readProxy } from '../http/proxy.ts';
export { Policy } from '../policy/policy.ts';
export { readSecret } from '../secret/read-secret.ts';
export { createScrubber } from '../secret/scrub.ts';
export { Secret } from '../secret/secret.ts';
export { nearest } from '../tool/nearest.ts';
export { Access } from './access.ts';
export { type ChannelStreams, LineChannel } from './channel.ts';
export { type CommandLine, type LoadedServer, runServer } from './command-line.ts';
export { type Config, type Environment, readConfig } from './config.ts';
export { Ending, endOnSignals, openChannel } from './ending.ts';
export type {
  CredentialDescription,
  CredentialVariable,
  LimitDescription,
  Program,
  ScopesDescription,
  SiteDescription,
} from './program.ts';
export type { KnownCall, RequestId } from './recognise.ts';
export type { FeatureOutline, RecordedItem, RecordedList, Recording } from './recording.ts';
export {
  type CallingClient,
  type Loaded,
  type ReadableChannel,
  type ResponderOptions,
  StartupResponder,
} from './responder.ts';
