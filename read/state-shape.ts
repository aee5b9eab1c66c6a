// What stands in the place of a folder or a file of our state, for people; and looks at that state which answer whatever lies there.
import { join } from 'node:path';
import { oddPlaces } from '../disk/store/places.js';
import { shellWord } from '../core/attention/shell-word.js';
import { type Need, needOf } from './need.js';

/** `workspace`: its id; `home`: the state home. Looks only. */
export function stateNeeds(workspace: string | null, home: string): Need[] {
  return oddPlaces(home, join(home, workspace ?? '')).map(({ path, wanted }) =>
    needOf({
      ...{ what: 'state', kind: 'state_damaged', name: path, evidence: [path] },
      actions: path === home ? [] : ['millrace run', `mv ${shellWord(path)} ${shellWord(`${path}.aside`)}`],
      reason: `it is no ${wanted}, and a ${wanted} of our state belongs there`,
      remedy:
        path === home
          ? 'name a folder in `MILLRACE_STATE_HOME`, or move away what stands there'
          : `the next \`millrace run\` moves it aside and makes the ${wanted} anew; or \`mv '${path}' '${path}.aside'\` now`,
    }),
  );
}

/** The answer of a look at our state; `otherwise` where the file system gives none, which `stateNeeds` tells of. */
export async function orElse<T>(look: () => T | Promise<T>, otherwise: T): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return otherwise;
    throw error;
  }
}
