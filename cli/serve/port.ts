// Where the dashboard listens: at the port that was said, or at the first free one from a number of ours on.
import { codeOf } from '../../disk/errors.js';
import { failed, misused } from '../errors.js';

const FIRST = 8420;
const TRIES = 20;

/** Exit 2 for what is no port. */
export function portIn(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw misused(
    `--port takes a number from 1 to 65535, and not ${JSON.stringify(text)}.`,
    `For example: --port ${FIRST}`,
  );
}

/** `said`: null = any. Exit 1 where it cannot be listened on. */
export async function openFree<T>(said: number | null, open: (port: number) => Promise<T>): Promise<T> {
  const ports = said === null ? Array.from({ length: TRIES }, (_one, at) => FIRST + at) : [said];
  for (const port of ports) {
    try {
      return await open(port);
    } catch (error) {
      if (said === null && codeOf(error) === 'EADDRINUSE') continue;
      throw whyNot(port, error);
    }
  }
  // All of them are taken: the system knows one that is not.
  return open(0);
}

function whyNot(port: number, error: unknown): Error {
  const code = codeOf(error) ?? String(error);
  const why = code === 'EADDRINUSE' ? 'another program listens there' : `the system refuses it (${code})`;
  return failed(
    'port_taken',
    `Port ${port} cannot be listened on: ${why}.`,
    'Name another one with --port, or none: then a free one is taken.',
  );
}
