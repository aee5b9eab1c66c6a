// The output of one run for the screen, from stage to stage: each call gives what is new.
import { begunStages, openStageVoice, speakerOf, type StageVoice } from '../../cli/door.js';
import { listRuns } from '../../read/runs.js';
import type { LogLine } from '../model/facts.js';
import { MOST_KEPT } from '../model/update.js';

export interface LogNews {
  lines: LogLine[];
  /** They take the place of what was shown. */
  anew: boolean;
}

/** A run, and the request of its stage that is at work; null = none is known to be. */
export interface Followed {
  run: string | null;
  request: string | null;
}

interface Open {
  run: string;
  request: string;
  /** Null once all is said. */
  voice: StageVoice | null;
}

export function openLog(workspace: string, stateDir: string | null, env: NodeJS.ProcessEnv) {
  let open: Open | null = null;
  let number = 0;
  const numbered = (text: string, isHeading = false): LogLine => ({ number: (number += 1), text, isHeading });
  const close = (): string[] => {
    const rest = open?.voice?.last() ?? [];
    if (open !== null) open.voice = null;
    return rest;
  };

  /** The stage at work, or the last of the run; null while nothing of it can be read. */
  const begin = async ({ run, request }: { run: string; request: string | null }): Promise<LogLine[] | null> => {
    const place = { workspace, stateDir, runId: run };
    const stages = begunStages(place);
    const stage = request === null ? stages.at(-1) : stages.find(({ requestId }) => requestId === request);
    if (stage === undefined || stage.requestId === open?.request) return null;
    const voice = openStageVoice(place, stage, await speakerOf(stage.runner, env));
    if (voice === null) return null;
    const rest = close().map((text) => numbered(text));
    open = { run, request: stage.requestId, voice };
    const outcome = stage.outcome === null ? '' : `: ${stage.outcome}`;
    return [...rest, numbered(`${stage.stageNumber ?? ''} ${stage.node} ${stage.item}${outcome}`.trim(), true)];
  };

  return {
    /** Null when nothing is new. */
    async next({ run, request }: Followed): Promise<LogNews | null> {
      const wanted = run ?? open?.run ?? listRuns(workspace)[0]?.runId;
      if (wanted === undefined) return null;
      const before = open?.run ?? null;
      const isOther = open === null || open.run !== wanted || (request !== null && open.request !== request);
      const head = isOther ? ((await begin({ run: wanted, request })) ?? []) : [];
      const isAtWork = request !== null && request === open?.request;
      const said = isAtWork ? (open?.voice?.next() ?? []) : close();
      const lines = [...head, ...said.map((text) => numbered(text))].slice(-MOST_KEPT);
      return lines.length === 0 ? null : { lines, anew: head.length > 0 && before !== wanted };
    },
    /** What is chosen next begins anew, also where it is the same. */
    forget(): void {
      close();
      open = null;
    },
  };
}
