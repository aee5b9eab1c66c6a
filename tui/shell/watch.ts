// All that the screen follows of one workspace: its files, its feed of events, and the output of a run while that is shown.
import { join } from 'node:path';
import { readWorkspaceId } from '../../read/identity.js';
import type { News } from '../model/update.js';
import type { State } from '../model/state.js';
import { type Feed, openFeed } from './feed.js';
import { openLog } from './log.js';
import { lookAt } from './look.js';
import { keepLooking } from '../../read/looks.js';

export interface Watched {
  /** A look is wanted soon: the view is another one, or something was changed. */
  ask(): void;
  /** The output of another run is shown, or of the same from its beginning. */
  followAnew(): void;
  end(): void;
}

/** Milliseconds between two looks at the output of an agent. */
const LOG_MS = 250;

interface Watching {
  dir: string;
  home: string;
  env: NodeJS.ProcessEnv;
  state(): State;
  tell(news: News): void;
}

export function watchWorkspace({ dir, home, env, state, tell }: Watching): Watched {
  const feed = openFeed(dir, (events) => tell({ is: 'events', events }));
  const looks = keepLooking(dir, async () => {
    const news = await looked({ dir, env, feed, view: state().view });
    tell(news);
    return (news.facts?.now.length ?? 0) > 0;
  });
  const id = readWorkspaceId(dir);
  const log = openLog(dir, id === null ? null : join(home, id), env);
  const timer = setInterval(() => void (state().view === 'log' && followed()), LOG_MS);
  let isReading = false;
  const followed = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    const news = await log.next(followedIn(state())).catch(() => null);
    isReading = false;
    if (news !== null) tell({ is: 'log', ...news });
  };
  return {
    ask: looks.ask,
    followAnew: log.forget,
    end: () => {
      clearInterval(timer);
      looks.end();
      feed.end();
      log.forget();
    },
  };
}

/** The run that was chosen, else what runs. */
function followedIn({ followed, facts }: State): { run: string | null; request: string | null } {
  const lanes = facts?.now ?? [];
  const lane = followed === null ? lanes[0] : lanes.find(({ run }) => run === followed);
  return { run: followed ?? lane?.run ?? null, request: lane?.state === 'running' ? lane.requestId : null };
}

async function looked({
  feed,
  ...wanted
}: Pick<Watching, 'dir' | 'env'> & { feed: Feed; view: State['view'] }): Promise<Extract<News, { is: 'facts' }>> {
  try {
    const facts = await lookAt({ ...wanted, durations: feed.durations() });
    return { is: 'facts', facts, trouble: null, now: Date.now() };
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    return { is: 'facts', facts: null, trouble, now: Date.now() };
  }
}
