// The outbox on disk, in our state folder, which no agent behind walls reaches. Several workers change it one after the other.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { type Outbox, outboxIn } from '../../core/notify/form.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { readText } from '../../disk/read.js';
import { holding } from '../../disk/store/lock.js';
import { writeAtomic } from '../../disk/write.js';

const fileIn = (state: string): string => path.join(state, statePaths.notify);

export const readOutbox = (state: string): Outbox => outboxIn(jsonObject(readText(fileIn(state)) ?? ''));

/** Written before this gives anything, and only where something changed. A state folder that is gone does not come back. Throws where it cannot be written. */
export async function changeOutbox<T>(state: string, change: (outbox: Outbox) => T): Promise<T> {
  const file = fileIn(state);
  if (!existsSync(state)) throw new Error(`${state} is not there.`);
  return holding(`${file}.lock`, 'What was notified', async () => {
    const outbox = readOutbox(state);
    const before = JSON.stringify(outbox);
    const given = change(outbox);
    if (JSON.stringify(outbox) !== before)
      await writeAtomic(file, `${JSON.stringify({ rules: outbox })}\n`, { mode: PRIVATE_FILE });
    return given;
  });
}
