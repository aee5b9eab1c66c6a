// What a run of a campaign came to, counted from the files below `millrace-agents/`: both systems write the same ones.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { jsonObject } from '../../core/json-lines.js';
import { FAMILIES, type ItemState } from '../../core/contracts/families.js';
import { runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import type { Figures } from './figures.js';

/** `runtime`: absolute path of `millrace-agents/`. A file that is just being written is left out. */
export function seenIn(runtime: string): Figures {
  const results = resultsIn(runtime);
  const learning = results.filter(({ plane }) => plane === 'learning').length;
  const specs = documentsOf(runtime, 'spec');
  return {
    ideas: specs.filter((name) => name.startsWith('idea-')).length,
    specs: specs.length,
    tasks: documentsOf(runtime, 'task').length,
    incidents: documentsOf(runtime, 'incident').length,
    remediations: results.filter((one) => one['terminal_result'] === 'REMEDIATION_NEEDED').length,
    runs: runsIn(runtime).length,
    ...{ stageResults: results.length, foreground: results.length - learning, learning },
    requests: documentsOf(runtime, 'learning_request').length,
    rootsClosed: targetsIn(runtime).filter((target) => target['closure_open'] === false).length,
  };
}

const STATES: readonly ItemState[] = ['queued', 'active', 'done', 'blocked'];

const documentsOf = (runtime: string, family: string, states = STATES): string[] =>
  states.flatMap((state) => {
    const { folder, states: folders } = FAMILIES[family] ?? { folder: '', states: null };
    return names(path.join(runtime, folder, folders?.[state] ?? '')).filter((name) => name.endsWith('.md'));
  });

/** Items of a family that are in one of the states, by name. */
export const itemsIn = (runtime: string, family: string, ...states: ItemState[]): string[] =>
  documentsOf(runtime, family, states);

const runsIn = (runtime: string): string[] =>
  names(path.join(runtime, runtimePaths.runs)).filter((name) => name.startsWith('run-'));

const resultsIn = (runtime: string): Record<string, unknown>[] =>
  runsIn(runtime).flatMap((run) => objectsIn(path.join(runtime, runtimePaths.runs, run, runArtifacts.stageResults)));

const targetsIn = (runtime: string): Record<string, unknown>[] =>
  objectsIn(path.dirname(path.join(runtime, runtimePaths.target('any'))));

const objectsIn = (folder: string): Record<string, unknown>[] =>
  names(folder)
    .filter((name) => /^[^.].*\.json$/.test(name))
    .map((name) => jsonObject(readFileSync(path.join(folder, name), 'utf8')))
    .filter((object) => object !== null);

const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
