// A Temporal server that does not answer, as the worker that waits for it says.
import { join } from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import type { ServerSilence } from '../core/contracts/troubles.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece } from './files.js';
import { type Need, needOf } from './need.js';

/** None where it answers, or where no worker lives that would know. `state`: our folder of the workspace. */
export function silenceNeeds(state: string, workerLives: boolean): Need[] {
  const silence = workerLives ? readSilence(join(state, statePaths.silence)) : null;
  if (silence === null) return [];
  const { address, since } = silence;
  return [
    needOf({
      ...{ what: 'server', kind: 'server_down', name: address, since, actions: ['millrace server status'] },
      reason: `the Temporal server does not answer since ${since}; agents work on, and what has to be decided waits`,
      remedy: 'start that server again, where it is not the embedded one; work then goes on by itself',
    }),
  ];
}

function readSilence(file: string): ServerSilence | null {
  const found = jsonObject(readPiece(file)?.text);
  const { address, since } = found ?? {};
  return typeof address === 'string' && typeof since === 'string' ? { address, since } : null;
}
