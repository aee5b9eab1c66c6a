// What one stage says, from wherever it can be read: the agent's own output while it works, its artifacts afterwards.
import { inert } from '../render/inert.js';
import { join } from 'node:path';
import { journalFiles, runArtifacts, runtimePaths, statePaths } from '../../core/contracts/paths.js';
import { type GrowingFile, openGrowing } from '../../read/growing.js';
import { readPiece, shown } from '../../read/files.js';
import { readStages, type StageView } from '../../read/stages.js';

/** Lines of output in words; none when they tell nothing. */
export type Speak = (lines: readonly string[]) => string[];

export interface RunPlace {
  workspace: string;
  /** Our state folder of the workspace; null = it has none that we know. */
  stateDir: string | null;
  runId: string;
}

/** Oldest first. Without those of which there is no more than a prompt: nobody knows yet what they are. */
export const begunStages = ({ workspace, runId }: RunPlace): StageView[] =>
  readStages(workspace, runId).filter((stage) => stage.startedAt !== null);

export interface StageVoice {
  /** What is new since the last call. */
  next(): string[];
  /** The rest, when the stage has ended: no call after it. */
  last(): string[];
}

/** How many of the last lines are searched for the final message, which most runners say with their output. */
const MEMORY = 2000;
const MESSAGE_BYTES = 64 * 1024;

/**
 * Null while there is nothing to read. `stage`: its output may end while it is read, and is read to its end. `raw`: without the final
 * message, which is part of it.
 */
export function openStageVoice(place: RunPlace, stage: StageView, speak: Speak, raw = false): StageVoice | null {
  const output = openOutput(place, stage);
  if (output === null && stage.endedAt === null) return null;
  let said: string[] = [];
  const told = (lines: string[]): string[] => {
    const words = speak(lines);
    said = [...said, ...words].slice(-MEMORY);
    return words;
  };
  const last = (): string[] => {
    const rest = told(output?.last() ?? []);
    return raw ? rest : [...rest, ...finalMessage(place, stage, said)];
  };
  return { next: () => told(output?.next() ?? []), last };
}

function openOutput({ workspace, stateDir, runId }: RunPlace, { requestId, endedAt }: StageView): GrowingFile | null {
  const raw =
    stateDir === null ? null : openGrowing(join(stateDir, statePaths.journal(requestId), journalFiles.stdout));
  if (raw !== null || endedAt === null) return raw;
  return openGrowing(shown(workspace, `${runtimePaths.runs}/${runId}/${runArtifacts.events(requestId)}`));
}

/** Empty when it was said already. */
function finalMessage({ workspace, runId }: RunPlace, { requestId }: StageView, said: readonly string[]): string[] {
  const file = shown(workspace, `${runtimePaths.runs}/${runId}/${runArtifacts.stdout(requestId)}`);
  const piece = readPiece(file, { last: MESSAGE_BYTES });
  const message = piece?.text.trim() ?? '';
  if (said.join('\n').includes(message)) return [];
  return [...beginningLeftOut((piece?.stat.size ?? 0) - MESSAGE_BYTES), ...message.split('\n').map(inert)];
}

const beginningLeftOut = (bytes: number): string[] =>
  bytes > 0 ? [`(its beginning is left out here: ${bytes.toLocaleString('en')} bytes)`] : [];
