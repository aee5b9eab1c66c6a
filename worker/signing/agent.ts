// Signers from ssh-agent: the keys that it holds, over its socket. The key itself never leaves the agent.
import { createConnection } from 'node:net';
import { KnownError } from '../../core/told-error.js';
import type { Signer } from './sign-args.js';
import { publicLine, WireReader, wireString } from './wire.js';

const REQUEST_IDENTITIES = 11;
const IDENTITIES = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
/** More is no answer of an agent. */
const MOST_BYTES = 256 * 1024;
/** A person may be asked to confirm. */
const PATIENCE_MS = 60_000;

class AgentError extends KnownError {
  constructor(why: string) {
    super('bad_key', `ssh-agent (SSH_AUTH_SOCK) ${why}`, { hint: 'Nothing was changed.' });
  }
}

/** The Ed25519 keys that it holds. Throws where it does not answer. */
export async function agentSigners(socket: string): Promise<Signer[]> {
  const reader = new WireReader(await ask(socket, IDENTITIES, Buffer.from([REQUEST_IDENTITIES])));
  const blobs = Array.from({ length: reader.number() }, () => {
    const blob = reader.string();
    reader.string();
    return blob;
  });
  return blobs.flatMap((blob) => signerOf(socket, blob) ?? []);
}

function signerOf(socket: string, blob: Buffer): Signer | null {
  const reader = new WireReader(blob);
  if (reader.string().toString() !== 'ssh-ed25519') return null;
  return { key: publicLine(reader.string()), sign: (text) => signedBy(socket, blob, Buffer.from(text)) };
}

async function signedBy(socket: string, blob: Buffer, data: Buffer): Promise<Uint8Array> {
  const request = Buffer.concat([Buffer.from([SIGN_REQUEST]), wireString(blob), wireString(data), Buffer.alloc(4)]);
  const signature = new WireReader(new WireReader(await ask(socket, SIGN_RESPONSE, request)).string());
  if (signature.string().toString() !== 'ssh-ed25519') throw new AgentError('signed with another kind of key.');
  return signature.string();
}

/** What follows the byte that says of which kind the answer is. */
async function ask(socket: string, wanted: number, request: Buffer): Promise<Buffer> {
  const answer = await exchange(socket, wireString(request)).catch((error: unknown) => {
    throw error instanceof AgentError ? error : new AgentError(`does not answer: ${String(error)}`);
  });
  if (answer[0] === wanted) return answer.subarray(1);
  throw new AgentError('refused: is it locked, or was the confirmation denied?');
}

function exchange(socket: string, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const connection = createConnection(socket, () => connection.write(request));
    let got = Buffer.alloc(0);
    const end = (how: () => void): void => {
      connection.destroy();
      how();
    };
    connection.setTimeout(PATIENCE_MS, () => end(() => reject(new AgentError('did not answer within a minute.'))));
    connection.on('error', (error) => end(() => reject(error)));
    connection.on('close', () => reject(new AgentError('closed the connection.')));
    connection.on('data', (part) => {
      got = Buffer.concat([got, part]);
      const length = got.length < 4 ? Infinity : got.readUInt32BE(0);
      if (length !== Infinity && length > MOST_BYTES) end(() => reject(new AgentError('answered with too much.')));
      else if (got.length >= 4 + length) end(() => resolve(got.subarray(4, 4 + length)));
    });
  });
}
