// What stands in the place of a folder or a file of our state, for people; and looks at that state which answer whatever lies there.
import { join } from 'node:path';
import type { Need } from '../read/needs.js';

/** `workspace`: its id. Looks only. */
export async function stateNeeds(workspace: string | null, env: NodeJS.ProcessEnv): Promise<Need[]> {
  const [{ stateHome }, { oddPlaces }] = await Promise.all([
    import('../worker/state-home.js'),
    import('../disk/store/places.js'),
  ]);
  const home = stateHome(env);
  return oddPlaces(home, join(home, workspace ?? '')).map(({ path, wanted }) => ({
    what: 'state',
    name: path,
    reason: `it is no ${wanted}, and a ${wanted} of our state belongs there`,
    remedy:
      path === home
        ? 'name a folder in `MILLRACE_STATE_HOME`, or move away what stands there'
        : `the next \`millrace run\` moves it aside and makes the ${wanted} anew; or \`mv '${path}' '${path}.aside'\` now`,
  }));
}

/** The answer of a look at our state; `otherwise` where the file system gives none, which `stateNeeds` tells of. */
export async function orElse<T>(look: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return otherwise;
    throw error;
  }
}
