// The runners' settings that the next stage is started with: the ones read last, whichever process read them. They may
// hold secrets (`env`), so only their owner reads them.
import path from 'node:path';
import type { RunnerConfig } from '../../agents/adapter.js';
import { statePaths } from '../../core/contracts/paths.js';
import { readIfThere, writeAtomic } from '../files/atomic.js';

export const putRunnerSettings = (state: string, settings: RunnerConfig): Promise<void> =>
  writeAtomic(fileIn(state), JSON.stringify(settings), { mode: 0o600 });

/** Throws when no worker of this workspace has begun yet. */
export async function runnerSettings(state: string): Promise<RunnerConfig> {
  const text = await readIfThere(fileIn(state));
  if (text === null) throw new Error(`${fileIn(state)} is missing; it is written when a worker begins.`);
  return JSON.parse(text) as RunnerConfig;
}

const fileIn = (state: string): string => path.join(state, statePaths.runners);
