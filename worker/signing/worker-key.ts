// The key of our worker: what it says of itself and of its work is signed where keys are required. It lies in our state folder, made at first
// need, for its user alone.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { WORKER_OPERATOR } from '../../core/contracts/operators.js';
import { statePaths } from '../../core/contracts/paths.js';
import type { RefusalCode } from '../../core/engine/workspace/operators/gate.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { readText } from '../../disk/read.js';
import { readOperators } from '../../disk/store/operators.js';
import { createOnlySync } from '../../disk/write.js';
import type { WorkspacePlace } from '../place.js';
import type { NotAllowed } from '../workspace-client.js';
import { keySigner } from './private-key.js';
import type { Sign } from './sign.js';
import { signArgs, type Signer } from './sign-args.js';

/** `state`: our state folder. `keeps`: false in a rehearsal, where a key that nobody keeps stands for one that is not there yet. */
export function workerSigner(state: string, keeps = true): Signer {
  const file = path.join(state, statePaths.workerKey);
  if (readText(file) === null) {
    const { privateKey } = generateKeyPairSync('ed25519');
    if (!keeps) return keySigner(privateKey);
    createOnlySync(file, String(privateKey.export({ format: 'pem', type: 'pkcs8' })), { mode: PRIVATE_FILE });
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

/** What lets a worker serve whose command was refused. */
export const letServe = ({ dirs }: Pick<WorkspacePlace, 'dirs'>, { why }: NotAllowed): string =>
  OF_TIME.some((code) => code === why)
    ? 'The worker here signs by a clock that differs from the one of the Temporal server: set them right.'
    : `The worker here signs with a key that this workspace does not know. An operator with the right configuration names it: ` +
      `\`echo '${workerSigner(dirs.state).key}' | millrace keys rotate ${WORKER_OPERATOR} --key -\``;

const OF_TIME: readonly RefusalCode[] = ['from_the_future', 'stale'];
