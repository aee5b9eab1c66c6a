// What a run prints: kills by kind and window, figures, and one last line for those who read no more.
import type { Figures } from './figures.js';
import { KINDS } from './killer.js';
import type { ChaosRun } from './run.js';

export function tableOf(run: ChaosRun, figures: Figures): string {
  const kinds = KINDS.map((kind): [string, number] => [kind, run.kills.filter((kill) => kill.kind === kind).length]);
  const rows: [string, number | string][] = [
    ...kinds,
    ['rounds', run.rounds],
    ['workers started', run.workers],
    ['agent starts', `${figures.starts} of ${figures.expectedStarts}`],
    ['stages started again', figures.repeated],
    ['results applied', `${figures.applied}, ${figures.appliedAgain} of them again`],
    ['tasks done', `${figures.done} of ${figures.tasks}`],
    ['commands needed', 0],
    ['overlaps', figures.overlaps],
    ['processes left', figures.processesLeft],
    ['seconds', run.seconds],
  ];
  return rows.map(([name, value]) => `${name.padEnd(28)} ${value}`).join('\n');
}

export function lastLine(run: ChaosRun, figures: Figures, faults: readonly string[]): string {
  const { starts, tasks, applied, overlaps, processesLeft } = figures;
  const parts = [
    `${run.kills.length} kills`,
    `${starts} agent starts of ${tasks} tasks`,
    `${applied} results applied`,
    `${overlaps} overlaps`,
    `${processesLeft} processes left`,
  ];
  return `chaos: ${parts.join(', ')} ${faults.length === 0 ? 'OK' : 'FAILED'}`;
}
