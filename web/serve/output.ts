// The output of one run for its page, line by line as its agents say it. A reader that comes back is given the end of it anew.
import { openRunOutput } from '../../cli/door.js';
import { readSnapshot } from '../../read/snapshot.js';
import type { Wire } from './wire.js';

const LOOK_MS = 250;
const MOST_LINES = 500;

export interface OutputPlace {
  dir: string;
  /** Our state folder of the workspace; null where it has no id. */
  state: string | null;
  env: NodeJS.ProcessEnv;
}

/** `run`: name of a run folder. Gives the function that ends it. */
export function followOutput({ dir, state, env }: OutputPlace, run: string, wire: Wire): () => void {
  const output = openRunOutput({ workspace: dir, stateDir: state, env }, MOST_LINES);
  const is = { reading: false, over: false };
  const look = async (): Promise<void> => {
    if (is.reading || wire.isFull()) return;
    is.reading = true;
    const request = readSnapshot(dir)?.runs.find((one) => one.runId === run && one.state === 'running')?.requestId;
    const news = await output.next({ run, request: request ?? null }).catch(() => null);
    is.reading = false;
    if (news === null || is.over) return;
    const { lines, anew, request: said } = news;
    wire.send('output', JSON.stringify({ run, request: said, lines: lines.map(({ text }) => text), anew }));
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => {
    is.over = true;
    clearInterval(timer);
    output.forget();
  };
}
