// Ports for a server. They are kept below the range of outgoing connections, so that they are still free after a restart.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { SERVER_IP } from './flags.js';

const LOWEST = 20_000;
const HIGHEST = 30_000;
const TRIES = 200;

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, SERVER_IP, () => probe.close(() => resolve(true)));
  });
}

/** A free port that is none of `taken`. */
export async function freePort(taken: readonly number[]): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
  throw new Error(`found no free port between ${LOWEST} and ${HIGHEST} on ${SERVER_IP}`);
}
