// All that the screen is, as a value: what it knows, where its reader stands, and what is being typed.
import type { EventRow, Facts, Finding, LogLine, Sent, WorkspaceRow } from './facts.js';
import type { Action } from './actions.js';
import { type Place, START } from './place.js';

export const VIEWS = ['now', 'needs', 'queue', 'lineage', 'log', 'events', 'diff', 'workspaces'] as const;
export type View = (typeof VIEWS)[number];

/** Above a view, until Esc. */
export type Page =
  | { kind: 'help' }
  | { kind: 'checks' }
  | { kind: 'detail'; key: string }
  | { kind: 'answer' }
  | { kind: 'text'; title: string; lines: readonly string[] | null };

export type Mode =
  | { kind: 'keys' }
  | { kind: 'filter' }
  /** A reason is typed. */
  | { kind: 'reason'; action: Action; reason: string }
  | { kind: 'confirm'; action: Action; reason: string };

export interface State {
  columns: number;
  rows: number;
  view: View;
  places: Readonly<Record<View | 'page', Place>>;
  page: Page | null;
  mode: Mode;
  /** Ids, digests, numbers and raw data are shown. */
  debug: boolean;
  /** Absolute folder. */
  dir: string;
  /** Who asks, as commands are told it. */
  identity: readonly string[];
  facts: Facts | null;
  /** Why the last look failed; null = it did not. */
  trouble: string | null;
  events: readonly EventRow[];
  log: readonly LogLine[];
  /** Run whose output is followed, when a reader chose one; null = what runs. */
  followed: string | null;
  diff: { title: string; lines: readonly string[] | null };
  /** Null while it is being looked. */
  findings: readonly Finding[] | null;
  workspaces: readonly WorkspaceRow[] | null;
  sent: Sent | null;
  /** Said in the last line but one. */
  notice: string;
  /** ms since 1970. */
  now: number;
}

const PLACES: State['places'] = {
  ...{ now: START, needs: START, queue: START, lineage: START, log: START },
  ...{ events: START, diff: START, workspaces: START, page: START },
};

/** It begins with what `doctor` finds. */
export const firstState = (of: Pick<State, 'columns' | 'rows' | 'dir' | 'identity' | 'debug' | 'now'>): State => ({
  ...of,
  ...{ view: 'now', places: PLACES, page: { kind: 'checks' }, mode: { kind: 'keys' }, facts: null, trouble: null },
  ...{ events: [], log: [], followed: null, diff: { title: '', lines: null }, findings: null, workspaces: null },
  ...{ sent: null, notice: '' },
});

/** The same screen over another workspace: what was known of the last one is forgotten. */
export const elsewhere = (state: State, dir: string): State => ({
  ...firstState({ ...state, dir }),
  ...{ page: null, workspaces: state.workspaces, findings: [] },
});
