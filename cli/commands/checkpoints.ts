// `checkpoints ls|prune`: what is kept of the files, and letting go of it.
import { join } from 'node:path';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import type { Dirs } from '../../disk/dirs.js';
import { readEffective } from '../config/effective.js';
import { type Context, identify, type Result } from '../context.js';
import { failed } from '../errors.js';
import { counted } from '../render/count.js';
import { duration } from '../render/duration.js';
import { mostRows, moreRows } from '../render/listed.js';
import { megabytes } from '../render/megabytes.js';
import { table } from '../render/table.js';

interface Found {
  dirs: Dirs;
  place: CheckpointPlace;
}

export async function list(context: Context, { limit }: { limit?: number }): Promise<Result> {
  const { place } = await find(context);
  const { listCheckpoints } = await import('../../checkpoints/list.js');
  const all = await told(listCheckpoints(place));
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
  const { dirs, place } = await find(context);
  const { letGoOfOld, wouldLetGo } = await import('../../checkpoints/let-go.js');
  const days = options.days ?? readEffective(context, undefined).config.checkpoints.keep_days;
  const data = await told((context.dryRun ? wouldLetGo : letGoOfOld)(dirs, place, Date.now(), days));
  const room = `${megabytes(data.before)} before, ${megabytes(data.after)} now`;
  const what = `Let go of ${counted(data.removed, 'checkpoint')}; ${data.kept} stay. ${room}.`;
  return { data: { ...data, days }, lines: [what] };
}

async function find(context: Context): Promise<Found> {
  const { dir, id } = await identify(context);
  const [{ stateHome }, { checkpointPlace }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../checkpoints/place.js'),
  ]);
  const { env } = context;
  const dirs = { workspace: dir, state: join(stateHome(env), id) };
  return { dirs, place: { ...checkpointPlace(dirs), env } };
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
