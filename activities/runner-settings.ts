// The runners' settings that the next stage is started with: the ones read last, whichever process read them. They may
// hold secrets (`env`), so only their owner reads them.
import path from 'node:path';
import { type RunnerConfig, wholeConfig } from '../agents/runner-config.js';
import { statePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readIfThere } from '../disk/read-if-there.js';
import { writeAtomic } from '../disk/write.js';

/** What this process wrote last, by file: a damaged file is made again from it. */
const written = new Map<string, RunnerConfig>();

export async function putRunnerSettings(state: string, settings: RunnerConfig): Promise<void> {
  written.set(fileIn(state), settings);
  await writeAtomic(fileIn(state), JSON.stringify(settings), { mode: PRIVATE_FILE });
}

/** Throws when it is missing or damaged, and this process has not written it. */
export async function runnerSettings(state: string): Promise<RunnerConfig> {
  const file = fileIn(state);
  const text = await readIfThere(file);
  const found = wholeConfig(jsonObject(text ?? undefined));
  if (found !== null) return found;
  const known = written.get(file);
  if (known === undefined)
    throw new Error(
      `${file} is ${text === null ? 'missing' : 'damaged'}. \`millrace config reload\`, or the next worker that begins, writes it anew.`,
    );
  await putRunnerSettings(state, known);
  return known;
}

const fileIn = (state: string): string => path.join(state, statePaths.runners);
