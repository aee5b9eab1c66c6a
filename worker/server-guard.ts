// Watches the Temporal server while a worker serves. The embedded one is started again when it died; another one is waited
// for. Agents work on meanwhile, and the SDK's workers reconnect by themselves. A server that comes back without our
// workflow has lost its data: then the worker has to begin anew.
import type { Client } from '@temporalio/client';
import type { ServerChoice } from './server/choose.js';
import { startEmbedded } from './server/embedded.js';
import type { Place } from './place.js';
import { type Memory, memoryOf } from './take-up.js';

const LOOK_MS = 2000;
const ANSWER_MS = 3000;

export interface ServerGuard {
  /** Resolves when the server answers and does not know the workspace any more. */
  forgotten: Promise<void>;
  close(): void;
}

export function guardServer(
  client: Client,
  choice: ServerChoice,
  place: Place,
  say: (line: string) => void,
): ServerGuard {
  let gone = false;
  let looking = false;
  let forget = (): void => undefined;
  const forgotten = new Promise<void>((resolve) => (forget = resolve));
  const look = async (): Promise<void> => {
    const memory = await client
      .withDeadline(Date.now() + ANSWER_MS, () => memoryOf(client, place.id))
      .catch((): Memory | null => null);
    if (memory === 'forgotten') forget();
    if ((memory === null) === gone) return;
    gone = memory === null;
    if (!gone) return say('The Temporal server answers again.');
    say(`The Temporal server at ${choice.address} does not answer. Agents work on; the worker waits for it.`);
    if (choice.kind === 'embedded') await restart(choice, place.stateHome, say);
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look()
      .catch((error: unknown) => say(`The Temporal server could not be started again: ${String(error)}`))
      .finally(() => (looking = false));
  }, LOOK_MS);
  return { forgotten, close: () => clearInterval(timer) };
}

async function restart(choice: ServerChoice, stateHome: string, say: (line: string) => void): Promise<void> {
  const record = await startEmbedded(stateHome, say);
  const address = `${record.ip}:${record.port}`;
  if (address !== choice.address) say(`It now listens on ${address}: run the command again to connect to it.`);
}
