// The key of our worker: what it says of itself and of its work is signed where keys are required. It lies in our state folder, made at first
// need, for its user alone.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { WORKER_OPERATOR } from '../../core/contracts/operators.js';
import { statePaths } from '../../core/contracts/paths.js';
import { readText } from '../../disk/read.js';
import { readOperators } from '../../disk/store/operators.js';
import { createOnlySync } from '../../disk/write.js';
import type { WorkspacePlace } from '../place.js';
import { keySigner } from './private-key.js';
import type { Sign } from './sign.js';
import { signArgs, type Signer } from './sign-args.js';

/** `state`: our state folder. */
export function workerSigner(state: string): Signer {
  const file = path.join(state, statePaths.workerKey);
  if (readText(file) === null) {
    const pem = String(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
    createOnlySync(file, pem, { mode: 0o600 });
  }
  return keySigner(createPrivateKey(readText(file) ?? ''));
}

/** Signs what a worker sends, where anybody is named. */
export const workerSign: Sign = async (place, command) => {
  const operators = readOperators(place.dirs.state);
  if (operators === null) return command;
  const signer = workerSigner(place.dirs.state);
  const operator = operators.named.find(({ key }) => key === signer.key)?.name ?? WORKER_OPERATOR;
  return { ...command, args: await signArgs(signer, { operator, workspace: place.id }, command) } as typeof command;
};

/** How an operator lets a worker serve whose key nobody named. */
export const letServe = ({ dirs }: Pick<WorkspacePlace, 'dirs'>): string =>
  `The worker here signs with a key that this workspace does not know. An operator with the right configuration names it: ` +
  `\`echo '${workerSigner(dirs.state).key}' | millrace keys rotate ${WORKER_OPERATOR} --key -\``;
