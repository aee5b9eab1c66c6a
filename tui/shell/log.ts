// The output of one run for the screen: its lines, numbered as they come.
import { type Followed, openRunOutput } from '../../cli/door.js';
import type { LogLine } from '../model/facts.js';
import { MOST_KEPT } from '../model/update.js';

export interface LogNews {
  lines: LogLine[];
  /** They take the place of what was shown. */
  anew: boolean;
}

export function openLog(workspace: string, stateDir: string | null, env: NodeJS.ProcessEnv) {
  const output = openRunOutput({ workspace, stateDir, env }, MOST_KEPT);
  let number = 0;
  return {
    /** Null when nothing is new. */
    async next(followed: Followed): Promise<LogNews | null> {
      const news = await output.next(followed);
      if (news === null) return null;
      return { anew: news.anew, lines: news.lines.map((line) => ({ number: (number += 1), ...line })) };
    },
    /** What is chosen next begins anew, also where it is the same. */
    forget: output.forget,
  };
}
