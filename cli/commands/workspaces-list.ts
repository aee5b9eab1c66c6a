// `workspaces add|pause|resume|remove`: the list of those that `run --all` serves. The process that serves them follows it while it works.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isSafeId } from '../../core/contracts/ids.js';
import type { Listed } from '../../worker/all/list.js';
import { type Context, identify, isWorkspace, type Result, workspaceAround } from '../context.js';
import { misused, notFound } from '../errors.js';
import { inert } from '../render/inert.js';
import type { HostOptions } from './workspaces-host.js';

interface PauseOptions extends Pick<HostOptions, 'host' | 'wait'> {
  /** Whoever serves it leaves at once. */
  now?: boolean;
  reason: string;
}

/** What a change came to. `said`: a sentence. */
interface Became {
  /** Null: it is not in the list any more. */
  listed: Listed | null;
  changed: boolean;
  said: string;
}

export async function add(context: Context, _options: object, dir?: string): Promise<Result> {
  const { dir: folder, id } = await identify(dir === undefined ? context : { ...context, given: dir });
  const { hostName } = await import('../../worker/all/host.js');
  const listed: Listed = { id, folder, host: hostName(context.env), paused: null };
  return changing(context, id, (before) => {
    const now = { ...listed, paused: before?.paused ?? null };
    const changed = before === null || before.folder !== folder || before.host !== listed.host;
    const said = changed ? `Listed: ${folder} (${id}).` : `${folder} (${id}) is in the list already.`;
    return { listed: now, changed, said: now.paused === null ? said : `${said} It is paused.` };
  });
}

export async function pause(context: Context, options: PauseOptions, which?: string): Promise<Result> {
  if (options.host !== undefined) return (await forHost(which)).drain(context, options);
  const { now = false, reason } = options;
  const id = await listedId(context, which);
  const paused = { since: new Date().toISOString(), by: context.issuer, reason, now };
  const how = now ? 'at once; its agents work on' : 'after the stage in flight';
  return changing(context, id, (before) => {
    const listed = existing(before, id);
    if (listed.paused !== null && (listed.paused.now || !now))
      return { listed, changed: false, said: `${id} is paused already, since ${listed.paused.since}.` };
    return { listed: { ...listed, paused }, changed: true, said: `Paused: ${id}. Who serves all leaves it ${how}.` };
  });
}

export async function resume(context: Context, options: Pick<HostOptions, 'host'>, which?: string): Promise<Result> {
  if (options.host !== undefined) return (await forHost(which)).undrain(context, options);
  const id = await listedId(context, which);
  return changing(context, id, (before) => {
    const listed = existing(before, id);
    const changed = listed.paused !== null;
    return { listed: { ...listed, paused: null }, changed, said: changed ? `Resumed: ${id}.` : `${id} is not paused.` };
  });
}

export async function remove(context: Context, _options: object, which?: string): Promise<Result> {
  const id = await listedId(context, which);
  const said = `Not in the list any more: ${id}. Its files stay; \`millrace remove\` takes them away.`;
  return changing(context, id, (before) => {
    existing(before, id);
    return { listed: null, changed: true, said };
  });
}

/** Exit 2 where one workspace is named besides. */
async function forHost(which: string | undefined) {
  if (which === undefined) return import('./workspaces-host.js');
  throw misused('`--host` is about all workspaces of this host.', 'Leave the workspace out, or the option.');
}

/** Changes one line of the list. With `--dry-run` nothing is written. */
async function changing(context: Context, id: string, change: (before: Listed | null) => Became): Promise<Result> {
  const { changeList, readList } = await listing();
  const home = await homeOf(context);
  let became = change(readList(home).find((one) => one.id === id) ?? null);
  if (!context.dryRun && became.changed)
    await changeList(home, (list) => {
      became = change(list.find((one) => one.id === id) ?? null);
      return [...list.filter((one) => one.id !== id), ...(became.listed === null ? [] : [became.listed])];
    });
  const { listed, changed, said } = became;
  return { data: { id, listed, changed }, lines: [inert(said), ...(await nobodyServes(home, listed))] };
}

/** Where nobody serves the list yet, how to have it served. */
async function nobodyServes(home: string, listed: Listed | null): Promise<string[]> {
  if (listed === null || listed.paused !== null || process.platform !== 'linux') return [];
  const { allWorker } = await import('../../worker/all/record.js');
  return allWorker(home) === null ? ['`millrace up --all` serves all that are listed, in one process.'] : [];
}

/** The id of the one that is meant: a folder, an id or the beginning of one, or the workspace here. Exit 2, 3 or 4 where it is none. */
async function listedId(context: Context, which: string | undefined): Promise<string> {
  const { readList } = await listing();
  const list = readList(await homeOf(context));
  const folder = which === undefined ? workspaceAround(context) : resolve(context.cwd, which);
  if (folder !== null && existsSync(folder) && isWorkspace(folder))
    return (await identify({ ...context, given: folder })).id;
  if (which === undefined) return (await identify(context)).id;
  // A folder that is gone is still in the list.
  const fits = list.filter((one) => one.id === which || one.folder === folder);
  const [one, ...others] = fits.length > 0 ? fits : list.filter((some) => isSafeId(which) && some.id.startsWith(which));
  if (one === undefined) throw unlisted(which);
  if (others.length === 0) return one.id;
  throw misused(
    `${which} fits ${others.length + 1}: ${[one, ...others].map(({ id }) => id).join(', ')}.`,
    'Write more of the id.',
  );
}

function existing(before: Listed | null, id: string): Listed {
  if (before === null) throw unlisted(id);
  return before;
}

const unlisted = (which: string) =>
  notFound(
    `${inert(which)} is not in the list of workspaces that are served together.`,
    '`millrace workspaces ls` shows which are; `millrace workspaces add DIR` lists one.',
  );

const listing = () => import('../../worker/all/list.js');

async function homeOf({ env }: Context): Promise<string> {
  const { stateHome } = await import('../../worker/state-home.js');
  return stateHome(env);
}
