// The output of one run, from stage to stage: each call gives what is new.
import { listRuns } from '../../read/runs.js';
import { speakerOf } from './speak.js';
import { begunStages, openStageVoice, type StageVoice } from './stage.js';

export interface OutputNews {
  lines: { text: string; isHeading: boolean }[];
  /** They take the place of what was shown. */
  anew: boolean;
  /** Of the stage that says them. */
  request: string;
}

/** A run, and the request of its stage that is at work; null = none is known to be. */
export interface Followed {
  run: string | null;
  request: string | null;
}

export interface RunOutput {
  /** Null when nothing is new. */
  next(followed: Followed): Promise<OutputNews | null>;
  /** What is chosen next begins anew, also where it is the same. */
  forget(): void;
}

interface Open {
  run: string;
  request: string;
  /** Null once all is said. */
  voice: StageVoice | null;
}

/** `stateDir`: ours of the workspace; null = it has none. `most`: lines in one answer, the last ones. */
export function openRunOutput(
  { workspace, stateDir, env }: { workspace: string; stateDir: string | null; env: NodeJS.ProcessEnv },
  most: number,
): RunOutput {
  let open: Open | null = null;
  const close = (): string[] => {
    const rest = open?.voice?.last() ?? [];
    if (open !== null) open.voice = null;
    return rest;
  };

  /** The stage at work, or the last of the run; null while nothing of it can be read. */
  const begin = async ({ run, request }: { run: string; request: string | null }): Promise<OutputNews['lines']> => {
    const place = { workspace, stateDir, runId: run };
    const stages = begunStages(place);
    const stage = request === null ? stages.at(-1) : stages.find(({ requestId }) => requestId === request);
    if (stage === undefined || stage.requestId === open?.request) return [];
    const voice = openStageVoice(place, stage, await speakerOf(stage.runner, env));
    if (voice === null) return [];
    const rest = close().map(said);
    open = { run, request: stage.requestId, voice };
    const outcome = stage.outcome === null ? '' : `: ${stage.outcome}`;
    const text = `${stage.stageNumber ?? ''} ${stage.node} ${stage.item}${outcome}`.trim();
    return [...rest, { text, isHeading: true }];
  };

  return {
    async next({ run, request }) {
      const wanted = run ?? open?.run ?? listRuns(workspace)[0]?.runId;
      if (wanted === undefined) return null;
      const before = open?.run ?? null;
      const isOther = open === null || open.run !== wanted || (request !== null && open.request !== request);
      const head = isOther ? await begin({ run: wanted, request }) : [];
      const isAtWork = request !== null && request === open?.request;
      const words = isAtWork ? (open?.voice?.next() ?? []) : close();
      const lines = [...head, ...words.map(said)].slice(-most);
      if (lines.length === 0) return null;
      return { lines, anew: head.length > 0 && before !== wanted, request: open?.request ?? '' };
    },
    forget() {
      close();
      open = null;
    },
  };
}

const said = (text: string): OutputNews['lines'][number] => ({ text, isHeading: false });
