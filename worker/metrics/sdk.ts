// The figures of Temporal's SDK, which serves them by itself at an address of its own and has no other way: read there, so that they stand with ours.
import { get } from 'node:http';
import { SERVER_IP } from '../server/flags.js';
import { freePort } from '../server/ports.js';

const ANSWER_MS = 1000;
const LARGEST = 4 * 1024 * 1024;
/** What the SDK names so, and nothing that another process on that port may say. */
const OURS = /^(?:# (?:HELP|TYPE) )?temporal_[a-z0-9_]+[ {]/;

/** Host and port for it, on this machine alone; null where there is none. */
export const sdkAddress = (): Promise<string | null> =>
  freePort([]).then(
    (port) => `${SERVER_IP}:${port}`,
    () => null,
  );

/** Its lines, each with its end; empty where it does not answer. Never rejects. */
export async function sdkFigures(address: string): Promise<string> {
  const text = await textOf(`http://${address}/metrics`).catch(() => '');
  return text
    .split('\n')
    .filter((line) => OURS.test(line))
    .map((line) => `${line}\n`)
    .join('');
}

const textOf = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(url, { timeout: ANSWER_MS, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      let size = 0;
      response.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > LARGEST) request.destroy(new Error('it is too long'));
        pieces.push(piece);
      });
      response.on('end', () => resolve(Buffer.concat(pieces).toString('utf8')));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('it does not answer')));
    request.on('error', reject);
  });
