// The checks of the operator, in a folder that holds what would be delivered and nothing else: in the walls of the stage that checks, one after the
// other, until one does not end well.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { LaunchRefused } from '../../../agents/adapter.js';
import { removeTree } from '../../../agents/desk/remove.js';
import type { AsStage } from '../../../agents/commands/walls.js';
import { faultIn, runInOrder } from '../../../agents/commands/in-order.js';
import { type CommandEnd, type OperatorCommand, runCommand } from '../../../agents/commands/run.js';
import type { RunnerConfig } from '../../../agents/runner-config.js';
import { statePaths } from '../../../core/contracts/paths.js';
import type { TreeSettings } from '../../../core/contracts/trees.js';
import type { FailedCheck } from '../../../core/documents/merger-task.js';
import { refused, type Refused } from '../../../trees/answers.js';
import { type Delivery, dropScratch, layScratch } from '../../../trees/deliver.js';
import type { TreesPlace } from '../../../trees/place.js';
import { readRecord } from '../../../trees/record.js';
import { copyInto } from './scratch-files.js';

export interface Checking {
  settings: TreeSettings;
  /** The stage that checks. */
  as: AsStage;
  config: RunnerConfig;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  /** Hears each step, for people. */
  say: (line: string) => void;
}

export type Checked = { kind: 'passed' } | { kind: 'failed'; failed: FailedCheck } | Refused;

/** Rejects with the signal's reason. */
export async function runChecks(place: TreesPlace, delivery: Delivery, checking: Checking): Promise<Checked> {
  if (checking.settings.checks.length === 0) return { kind: 'passed' };
  const tmpDir = path.join(place.dirs.state, statePaths.tmp(markOf(place, delivery.root).slice(-10)));
  try {
    return await inScratch(place, delivery, { ...checking, tmpDir });
  } catch (error) {
    if (error instanceof LaunchRefused) return refused(error.message, '`millrace doctor` says more.');
    throw error;
  } finally {
    await dropScratch(place, delivery.root);
    await removeTree(tmpDir);
  }
}

async function inScratch(
  place: TreesPlace,
  delivery: Delivery,
  { settings, as, config, env, signal, say, tmpDir }: Checking & { tmpDir: string },
): Promise<Checked> {
  const { workspace: workspaceDir, state: stateDir } = place.dirs;
  const treeDir = await layScratch(place, delivery);
  const cwd = path.join(treeDir, readRecord(place, delivery.root)?.inside ?? '');
  await copyInto(workspaceDir, cwd, settings.copy);
  const around = { workspaceDir, treeDir, cwd, stateDir, tmpDir, config, env, ...(signal && { signal }) };
  const mark = markOf(place, delivery.root);
  const unusable = await setUpFault(settings, { ...around, mark }, as);
  if (unusable !== null)
    return refused(
      `The folder of the checks of ${delivery.root} cannot be set up: ${unusable}`,
      'Correct trees.setup in millrace.toml and `millrace config reload --accept` it, or what it needs.',
    );
  const timeoutMs = settings.checks_timeout_seconds * 1000;
  for (const [at, command] of settings.checks.entries()) {
    say(`Check ${at + 1} of ${settings.checks.length}: ${command}`);
    const end = await runCommand({ ...around, command, mark, timeoutMs }, as);
    if (end.status !== 0) return { kind: 'failed', failed: { command, end: endOf(end, settings), output: end.output } };
  }
  return { kind: 'passed' };
}

/** What makes a tree usable makes this folder so. Null: all went well. */
async function setUpFault(
  { setup, setup_timeout_seconds: seconds }: TreeSettings,
  around: Omit<OperatorCommand, 'command' | 'timeoutMs'>,
  as: AsStage,
): Promise<string | null> {
  return faultIn(await runInOrder(setup, { ...around, timeoutMs: seconds * 1000 }, as));
}

function endOf({ kind, status }: CommandEnd, { checks_timeout_seconds: seconds }: TreeSettings): string {
  if (kind === 'timed_out') return `by force, when ${seconds} s were over`;
  return status === null ? 'by a signal' : `with status ${status}`;
}

/** One delivery of a root at a time: what another one left under it is ended first. */
const markOf = ({ workspace }: TreesPlace, root: string): string =>
  `deliver-${createHash('sha256').update(`${workspace}/${root}`).digest('hex').slice(0, 20)}`;
