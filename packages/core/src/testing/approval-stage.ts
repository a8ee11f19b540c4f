import { type Mode, modeArguments, type Outcome } from './approval-client.ts';
import type { Stage } from './approval-corpus.ts';
import { type Server, startAccelerated, type Variables } from './process.ts';

/** A case is some calls, of which a server takes so many a minute only. */
const speed = 20;

/**
 * A server for each mode, in which cases are played.
 * @param play as `Stage.play`.
 * @param variables of the service; without them, it is the sandbox.
 * @param stop ends the service.
 */
export function openApprovalStage<Case>(
  bundle: string,
  play: (client: Server['client'], one: Case, mode: Mode) => Promise<Outcome>,
  variables?: Variables,
  stop?: () => Promise<void>,
): Stage<Case> {
  const place = variables === undefined ? ['--sandbox'] : [];
  const start = (mode: Mode): Server =>
    startAccelerated(speed, bundle, [...place, '--log-level', 'silent', ...modeArguments(mode)], variables);
  const servers: Readonly<Record<Mode, Server>> = { digest: start('digest'), strict: start('strict') };
  return {
    play: (one, mode) => play(servers[mode].client, one, mode),
    async close() {
      await Promise.all(Object.values(servers).map((server) => server.stop()));
      await stop?.();
    },
  };
}
