// `status`: one screen that answers what runs, what it waits for and what needs a person.
import type { Context, Result } from '../context.js';
import { EXIT } from '../exit.js';
import { mostRows } from '../render/listed.js';
import { type StatusModel, statusModel } from './status-model.js';
import { screen } from './status-screen.js';

/** Of each list. */
const LINES = 10;

export async function status(
  context: Context,
  options: { check?: boolean; limit?: number; watch?: boolean },
): Promise<Result> {
  const { limit: most = LINES } = options;
  const textOf = (model: StatusModel): string[] => screen(model, Date.now(), context.paint, most);
  if (options.watch === true) return (await import('./status-watch.js')).watchStatus(context, options, textOf);
  const model = await statusModel(context);
  const now = Date.now();
  const exit = options.check === true && model.needsYou.length > 0 ? EXIT.needsYou : EXIT.done;
  const age = model.writtenAt === null ? null : (now - Date.parse(model.writtenAt)) / 1000;
  const lines = textOf(model);
  return { data: { ...capped(model, mostRows(true, options.limit)), ageSeconds: age }, lines, exit };
}

/** The lists as long as `most`, and how long they are. */
function capped(model: StatusModel, most: number): object {
  const { needsYou, blocked, beingWritten, workspace } = model;
  const waiting = workspace?.waiting ?? [];
  const lists = {
    needsYou: needsYou.slice(0, most),
    blocked: blocked.slice(0, most),
    beingWritten: beingWritten.slice(0, most),
  };
  const inAll = {
    needsYou: needsYou.length,
    blocked: blocked.length,
    beingWritten: beingWritten.length,
    waiting: waiting.length,
  };
  return { ...model, ...lists, workspace: workspace && { ...workspace, waiting: waiting.slice(0, most) }, inAll };
}
