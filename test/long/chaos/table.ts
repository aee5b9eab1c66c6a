// What a run prints: kills by kind and window, figures, and one last line for those who read no more.
import { KINDS } from './killer.js';
import type { ChaosRun } from './run.js';
import type { Verdict } from './verdict.js';

export function tableOf(run: ChaosRun, { figures, findings }: Verdict): string {
  const kinds = KINDS.map((kind): [string, number] => [kind, run.kills.filter((kill) => kill.kind === kind).length]);
  const rows: [string, number | string][] = [
    ...kinds,
    ['rounds', run.rounds],
    ['workers started', run.workers],
    ['agent starts', `${figures.starts} of ${figures.expectedStarts}`],
    ['second chances', figures.chances],
    ['agents killed, or their hosts', figures.killed],
    ['stages started again', figures.repeated - figures.chances - figures.merges],
    ...(run.person === null
      ? []
      : ([
          ['merged by an agent', figures.merges],
          ...Object.entries(run.person).map(([what, times]) => [`the person: ${what}`, times]),
        ] as [string, number][])),
    ['results applied', `${figures.applied}, ${figures.appliedAgain} of them again`],
    ['tasks done', `${figures.done} of ${figures.tasks}`],
    ['commands needed', 0],
    ['overlaps', figures.overlaps],
    ['mirror differences', findings.filter(({ rule }) => rule === 'G16').length],
    ['findings of the checker', findings.length],
    ['processes left', figures.processesLeft],
    ['seconds', run.seconds],
  ];
  return rows.map(([name, value]) => `${name.padEnd(28)} ${value}`).join('\n');
}

export function lastLine(run: ChaosRun, { figures, faults }: Verdict): string {
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
