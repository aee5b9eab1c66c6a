// Watches the Temporal server while a worker serves. The embedded one is started again when it died; another one is waited
// for. Agents work on meanwhile, and the SDK's workers reconnect by themselves.
import type { ConnectionLike } from '@temporalio/client';
import type { ServerChoice } from './server/choose.js';
import { startEmbedded } from './server/embedded.js';

const LOOK_MS = 2000;
const ANSWER_MS = 3000;

export function guardServer(
  connection: ConnectionLike,
  choice: ServerChoice,
  stateHome: string,
  say: (line: string) => void,
): { close(): void } {
  let gone = false;
  let looking = false;
  const look = async (): Promise<void> => {
    const answers = await connection
      .withDeadline(Date.now() + ANSWER_MS, () => connection.workflowService.getSystemInfo({}))
      .then(
        () => true,
        () => false,
      );
    if (answers === !gone) return;
    gone = !answers;
    if (answers) return say('The Temporal server answers again.');
    say(`The Temporal server at ${choice.address} does not answer. Agents work on; the worker waits for it.`);
    if (choice.kind === 'embedded') await restart(choice, stateHome, say);
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look()
      .catch((error: unknown) => say(`The Temporal server could not be started again: ${String(error)}`))
      .finally(() => (looking = false));
  }, LOOK_MS);
  return { close: () => clearInterval(timer) };
}

async function restart(choice: ServerChoice, stateHome: string, say: (line: string) => void): Promise<void> {
  const record = await startEmbedded(stateHome, say);
  const address = `${record.ip}:${record.port}`;
  if (address !== choice.address) say(`It now listens on ${address}: run the command again to connect to it.`);
}
