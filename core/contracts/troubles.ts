// What a workflow that cannot go on waits for, and what ends that, in words.
import type { WorkerTrouble } from './mirror.js';

/** A disk that takes nothing more. */
export interface DiskTrouble {
  /** Our folder on it, absolute: the workspace, or its state folder. */
  folder: string;
  /** `ENOSPC`, `EDQUOT`, `EROFS` or `EIO`. */
  code: 'ENOSPC' | 'EDQUOT' | 'EROFS' | 'EIO';
  /** When it was first seen, ISO 8601. */
  since: string;
}

/** A Temporal server that does not answer. */
export interface ServerSilence {
  /** Host and port. */
  address: string;
  /** When that was seen first, ISO 8601. */
  since: string;
}

/** One clause, without a full stop. */
export function troubleText({ workflow, activity, paused, attempt, cause }: WorkerTrouble): string {
  if (activity === undefined)
    return `workflow ${workflow} cannot go on: its code fails at every try (attempt ${attempt}): ${cause}`;
  if (paused === true) return `workflow ${workflow} cannot go on: somebody paused its activity ${activity} in Temporal`;
  return `workflow ${workflow} cannot go on: its activity ${activity} fails at every try (attempt ${attempt}): ${cause}`;
}

export function troubleRemedy({ workflow, activity, paused }: WorkerTrouble): string {
  if (activity === undefined) {
    const isLineage = workflow.split(':').length > 2;
    const then = isLineage
      ? 'its item is blocked then, and can be retried'
      : 'the workspace then goes on from its files';
    return (
      'this is a bug or a wrong build: end the worker, start the right build with `millrace run`, and the workflow goes on; ' +
      `if it does not, terminate it in the Web UI: ${then}`
    );
  }
  if (paused === true)
    return `unpause it in the Web UI, or \`temporal activity unpause --workflow-id ${workflow} --activity-type ${activity}\``;
  return 'put right what the error names; it is tried again every few seconds, and this goes away by itself';
}
