// Whether the workspace is a copy of one that lives: all that it shows is the other one's, and no worker serves it.
import type { Need } from './read/needs.js';

/** Looks only. */
export async function copiedNeed(dir: string, env: NodeJS.ProcessEnv): Promise<Need[]> {
  const [{ originalOf }, { stateHome }] = await Promise.all([
    import('../worker/folder.js'),
    import('../worker/state-home.js'),
  ]);
  const original = originalOf(stateHome(env), dir);
  if (original === null) return [];
  const reason = `it is a copy of ${original}, and what is shown here is the other one's`;
  const remedy = '`millrace init --new-id` makes it a workspace of its own; or remove the copy';
  return [{ what: 'copy', name: dir, reason, remedy }];
}
