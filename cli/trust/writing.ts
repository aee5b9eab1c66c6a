// What our own commands write to the operator's ground is accepted with them, where what lay there before was accepted: then the
// whole is what an operator knows. What is accepted is what the command wrote, never what is found there afterwards.
import type { StoredFile } from '../../disk/store/change-set.js';
import { isGround } from '../../core/ground/ground.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Context } from '../context.js';
import { readWorkspaceId } from '../../read/identity.js';
import { isAgents } from '../stage-process.js';
import { accept } from './accept.js';
import { changesText, standingOf, stateDirOf } from './standing.js';

export interface Written<T> {
  value: T;
  /** Of `millrace-agents/`, with what they hold now. */
  changes: readonly StoredFile[];
  /** Text of `millrace.toml` that the change was made from; undefined = it was made from none. */
  from?: string;
}

/** Gives what `work` gives. A note says so when the change is not accepted with it. `command`: for the record. */
export async function writingGround<T>(
  context: Context,
  dir: string,
  command: string,
  work: () => Promise<Written<T>>,
): Promise<T> {
  const before = await standingOf(dir, readWorkspaceId(dir), context.env);
  const { value, changes, from } = await work();
  const ground = changes.filter(({ path }) => isGround(path));
  const id = readWorkspaceId(dir);
  if (id === null || ground.length === 0) return value;
  const isKnown = before.state === 'accepted' && (from === undefined || from === textOf(before.live.files));
  if (!isKnown || (await isAgents(context.env))) {
    const why = before.state === 'accepted' ? '' : ` It is not accepted as it is here: ${changesText(before)}.`;
    context.note(`Written, and not accepted with it.${why} \`millrace trust\` shows it all and accepts it.`);
    return value;
  }
  const files = new Map(before.live.files);
  for (const { path, content } of ground) {
    if (content === null) files.delete(path);
    else files.set(path, Buffer.from(content));
  }
  await accept(
    context,
    before.stateDir ?? (await stateDirOf(id, context.env)),
    { workspace: dir, files, odd: [] },
    command,
  );
  return value;
}

const textOf = (files: ReadonlyMap<string, Buffer>): string =>
  new TextDecoder().decode(files.get(runtimePaths.config) ?? Buffer.alloc(0));
