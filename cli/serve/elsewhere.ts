// Workspaces of other hosts, for the dashboard: asked for now and then, behind the answer that is given, which is what was heard last.
import { hostedState } from '../../core/contracts/hosts.js';
import type { ElsewhereRow } from '../../web/serve/main.js';

/** The server is asked again no sooner than that. */
const LEAST_MS = 15_000;

/** `folder`: a workspace whose server it is; null = that of the environment. None where that is an embedded one, which has no other hosts. */
export function elsewhereOf(folder: () => string | null, env: NodeJS.ProcessEnv): () => ElsewhereRow[] {
  let [rows, asked] = [[] as ElsewhereRow[], -Infinity];
  const ask = async (): Promise<void> => {
    const { hostsOnSharedServer } = await import('../../worker/hosts/look.js');
    const found = await hostsOnSharedServer(folder(), env, () => undefined);
    rows = (found?.rows ?? [])
      .filter((row) => found?.isHere(row) !== true)
      .map(({ id, host, status, state, needsYou, seen }) => ({
        ...{ id, host: host?.name ?? null, state: hostedState({ status, state }) },
        ...{ needsYou: needsYou === true, seen },
      }));
  };
  return () => {
    if (performance.now() - asked > LEAST_MS) {
      asked = performance.now();
      // What was heard stays: a server that does not answer says nothing of it.
      ask().catch(() => undefined);
    }
    return rows;
  };
}
