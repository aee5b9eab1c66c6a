// The whole screen as lines: a head, the views, a list, what was said last, and the keys. No line is wider than the screen.
import { checksText, pageTitle } from './views/pages.js';
import { commandLine, argumentsOf } from './actions.js';
import { listOf } from './lists.js';
import { type Room, type Window, windowOf } from './place.js';
import { bodyOf } from './room.js';
import { type State, type View, VIEWS } from './state.js';
import { columnsIn, cut, cutLine, flow, line, type Line, part, type Part, wrap } from './text.js';

/** A line with whether it is of the chosen row. */
export interface FrameLine {
  line: Line;
  isChosen: boolean;
}

/** As many lines as the screen has rows. */
export function frameOf(state: State): FrameLine[] {
  const { columns, rows } = state;
  const room = bodyOf(state);
  const list = listOf(state);
  const seen = windowOf(list, state.places[list.of], room);
  const body = bodyLines(state, seen, room);
  const blank = Array.from({ length: Math.max(0, room.height - body.length) }, () => line(''));
  const all = [
    ...[headLine(state), viewLine(state), titleLine(state, list.of, seen)].map(beside),
    ...body,
    ...blank.map(beside),
    ...[saidLine(state), keyLine(state)].map(beside),
  ];
  return all.slice(0, rows).map((one) => ({ ...one, line: cutLine(one.line, columns) }));
}

const beside = (one: Line): FrameLine => ({ line: one, isChosen: false });

function bodyLines(state: State, { lines }: Window, room: Room): FrameLine[] {
  const asked = askedLines(state, room.width);
  return [
    ...lines.slice(0, Math.max(0, room.height - asked.length)).map(marked),
    ...asked.slice(-room.height).map(beside),
  ];
}

const marked = ({ line: one, isChosen }: FrameLine): FrameLine => ({
  ...{ line: [part(isChosen ? '> ' : '  ', 'bold'), ...one], isChosen },
});

/** A command while it is made: whole, as it will be sent, over the end of the list. */
function askedLines(state: State, width: number): Line[] {
  const { mode } = state;
  if (mode.kind !== 'reason' && mode.kind !== 'confirm') return [];
  const { action, reason } = mode;
  const command = wrap(commandLine(argumentsOf(state, action, reason)), width, 'bold');
  const question =
    mode.kind === 'reason'
      ? wrap(`Why (for the audit): ${reason}_`, width)
      : wrap(`This ends ${action.about}, and that cannot be taken back.`, width, 'red');
  return [line('-'.repeat(width), 'dim'), ...command, ...question];
}

const HEALTH = { ok: 'green', attention: 'yellow', degraded: 'red', down: 'red' } as const;

/** The most telling first: a narrow screen cuts the rest. */
function headLine({ dir, facts, findings, trouble, debug }: State): Line {
  const name = part(dir.slice(dir.lastIndexOf('/') + 1), 'bold');
  if (trouble !== null) return spaced([name, part(`cannot be read: ${trouble}`, 'red')]);
  if (facts === null) return [name];
  const { health, worker, paused, mode, needs, id, planId } = facts;
  return spaced([
    ...[name, part(health, HEALTH[health])],
    part(worker.rehearsal ? 'REHEARSAL' : '', 'yellow'),
    part(paused.length === 0 ? '' : `PAUSED by ${paused.join(', ')}`, 'yellow'),
    part(needs.length === 0 ? '' : `${needs.length} need you`, 'yellow'),
    part(workerText(facts), worker.alive ? 'plain' : 'yellow'),
    ...[part(checksText(findings), 'yellow'), part(mode ?? '')],
    ...(debug ? [part(id ?? ''), part(planId ?? ''), part(`process ${worker.pid ?? 'none'}`)] : []),
  ]);
}

function workerText({ worker, servedFrom }: NonNullable<State['facts']>): string {
  if (worker.silentSince !== null) return `worker silent since ${worker.silentSince}`;
  if (worker.alive) return 'worker runs';
  return servedFrom === null ? 'no worker' : 'served from elsewhere';
}

const spaced = (parts: readonly Part[]): Line =>
  parts.filter(({ text }) => text !== '').flatMap((one, at) => (at === 0 ? [one] : [part('  '), one]));

const NAMES: Readonly<Record<View, string>> = {
  ...{ now: 'Now', needs: 'Needs you', queue: 'Queue', lineage: 'Lineage', log: 'Log' },
  ...{ events: 'Events', diff: 'Diff', workspaces: 'Workspaces' },
};

/** The view that is shown stands in brackets; where there is no room for all names, it alone has its name. */
function viewLine(state: State): Line {
  const named = VIEWS.map((view, at) => viewPart(state, view, at, true));
  const isNarrow = columnsIn(named) + named.length > state.columns;
  const parts = isNarrow ? VIEWS.map((view, at) => viewPart(state, view, at, view === state.view)) : named;
  return parts.flatMap((one, at) => (at === 0 ? [one] : [part(' '), one]));
}

function viewPart(state: State, view: View, at: number, withName: boolean): Part {
  const count = view === 'needs' && (state.facts?.needs.length ?? 0) > 0 ? ` (${state.facts?.needs.length ?? 0})` : '';
  const text = withName ? `${at + 1} ${NAMES[view]}${count}` : `${at + 1}${count === '' ? '' : '!'}`;
  return view === state.view ? part(`[${text}]`, 'bold') : part(text);
}

/** What is shown, which filter narrows it, and whether it is all. */
function titleLine({ page, places, columns, mode }: State, of: View | 'page', { before, behind }: Window): Line {
  const { filter } = places[of];
  const typed = mode.kind === 'filter' ? `/${filter}_` : filter === '' ? '' : `only "${filter}"`;
  const more = [before > 0 ? `${before} above` : '', behind > 0 ? `${behind} below` : ''].filter((one) => one !== '');
  const title = page === null ? '' : pageTitle(page);
  const parts = [part(title, 'bold'), part(typed, 'yellow'), part(more.join(', '), 'dim')];
  const text = spaced(parts);
  const taken = columnsIn(text);
  const rule = '-'.repeat(Math.max(0, columns - taken - (taken === 0 ? 0 : 1)));
  return taken === 0 ? line(rule, 'dim') : [...text, part(` ${rule}`, 'dim')];
}

function saidLine({ notice, sent, columns }: State): Line {
  if (notice !== '') return line(cut(notice, columns), 'yellow');
  if (sent === null) return line('');
  const { answer } = sent;
  if (answer === null) return line(cut(`Under way: ${sent.line}`, columns), 'yellow');
  const [first = ''] = answer.text.split('\n');
  return line(`exit ${answer.exit}: ${first}`, answer.exit === 0 ? 'green' : 'red');
}

/** As many whole ones as there is room for. */
function keyLine({ mode, page, columns }: State): Line {
  const keys = mode.kind === 'keys' ? (page === null ? VIEW_KEYS : PAGE_KEYS) : TYPING_KEYS[mode.kind];
  return (
    flow(
      keys.map((one) => part(one, mode.kind === 'confirm' ? 'red' : 'dim')),
      columns,
    )[0] ?? []
  );
}

const TYPING_KEYS = {
  reason: ['Enter goes on', 'Esc sends nothing'],
  confirm: ['y sends it', 'any other key does not'],
  filter: ['Enter keeps the filter', 'Esc takes it away'],
} as const;

const PAGE_KEYS = ['Esc back', 'j k move', '? keys', 'q leave'];

const VIEW_KEYS = [
  ...['? keys', 'q leave', 'Enter open', 'p pause', 'r resume', 'a approve', 'd deny', 't retry', 'c cancel'],
  ...['x diff', 'l log', '/ filter', 'v debug'],
];
