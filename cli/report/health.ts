// How a workspace is, in a word, and why nothing runs where nothing does.
import { countIn } from '../../read/folders.js';
import type { Need } from '../../read/need.js';
import type { Around } from '../around.js';
import type { Health, IdleReason, Report } from './shape.js';

const MOST_REASONS = 10;
const MOST_ITEMS = 20;

type Judged = Pick<Around, 'worker' | 'servedFrom' | 'folders' | 'needsYou'>;

/** How much of the open work a worker could begin or go on with: the rest waits for something that it does not bring. */
export function canGoOn(
  { runs, snapshot }: Pick<Around, 'runs' | 'snapshot'>,
  { by_family: families }: Report['queue'],
): number {
  if ((snapshot?.workspace?.pauseSources ?? []).length > 0) return 0;
  const open = Object.values(families).reduce((sum, one) => sum + one.queued - one.waiting + one.active, 0);
  return Math.max(0, open - runs.filter(({ asks }) => asks).length);
}

/** `going`: as `canGoOn`. */
export function healthOf(around: Judged, going: number): Report['health'] {
  const { needsYou } = around;
  const reasons = needsYou.slice(0, MOST_REASONS).map(({ name, reason }) => `${name}: ${reason}`);
  const isDown = isUnserved(around) && going > 0;
  return {
    state: stateOf(isDown, needsYou),
    reasons: isDown ? ['no worker serves the work that can go on', ...reasons] : reasons,
  };
}

const stateOf = (isDown: boolean, needs: readonly Need[]): Health =>
  isDown
    ? 'down'
    : needs.some(({ severity }) => severity === 'critical')
      ? 'degraded'
      : needs.length > 0
        ? 'attention'
        : 'ok';

/** A worker that is silent serves as little as none. */
const isUnserved = ({ worker, servedFrom }: Judged): boolean =>
  servedFrom === null && (!worker.alive || worker.silentSince !== null) && worker.helpers.length === 0;

const openWork = ({ folders }: Judged): number => countIn(folders, 'queued', 'active');

/** Of what is active something goes on now, such as what was just approved: that nothing runs is over in a moment. */
const isGoingOn = ({ folders, runs }: Around): boolean => {
  const stands = runs.filter(({ run, asks }) => asks || run.state === 'held' || run.state === 'waiting').length;
  return countIn(folders, 'active') > stands;
};

/** Null while a stage runs. The first of what keeps work from running, in the order in which one would put it right. */
export function idleOf(around: Around, going: number): Report['idle_reason'] {
  const { runs, needsYou, snapshot } = around;
  const unserved = isUnserved(around);
  if (!unserved && runs.some(({ run }) => run.state === 'running')) return null;
  const { pauseSources = [], usage, waiting = [] } = snapshot?.workspace ?? {};
  const of = (kind: Need['kind']): Need[] => needsYou.filter((need) => need.kind === kind);
  const itemsOf = (needs: readonly Need[]): string[] => needs.flatMap(({ item }) => item ?? []).slice(0, MOST_ITEMS);
  const idle = (reason: IdleReason, detail: string, items: string[] = []) => ({ reason, detail, items });
  const waits = runs.filter(({ run }) => run.state === 'waiting').map(({ run }) => run);
  const [asked, runner, blocked] = [of('approval_pending'), of('runner_unavailable'), of('item_blocked')];
  if (unserved && going > 0) return idle('no_worker', 'no worker runs');
  if ((usage?.blockers.length ?? 0) > 0)
    return idle('budget', `paused by ${usage?.blockers.map(({ id }) => id).join(', ')}`);
  if (pauseSources.length > 0) return idle('paused', `paused by ${pauseSources.join(', ')}`);
  if (runner.length > 0) return idle('runner_unavailable', runner[0]?.reason ?? '', itemsOf(runner));
  if (waits.length > 0)
    return idle(
      'runner_unavailable',
      waits[0]?.waitsFor ?? '',
      waits.map(({ family, id }) => `${family}/${id}`),
    );
  if (asked.length > 0) return idle('approval', asked[0]?.reason ?? '', itemsOf(asked));
  if (openWork(around) === 0 && blocked.length > 0) return idle('blocked', 'what is left is blocked', itemsOf(blocked));
  if (openWork(around) === 0) return idle('no_work', 'nothing is queued');
  if (isGoingOn(around)) return null;
  const held = waiting.map(({ family, id }) => `${family}/${id}`);
  return idle('dependencies', waiting[0]?.reason ?? 'what is queued cannot be claimed now', held.slice(0, MOST_ITEMS));
}
