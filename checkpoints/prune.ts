// Lets go of checkpoints, and of what no other one holds.
import { git } from './git.js';
import { type Kept, sizeOfCheckpoints } from './list.js';
import { refOf } from './names.js';
import type { CheckpointPlace } from './place.js';

export interface Pruned {
  removed: number;
  kept: number;
  /** Bytes before and after. */
  before: number;
  after: number;
}

/** What nothing names is kept that long: a checkpoint that is being taken is not named yet. */
const GRACE = '1.hour.ago';

/** Of `all` that there are those for which `keep` is true stay, and the one that was taken last, which the next one is compared with. `grace`: as git takes it. */
export async function pruneCheckpoints(
  place: CheckpointPlace,
  all: readonly Kept[],
  keep: (checkpoint: Kept) => boolean,
  grace = GRACE,
): Promise<Pruned> {
  const before = await sizeOfCheckpoints(place);
  const going = all.filter((one) => !keep(one));
  if (all.length === 0) return { removed: 0, kept: 0, before, after: before };
  const input = going.map(({ name }) => `delete refs/millrace/${refOf(name)}\n`).join('');
  if (going.length > 0) await git(place, ['update-ref', '--stdin'], { input });
  if (going.length > 0 || (await isLoose(place))) await git(place, ['gc', '--quiet', `--prune=${grace}`]);
  return { removed: going.length, kept: all.length - going.length, before, after: await sizeOfCheckpoints(place) };
}

export interface Policy {
  /** ms */
  now: number;
  days: number;
  /** Of the runs that are known whether their item is not at its end; one in its first stage is not known yet. */
  runs: ReadonlyMap<string, boolean>;
}

const DAY_MS = 86_400_000;
/** Of a run that is not known. */
const LEAST_DAYS = 1;

/** Kept for so many days, and for each run that is open its last stage. */
export function keptByPolicy(all: readonly Kept[], { now, days, runs }: Policy): (checkpoint: Kept) => boolean {
  const last = new Map<string, number>();
  const stages = all.map((one) => ({ ...stageOf(one.name), ...one }));
  for (const { run, stage } of stages) if (run !== null) last.set(run, Math.max(last.get(run) ?? 0, stage));
  return ({ name, at }) => {
    const { run, stage } = stageOf(name);
    const isLast = run !== null && runs.get(run) === true && last.get(run) === stage;
    const least = run !== null && !runs.has(run) ? LEAST_DAYS : 0;
    return isLast || now - Date.parse(at) <= Math.max(days, least) * DAY_MS;
  };
}

/** Of `runs/RUN/STAGE-ATTEMPT/…`; a name of another form is of no run. */
function stageOf(name: string): { run: string | null; stage: number } {
  const [, run, stage] = /^runs\/([^/]+)\/(\d+)-\d+\//.exec(name) ?? [];
  return { run: run ?? null, stage: Number(stage ?? 0) };
}

/** Objects beside the packs, above which they are packed. */
const LOOSE = 5000;

/** To pack what is packed costs as much as the first time. */
async function isLoose(place: CheckpointPlace): Promise<boolean> {
  const said = (await git(place, ['count-objects'])).toString('latin1');
  return Number(/^\d+/.exec(said)?.[0] ?? 0) > LOOSE;
}
