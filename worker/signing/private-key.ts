// A signer from a file with an Ed25519 key: as OpenSSH writes it, or PKCS8 in PEM. It has to lie outside of every workspace, where agents
// work, and to be for its user alone.
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { KnownError } from '../../core/told-error.js';
import { keyInLine } from '../../core/operators/public-key.js';
import { readText } from '../../disk/read.js';
import type { Signer } from './sign-args.js';
import { publicLine, WireReader } from './wire.js';

/** The key cannot be used, and why. */
export class UnusableKey extends KnownError {
  constructor(file: string, why: string) {
    super('bad_key', `${file} cannot sign: ${why}`, { hint: 'Nothing was changed.' });
  }
}

const OTHERS = 0o077;
const AGENT = 'add it to ssh-agent (`ssh-add`), which signs without `--key`.';

/** Throws `UnusableKey`. */
export function fileSigner(file: string): Signer {
  const whole = path.resolve(file);
  const real = existsSync(whole) ? realpathSync(whole) : whole;
  const text = readText(real);
  if (text === null) throw new UnusableKey(whole, 'there is no such file, or it may not be read.');
  const workspace = workspaceAround(path.dirname(real));
  if (workspace !== null)
    throw new UnusableKey(whole, `it lies in the workspace ${workspace}, where agents could read it; move it out.`);
  if (keyInLine(text) !== null)
    throw new UnusableKey(whole, 'it is the public half, which signs nothing; give the file without .pub.');
  if (statSync(real).mode & OTHERS)
    throw new UnusableKey(whole, `others may read it; \`chmod 600 ${whole}\` makes it yours alone.`);
  return keySigner(keyIn(whole, text));
}

/** `key`: private, of Ed25519. */
export const keySigner = (key: KeyObject): Signer => ({
  key: publicLine(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)),
  sign: (text) => Promise.resolve(sign(null, Buffer.from(text), key)),
});

function keyIn(file: string, text: string): KeyObject {
  try {
    const key = text.includes('BEGIN OPENSSH PRIVATE KEY') ? opensshKey(file, text) : createPrivateKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    if (error instanceof UnusableKey) throw error;
    const why = text.includes('ENCRYPTED')
      ? `it is encrypted; ${AGENT}`
      : 'it is no private key in PEM, nor one of OpenSSH.';
    throw new UnusableKey(file, why);
  }
  throw new UnusableKey(file, NOT_ED25519);
}

const NOT_ED25519 = 'it is no Ed25519 key; `ssh-keygen -t ed25519` makes one.';

/** In front of the 32 bytes that OpenSSH keeps, what makes PKCS8 of them. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function opensshKey(file: string, text: string): KeyObject {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1] ?? '';
  const reader = new WireReader(Buffer.from(body, 'base64'));
  if (reader.bytesOf(15).toString() !== 'openssh-key-v1\0') throw new RangeError('another format');
  const cipher = reader.string().toString();
  if (cipher !== 'none') throw new UnusableKey(file, `it is encrypted; ${AGENT}`);
  for (const _ of ['kdf', 'its options']) reader.string();
  if (reader.number() !== 1) throw new RangeError('several keys');
  reader.string();
  const inner = new WireReader(reader.string());
  inner.bytesOf(8);
  if (inner.string().toString() !== 'ssh-ed25519') throw new UnusableKey(file, NOT_ED25519);
  inner.string();
  const seed = inner.string().subarray(0, 32);
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

/** The nearest folder above that is a workspace. */
export function workspaceAround(folder: string): string | null {
  if (existsSync(path.join(folder, RUNTIME_DIR))) return folder;
  const above = path.dirname(folder);
  return above === folder ? null : workspaceAround(above);
}
