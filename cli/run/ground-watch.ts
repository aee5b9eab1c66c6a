// While a worker serves: that the operator's ground is not what was accepted any more, once for each change. The worker goes on as accepted.
import type { Context } from '../context.js';
import { changesText, standingOf } from '../trust/standing.js';

const LOOK_MS = 5000;

interface Watched {
  dir: string;
  /** Of the workspace. */
  id: string;
  say(line: string): void;
}

/** Returns the function that ends this. `lookMs`: between two looks. */
export function watchGround(context: Context, { dir, id, say }: Watched, lookMs = LOOK_MS): () => void {
  let told = '';
  let looking = false;
  const look = async (): Promise<void> => {
    const standing = await standingOf(dir, id, context.env);
    const what = standing.state === 'accepted' ? '' : changesText(standing);
    if (what === told) return;
    told = what;
    say(
      what === ''
        ? 'What decides how work is done is as it was accepted again.'
        : `What decides how work is done has changed: ${what}. This worker goes on as it was accepted; \`millrace trust\` shows what it means.`,
    );
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    // A workspace that is just going away, or a file that is just being written.
    void look()
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, lookMs);
  return () => clearInterval(timer);
}
