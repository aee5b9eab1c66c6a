// `checkpoints ls|prune`: what is kept of the files, and letting go of it.
import { join } from 'node:path';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import type { Kept } from '../../checkpoints/list.js';
import { listItems } from '../../read/items.js';
import { headsInFiles } from '../../read/heads.js';
import { listRuns } from '../../read/runs.js';
import { readSnapshot } from '../../read/snapshot.js';
import { readStages } from '../../read/stages.js';
import { readEffective } from '../config/effective.js';
import { type Context, identify, type Result } from '../context.js';
import { failed } from '../errors.js';
import { counted } from '../render/count.js';
import { duration } from '../render/duration.js';
import { mostRows, moreRows } from '../render/listed.js';
import { megabytes } from '../render/megabytes.js';
import { table } from '../render/table.js';

interface Found {
  dir: string;
  place: CheckpointPlace;
  /** The oldest first. */
  all: Kept[];
}

export async function list(context: Context, { limit }: { limit?: number }): Promise<Result> {
  const { place, all } = await find(context);
  const bytes = await size(place);
  const shown = [...all].reverse().slice(0, mostRows(context.json, limit));
  const rows = shown.map(({ name, at, files }) => [
    name,
    String(files),
    `${duration(Date.now() - Date.parse(at))} ago`,
  ]);
  const more = moreRows(all.length - shown.length, 'checkpoints ls --limit all');
  const lines = [
    ...table(rows, ['CHECKPOINT', 'FILES', 'TAKEN']),
    ...more,
    '',
    `${counted(all.length, 'checkpoint')}, ${megabytes(bytes)}.`,
  ];
  const data = { checkpoints: shown, count: all.length, bytes };
  return { data, lines: all.length === 0 ? ['There are no checkpoints yet.'] : lines };
}

export async function prune(context: Context, options: { days?: number }): Promise<Result> {
  const { dir, place, all } = await find(context);
  const { keptByPolicy, pruneCheckpoints } = await import('../../checkpoints/prune.js');
  const days = options.days ?? readEffective(context, undefined).config.checkpoints.keep_days;
  const keep = keptByPolicy(all, { now: Date.now(), days, openRuns: openRuns(dir) });
  const data = await told(pruneCheckpoints(place, keep));
  const room = `${megabytes(data.before)} before, ${megabytes(data.after)} now`;
  const what = `Let go of ${counted(data.removed, 'checkpoint')}; ${data.kept} stay. ${room}.`;
  return { data: { ...data, days }, lines: [what] };
}

async function find(context: Context): Promise<Found> {
  const { dir, id } = await identify(context);
  const [{ stateHome }, { checkpointPlace }, { listCheckpoints }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../checkpoints/place.js'),
    import('../../checkpoints/list.js'),
  ]);
  const { env } = context;
  const place = { ...checkpointPlace({ workspace: dir, state: join(stateHome(env), id) }), env };
  return { dir, place, all: await told(listCheckpoints(place)) };
}

const size = async (place: CheckpointPlace): Promise<number> =>
  told((await import('../../checkpoints/list.js')).sizeOfCheckpoints(place));

/** Exit 1 with what git said. */
async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const message = `The checkpoints cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw failed('checkpoints_unread', message, '`millrace doctor` says more.');
  }
}

/** Runs whose item is not at its end. */
function openRuns(dir: string): Set<string> {
  const items = listItems(dir, headsInFiles(dir)).filter(({ state }) => OPEN.has(state));
  const open = new Set(items.map(({ family, id }) => `${family}/${id}`));
  const runs = listRuns(dir).filter(({ runId }) => readStages(dir, runId).some(({ item }) => open.has(item)));
  return new Set([...runs, ...(readSnapshot(dir)?.runs ?? [])].map(({ runId }) => runId));
}

const OPEN: ReadonlySet<string> = new Set(['queued', 'active', 'blocked']);
