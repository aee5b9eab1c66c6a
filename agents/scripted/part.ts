// What the worker hands to the scripted agent: everything resolved, so that the agent only does it.
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { RunContext } from '../adapter.js';
import type { ScriptEntry } from './script.js';
import { own } from '../../core/own.js';

/** Its file in the journal of the request. */
export const PART_FILE = 'part.json';

export interface Part {
  entry: ScriptEntry;
  /** Outcome of the stage when the entry names none. */
  success: string;
  node: string;
  kind: string;
  /** The contract, as the plan has it. */
  outcomes: StageRunRequest['outcomes'];
  leaves: NonNullable<StageRunRequest['leaves']>;
  effects: NonNullable<StageRunRequest['effects']>;
  emits: readonly string[];
  item: StageRunRequest['item'];
  runId: string;
  /** Where it works. */
  treeDir: string;
  /** The stage's desk, which is the run directory of its prompt. */
  runDir: string;
  promptFile: string;
  lastMessageFile: string;
  /** Where the agent says when it started and ended; null = nowhere. */
  logFile: string | null;
}

/** What a played stage has to say. */
export const PLAYED = 'Played from a script.';

/** Stage kinds whose plain success is not their first outcome of class `success`. */
const SUCCESS: Readonly<Record<string, string>> = { consultant: 'NEEDS_PLANNING', recon: 'RECON_NOOP' };

/** `logFile`: absolute, or null. */
export function makePart(
  request: StageRunRequest,
  context: RunContext,
  entry: ScriptEntry,
  logFile: string | null,
): Part {
  const { node, kind, item, runId, outcomes, leaves = {}, effects = {}, emits } = request;
  const { treeDir, deskDir: runDir, promptFile, lastMessageFile } = context;
  return {
    entry,
    success: successOf(request),
    ...{ node, kind, outcomes, leaves, effects, emits },
    item,
    runId,
    treeDir,
    runDir,
    promptFile,
    lastMessageFile,
    logFile,
  };
}

/** The outcome that the stage ends with. */
export const markerOf = ({ entry, success }: Pick<Part, 'entry' | 'success'>): string => entry.marker ?? success;

function successOf({ kind, outcomes }: StageRunRequest): string {
  const special = own(SUCCESS, kind);
  if (special !== undefined && Object.hasOwn(outcomes, special)) return special;
  const names = Object.keys(outcomes);
  return names.find((name) => own(outcomes, name) === 'success') ?? names[0] ?? 'BLOCKED';
}

/** `${NAME}` of scripts; unknown names stay as they are. */
export function fill(text: string, part: Part): string {
  const values: Record<string, string> = {
    RUN_DIR: part.runDir,
    PROMPT_FILE: part.promptFile,
    RUN_ID: part.runId,
    ITEM: part.item.id,
    FAMILY: part.item.family,
    ROOT: part.treeDir,
    ROOT_SPEC: part.item.root,
    NOW: new Date().toISOString(),
  };
  return text.replace(/\$\{([A-Z_]+)\}/g, (all, name: string) => own(values, name) ?? all);
}
