// How the operator's ground of a workspace stands to what was accepted here. Reads only.
import { join } from 'node:path';
import type { Accepted } from '../../worker/ground/accepted.js';
import { type GroundChange, groundChanges } from '../../core/ground/ground.js';
import { programChanges } from './programs.js';
import { failed } from '../errors.js';
import { type LiveGround, readGround } from '../../read/ground.js';

export interface Standing {
  /** `accepted`: as it lies there, or there is none. `changed`: since it was accepted. `new`: nothing was ever accepted here. */
  state: 'accepted' | 'changed' | 'new';
  live: LiveGround;
  accepted: Accepted | null;
  /** From the accepted one to the one that lies there. */
  changes: GroundChange[];
  /** Files of the workspace outside of the ground that it names as programs; relative to the workspace. */
  programs: GroundChange[];
  /** Our state folder of the workspace; null = it has no id, and so none. */
  stateDir: string | null;
}

/** `id`: of the workspace; null = it has none. */
export async function standingOf(dir: string, id: string | null, env: NodeJS.ProcessEnv): Promise<Standing> {
  const stateDir = id === null ? null : await stateDirOf(id, env);
  const { acceptedGround } = await import('../../worker/ground/accepted.js');
  const accepted = stateDir === null ? null : acceptedGround(stateDir);
  const live = readGround(dir);
  const changes = groundChanges(accepted?.files ?? new Map(), live.digests);
  const programs = await programChanges(dir, accepted?.programs ?? {});
  const isSame = changes.length === 0 && programs.length === 0 && live.odd.length === 0;
  const needsNobody = isSame || (accepted === null && saysNothing(live));
  const state = needsNobody ? 'accepted' : accepted === null ? 'new' : 'changed';
  return { state, live, accepted, changes, programs, stateDir };
}

export async function stateDirOf(id: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stateHome } = await import('../../worker/state-home.js');
  return join(stateHome(env), id);
}

/** What was shown and asked about is what is accepted: it must not have changed meanwhile. Throws when it has. */
export function assertStill(dir: string, { live }: Standing): void {
  const now = readGround(dir);
  if (groundChanges(live.digests, now.digests).length === 0 && now.odd.length === live.odd.length) return;
  throw failed(
    'ground_moves',
    'The ground changed while it was looked at; nothing was accepted.',
    'Repeat the command.',
  );
}

/** What ships decides everything where the workspace says nothing. */
const saysNothing = ({ files, odd }: LiveGround): boolean =>
  odd.length === 0 && [...files.values()].every((bytes) => bytes.toString('utf8').trim() === '');

/** `millrace.toml changed, stages/builder.md added`, at most `limit` of them. */
export function changesText({ changes, programs, live }: Standing, limit = 5): string {
  const all = [
    ...live.odd.map(({ path, reason }) => `${path}: ${reason}`),
    ...changes.map(({ path, kind }) => `${path} ${kind}`),
    ...programs.map(({ path, kind }) => `${path} in the workspace, which it names, ${kind}`),
  ];
  const more = all.length > limit ? `, and ${all.length - limit} more` : '';
  return `${all.slice(0, limit).join(', ')}${more}`;
}
