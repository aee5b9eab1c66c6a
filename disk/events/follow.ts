// Follows the feed from a number on: as often as it is asked, what came since. It holds no file and no place in one, so that it goes on
// over a log that is rotated, cut short or replaced.
import { statSync } from 'node:fs';
import { logFile } from './log-files.js';
import { eventsSince, type FeedNews } from './since.js';

export interface FeedFollower {
  /** What came since the last call; null when the log is as it was then, which costs one look at it. */
  next(): FeedNews | null;
}

/** `seq`: number of the last event that is known; 0 = begin with the first. `most`: events in one answer. */
export function followEvents(workspace: string, seq: number, most = Infinity): FeedFollower {
  let [upTo, seen] = [seq, ''];
  return {
    next() {
      const now = stateOf(logFile(workspace));
      if (now === seen) return null;
      const news = eventsSince(workspace, upTo, most);
      upTo = news.upTo;
      // A look before the reading: what is written meanwhile is seen next time.
      seen = news.more ? '' : now;
      return news;
    },
  };
}

/** Changes with every change of the file. */
function stateOf(file: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return [ino, size, mtimeMs].join(' ');
  } catch {
    return 'none';
  }
}
