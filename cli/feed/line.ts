// An event as a person reads it, a pure function of the event and of how it is looked at: time, kind, item, node, what happened.
import { own } from '../../core/own.js';
import type { Happening } from './happening.js';
import { columnsFolded } from '../render/fit.js';
import { inert } from '../render/inert.js';
import type { Paint } from '../render/paint.js';
import { clip } from '../render/table.js';
import { clockOf } from '../render/when.js';
import { textIn, toldOf } from './kinds.js';

export interface Look {
  /** Columns of the screen; Infinity = one line for each event, as in a log. */
  width: number;
  paint: Paint;
  /** How long it took, in words; empty where nobody knows. */
  took: string;
  /** Stages are played from a script. */
  rehearsed: boolean;
  /** Columns of the item and of the stage, so that lines below each other align. */
  names: readonly [subject: number, node: number];
}

/** Of most names. */
export const NAME_COLUMNS = [16, 14] as const;

const DETAIL_WIDTH = 400;

/** Ends every event of a rehearsal: one alone tells too that no model was asked. */
export const REHEARSAL_MARK = '  [REHEARSAL]';

/** None when there is nothing to say. What does not fit on a line goes on below it. */
export function eventLines(event: Happening, { width, paint, took, rehearsed, names: [wide, narrow] }: Look): string[] {
  const told = toldOf(event);
  if (told === null) return [];
  const kind = inert(told.kind).padEnd(6);
  const before = inert(`${clockOf(event.at, false)} `);
  const [subject, node] = namesOf(event);
  const isNarrow = width < WIDE;
  const names = isNarrow ? [subject, node] : [subject.padEnd(wide), node.padEnd(narrow)];
  const words = [told.detail, took].filter((one) => one !== '').join(' ');
  const body = clip([...names.filter((one) => one !== ''), words].join(' '), DETAIL_WIDTH);
  const indent = isNarrow ? 2 : before.length + kind.length + 1;
  const lines = columnsFolded(`${before}${kind} ${inert(body)}`.trimEnd(), width, indent);
  const [first = '', ...rest] = lines;
  const painted = `${before}${paintKind(paint, event, kind)}${first.slice(before.length + kind.length)}`.trimEnd();
  const mark = rehearsed ? REHEARSAL_MARK : '';
  return rest.length === 0 ? [painted + mark] : [painted, ...rest.slice(0, -1), (rest.at(-1) ?? '') + mark];
}

/** Of the item or its root, and of the stage; empty where it is about none. */
export function namesOf(event: Happening): [subject: string, node: string] {
  const text = textIn(event);
  return [text('work_item') || text('root'), text('node_id')];
}

/** From so many columns on names stand below each other. */
const WIDE = 80;

/** Red: it did not go as planned; yellow: somebody or something is waited for; green: it is done. */
function paintKind(paint: Paint, event: Happening, kind: string): string {
  const style = own(STYLES, event.type) ?? (event.data['failure_class'] ? 'red' : undefined);
  return style === undefined ? kind : paint(style, kind);
}

const STYLES: Record<string, Parameters<Paint>[0]> = {
  work_item_done: 'green',
  closure_target_closed: 'green',
  work_item_blocked: 'red',
  closure_target_parked: 'red',
  approval_requested: 'yellow',
  stage_asked_again: 'yellow',
  stage_waits_for_environment: 'yellow',
  stage_falls_back: 'yellow',
  usage_governance_paused: 'yellow',
  input_quarantined: 'yellow',
  stage_heartbeat: 'dim',
  runtime_idle: 'dim',
};
