// Windows: short moments between two steps of a worker. A window is hit when the workers were stopped in it, as the files
// of our state folder show, and then killed. Nothing in the product helps.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readText } from '../../../agents/files.js';
import { statePaths } from '../../../core/contracts/paths.js';
import { freeze, killAll, thaw } from './victims.js';
import { watchState } from './watch-state.js';

export interface Window {
  /** A change after which the window may be open; `file` is relative to our state folder. */
  opens(file: string): boolean;
  /** Processes besides the workers that must stand still for it to be seen; they are never killed. */
  beside?(state: string, file: string): number[];
  /** Looked at while everything stands still. */
  holds(place: Place, file: string): boolean;
  /** Longest time between the change and the stop, ms; the exact one is drawn. */
  spread: number;
}

export interface Place {
  /** Our state folder of the workspace, absolute. */
  state: string;
  /** The event log, absolute. */
  log: string;
}

const journalFile = /^run\/([^/]+)\/([^/]+)$/;
const requestOf = (file: string): string => journalFile.exec(file)?.[1] ?? path.basename(file);
const nameOf = (file: string): string => journalFile.exec(file)?.[2] ?? '';
const inJournal = (state: string, file: string, name: string): string =>
  path.join(state, statePaths.journal(requestOf(file)), name);

export const WINDOWS = {
  /** The agent was started, and nothing says who it is. */
  'between-spawn-and-journal': {
    opens: (file) => /^claim-\d+\.spawning$/.test(nameOf(file)),
    beside: (state, file) => pidIn(path.join(state, file.replace(/\.spawning$/, ''))),
    // The file is there, with room for what will be written.
    holds: ({ state }, file) => (readText(inJournal(state, file, 'agent')) ?? '').trim() === '',
    spread: 0,
  },
  /** The agent's result is there, and nobody has decided what it means. */
  'between-end-and-completion': {
    opens: (file) => file.startsWith(`${statePaths.done}/request-`),
    holds: ({ state }, file) =>
      existsSync(path.join(state, statePaths.done, requestOf(file))) &&
      !existsSync(inJournal(state, file, 'decided.json')),
    spread: 15,
  },
  /** It is decided, and the log does not show yet that the workflow knows. */
  'during-completion': {
    opens: (file) => nameOf(file) === 'decided.json',
    holds: ({ log }, file) => !isIn(log, 'stage_completed', requestOf(file)),
    spread: 12,
  },
  /** What the stage left has a fault of form, and it was not asked once more. */
  'before-second-chance': {
    opens: (file) => nameOf(file) === 'decided.json',
    holds: ({ state, log }, file) =>
      FAULT_OF_FORM.test(readText(inJournal(state, file, 'decided.json')) ?? '') &&
      !isIn(log, 'stage_asked_again', requestOf(file)),
    spread: 12,
  },
  /** The mirror's lock is held. */
  'during-mirror-write': {
    opens: (file) => file === 'mirror.lock',
    holds: ({ state }) => existsSync(path.join(state, 'mirror.lock')),
    spread: 4,
  },
} satisfies Record<string, Window>;

function pidIn(claim: string): number[] {
  const found = /"pid":(\d+)/.exec(readText(claim) ?? '');
  return found === null ? [] : [Number(found[1])];
}

/** As the script's agents forget it. */
const FAULT_OF_FORM = /"failureClass":\s*"missing_terminal_result"/;

const isIn = (log: string, type: string, request: string): boolean =>
  readFileSync(log, 'utf8')
    .split('\n')
    .some((line) => line.includes(`"${type}"`) && line.includes(request));

export interface Hunt {
  window: Window;
  place: Place;
  /** Asked at the last moment. */
  workers: () => number[];
  /** From 0 to below 1: how much of the spread is waited. */
  share: () => number;
  boundMs: number;
}

/** Pids of the workers that were killed in the window; null when it was not hit within the bound. */
export function hunt({ window, place, workers, share, boundMs }: Hunt): Promise<number[] | null> {
  return new Promise((resolve) => {
    let over = false;
    const end = (killed: number[] | null): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      unwatch();
      resolve(killed);
    };
    const strike = (file: string): void => {
      const pids = over ? [] : workers();
      if (pids.length === 0) return;
      const beside = window.beside?.(place.state, file) ?? [];
      freeze([...beside, ...pids]);
      const hit = window.holds(place, file);
      if (hit) killAll(pids);
      else thaw(pids);
      thaw(beside);
      if (hit) end(pids);
    };
    const timer = setTimeout(() => end(null), boundMs);
    const unwatch = watchState(place.state, (file) => {
      if (over || !window.opens(file)) return;
      const wait = window.spread * share();
      if (wait < 1) strike(file);
      else setTimeout(() => strike(file), wait);
    });
  });
}
