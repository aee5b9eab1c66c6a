// The walls around a command of the operator: those that the agent of a stage would have, because what such a command starts is as much the
// agents' work as theirs.
import { mkdirSync } from 'node:fs';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { LaunchRefused } from '../adapter.js';
import { allowedEnv } from '../environment.js';
import { isBoxed, type RunnerConfig, wallsAreAsked } from '../runner-config.js';
import { SCRIPT_VARIABLE, scriptedAdapter } from '../scripted/adapter.js';
import { commandBehind, complaintOf, findBubblewrap, isOnline, NO_BUBBLEWRAP, TEMPORARY_INSIDE } from '../walls/box.js';

/** The stage whose walls count. */
export type AsStage = Pick<StageRunRequest, 'plane' | 'runner' | 'permission' | 'capabilities'>;

export interface CommandPlace {
  /** Absolute: the workspace, where the command runs and writes, our state folder, and a folder for its temporary files. */
  workspaceDir: string;
  treeDir: string;
  stateDir: string;
  tmpDir: string;
  config: RunnerConfig;
  /** Of the worker. */
  env: NodeJS.ProcessEnv;
}

export interface Walls {
  /** What stands before the command; empty = it runs without walls, as agents do there. */
  before: string[];
  /** All of its environment. */
  env: Record<string, string>;
}

/** Throws `LaunchRefused` where there are to be walls and none can be had. */
export async function wallsFor(asked: AsStage, place: CommandPlace): Promise<Walls> {
  const env = allowedEnv(place.env);
  const runner = place.env[SCRIPT_VARIABLE] ? scriptedAdapter.name : asked.runner;
  const { permission } = asked;
  if (permission === 'maximum' || !wallsAreAsked(place.config, runner)) return { before: [], env };
  const program = findBubblewrap(place);
  const complaint = program === null ? 'there is no program bwrap' : await complaintOf(place, program);
  if (program === null || complaint !== null)
    throw new LaunchRefused(
      'sandbox_unavailable',
      `Commands of [trees] run in bubblewrap here, and that does not work: ${complaint ?? ''}. ${NO_BUBBLEWRAP}`,
    );
  mkdirSync(place.tmpDir, { recursive: true, mode: 0o700 });
  const online = isBoxed(place.config, runner) && isOnline(runner);
  const around = { ...place, deskDir: place.tmpDir };
  const before = commandBehind({ ...asked, permission }, around, { argv: ['/bin/sh'], env, online }, program);
  return { before, env: permission === 'elevated' ? env : { ...env, TMPDIR: TEMPORARY_INSIDE } };
}
