// What a key or news make of the screen: a pure step from one state to the next, and what has to be done in the world.
import { type Action, actionOf, argumentsOf, commandLine, isActionKey } from './actions.js';
import type { EventRow, Facts, Finding, LogLine, Sent, WorkspaceRow } from './facts.js';
import { type Key, stepOf } from './keys.js';
import { listOf } from './lists.js';
import { chosenIn, moved, type Place, START, windowOf } from './place.js';
import { elsewhere, type Page, type State, type View, VIEWS } from './state.js';
import { bodyOf } from './room.js';
import type { Row } from './row.js';
import { troublesIn } from './views/pages.js';

export type News =
  | { is: 'key'; key: Key }
  | { is: 'size'; columns: number; rows: number }
  /** `facts`: null = they could not be read, for the reason in `trouble`. */
  | { is: 'facts'; facts: Facts | null; trouble: string | null; now: number }
  | { is: 'events'; events: readonly EventRow[] }
  | { is: 'log'; lines: readonly LogLine[]; anew: boolean }
  | { is: 'findings'; findings: readonly Finding[] }
  | { is: 'workspaces'; workspaces: readonly WorkspaceRow[] }
  | { is: 'text'; of: 'diff' | 'page'; title: string; lines: readonly string[] }
  | { is: 'answer'; line: string; answer: Sent['answer'] };

/** What the world is asked for. `read`: the answer of a command that only looks, as text. */
export type Effect =
  | { do: 'leave' | 'suspend' | 'redraw' | 'look' | 'check' | 'list workspaces' | 'follow' }
  | { do: 'send'; args: readonly string[]; line: string }
  | { do: 'read'; of: 'diff' | 'page'; title: string; args: readonly string[] }
  | { do: 'go to'; dir: string };

export interface Step {
  state: State;
  effects: readonly Effect[];
}

/** Of each list that grows by itself. */
export const MOST_KEPT = 2000;

const still = (state: State): Step => ({ state, effects: [] });

export function step(state: State, news: News): Step {
  const { state: next, effects } = news.is === 'key' ? onKey(state, news.key) : still(told(state, news));
  return { state: settled(next), effects };
}

function told(state: State, news: Exclude<News, { is: 'key' }>): State {
  switch (news.is) {
    case 'size':
      return { ...state, columns: news.columns, rows: news.rows };
    case 'facts':
      return { ...state, facts: news.facts ?? state.facts, trouble: news.trouble, now: news.now };
    case 'events':
      return { ...state, events: [...state.events, ...news.events].slice(-MOST_KEPT) };
    case 'log':
      return { ...state, log: [...(news.anew ? [] : state.log), ...news.lines].slice(-MOST_KEPT) };
    case 'findings':
      return withFindings(state, news.findings);
    case 'workspaces':
      return { ...state, workspaces: news.workspaces };
    case 'text':
      return withText(state, news);
    case 'answer':
      return state.sent?.line === news.line ? { ...state, sent: { line: news.line, answer: news.answer } } : state;
  }
}

/** Where all is well there is nothing to read. */
function withFindings(state: State, findings: readonly Finding[]): State {
  const isDone = state.page?.kind === 'checks' && state.findings === null && troublesIn(findings).length === 0;
  return { ...state, findings, page: isDone ? null : state.page };
}

/** What was asked for earlier, and is not looked at any more, is dropped. */
function withText(state: State, { of, title, lines }: Extract<News, { is: 'text' }>): State {
  if (of === 'diff') return state.diff.title === title ? { ...state, diff: { title, lines } } : state;
  return state.page?.kind === 'text' && state.page.title === title
    ? { ...state, page: { kind: 'text', title, lines } }
    : state;
}

/** The list is shown from where its chosen row is seen. */
function settled(state: State): State {
  const list = listOf(state);
  const place = state.places[list.of];
  const { top } = windowOf(list, place, bodyOf(state));
  const at = place.chosen === null ? place.at : chosenIn(list, place);
  return top === place.top && at === place.at ? state : inPlace(state, list.of, { ...place, top, at });
}

function onKey(state: State, key: Key): Step {
  if (key.name === 'interrupt') return { state, effects: [{ do: 'leave' }] };
  if (key.name === 'suspend') return { state, effects: [{ do: 'suspend' }] };
  if (key.name === 'redraw') return { state, effects: [{ do: 'redraw' }] };
  const calm = { ...state, notice: '' };
  switch (state.mode.kind) {
    case 'filter':
      return onFilterKey(calm, key);
    case 'reason':
      return onReasonKey(calm, state.mode, key);
    case 'confirm':
      return onConfirmKey(calm, state.mode, key);
    case 'keys':
      return onListKey(calm, key);
  }
}

const KEYS: State['mode'] = { kind: 'keys' };

function onFilterKey(state: State, key: Key): Step {
  const { of } = listOf(state);
  const { filter } = state.places[of];
  if (key.name === 'enter') return still({ ...state, mode: KEYS });
  if (key.name === 'escape') return still({ ...inPlace(state, of, START), mode: KEYS });
  const typed = typedInto(filter, key);
  return still(typed === null ? state : inPlace(state, of, { ...START, filter: typed }));
}

/** Null where the key types nothing. What is pasted stays one line. */
function typedInto(text: string, key: Key): string | null {
  if (key.name === 'erase') return [...text].slice(0, -1).join('');
  if (key.name === 'clear') return '';
  return key.name === 'text' ? (text + key.text.replace(/\s+/g, ' ')).slice(0, MOST_TYPED) : null;
}

const MOST_TYPED = 1000;

function onReasonKey(state: State, mode: Extract<State['mode'], { kind: 'reason' }>, key: Key): Step {
  const { action, reason } = mode;
  if (key.name === 'escape') return still({ ...state, mode: KEYS, notice: 'Nothing was sent.' });
  if (key.name === 'enter')
    return action.ends ? still({ ...state, mode: { kind: 'confirm', action, reason } }) : sent(state, action, reason);
  const typed = typedInto(reason, key);
  return still(typed === null ? state : { ...state, mode: { ...mode, reason: typed } });
}

/** One sign that was typed by itself: what is pasted confirms nothing. */
const onConfirmKey = (state: State, { action, reason }: Extract<State['mode'], { kind: 'confirm' }>, key: Key): Step =>
  key.name === 'text' && key.text.toLowerCase() === 'y'
    ? sent(state, action, reason)
    : still({ ...state, mode: KEYS, notice: 'Nothing was sent.' });

function sent(state: State, action: Action, reason: string): Step {
  const args = argumentsOf(state, action, reason.trim());
  const line = commandLine(args);
  const shown: State = { ...state, mode: KEYS, sent: { line, answer: null } };
  return { state: paged(shown, { kind: 'answer' }), effects: [{ do: 'send', args, line }] };
}

function onListKey(state: State, key: Key): Step {
  const by = stepOf(key, screenOf(state));
  // What is pasted, or comes at once, looks at most: it begins nothing.
  if (key.name === 'text' && key.text.length > 1) return lookedByAll(state, key.text);
  if (state.page?.kind === 'checks' && key.name === 'text' && by === null && state.findings === null)
    return onViewKey({ ...state, page: null }, key);
  if (by !== null) return still(movedBy(state, by));
  return onViewKey(state, key);
}

/** Of a screen one line stays, to go on from. */
const screenOf = (state: State): number => Math.max(1, bodyOf(state).height - 1);

function movedBy(state: State, by: number): State {
  const list = listOf(state);
  return inPlace(state, list.of, moved(list, state.places[list.of], by, bodyOf(state)));
}

/** Each sign that moves or chooses a view, one after the other. */
function lookedByAll(state: State, signs: string): Step {
  const all: Effect[] = [];
  let now = state;
  for (const text of signs) {
    const by = stepOf({ name: 'text', text }, screenOf(now));
    const view = VIEWS[Number(text) - 1];
    const next = by !== null ? still(movedBy(now, by)) : view === undefined ? still(now) : inView(now, view);
    now = settled(next.state);
    all.push(...next.effects);
  }
  return { state: now, effects: all };
}

function onViewKey(state: State, key: Key): Step {
  switch (key.name) {
    case 'tab':
      return inView(state, viewBeside(state, 1));
    case 'backTab':
      return inView(state, viewBeside(state, -1));
    case 'enter':
      return entered(state);
    case 'escape':
      return still(backFrom(state));
    case 'text':
      return onSign(state, key.text);
    default:
      return still(state);
  }
}

function onSign(state: State, sign: string): Step {
  const view = VIEWS[Number(sign) - 1];
  if (view !== undefined) return inView(state, view);
  if (isActionKey(sign)) return asked(state, sign);
  switch (sign) {
    case 'q':
      return { state, effects: [{ do: 'leave' }] };
    case '?':
      return still(paged(state, { kind: 'help' }));
    case '/':
      return still({ ...state, mode: { kind: 'filter' } });
    case 'v':
      return still({ ...state, debug: !state.debug });
    case 'o':
      return still(paged(state, { kind: 'answer' }));
    case '!':
      return { state: paged({ ...state, findings: null }, { kind: 'checks' }), effects: [{ do: 'check' }] };
    case 'w':
      return inView(state, 'workspaces');
    case 'x':
      return diffOf(state);
    case 'l':
      return logOf(state);
    default:
      return still({ ...state, notice: `${JSON.stringify(sign)} is no key here: ? shows those that are.` });
  }
}

const viewBeside = ({ view }: State, by: number): View =>
  VIEWS[(VIEWS.indexOf(view) + by + VIEWS.length) % VIEWS.length] ?? 'now';

function inView(state: State, view: View): Step {
  const next = { ...state, view, page: null };
  const effect: Effect = view === 'workspaces' ? { do: 'list workspaces' } : { do: 'look' };
  return { state: next, effects: [effect] };
}

const inPlace = (state: State, of: View | 'page', place: Place): State => ({
  ...state,
  places: { ...state.places, [of]: place },
});

const paged = (state: State, page: Page): State => ({ ...inPlace(state, 'page', START), page });

function backFrom(state: State): State {
  const { of } = listOf(state);
  if (state.places[of].filter !== '') return inPlace(state, of, START);
  return { ...state, page: null };
}

function chosenRow(state: State): Row | undefined {
  const list = listOf(state);
  return list.rows[chosenIn(list, state.places[list.of])];
}

function asked(state: State, sign: Parameters<typeof actionOf>[0]): Step {
  if (state.sent?.answer === null)
    return still({ ...state, notice: 'A command is under way: one at a time. o shows it.' });
  const action = actionOf(sign, state, chosenRow(state));
  if (typeof action === 'string') return still({ ...state, notice: `${action}.` });
  return still({ ...state, mode: { kind: 'reason', action, reason: '' } });
}

/** Enter shows what is chosen. */
function entered(state: State): Step {
  if (state.page !== null) return still({ ...state, page: null });
  const row = chosenRow(state);
  const { dir, root, run, item } = row?.target ?? {};
  if (state.view === 'diff') return diffOf(state);
  if (dir !== undefined) return { state: elsewhere(state, dir), effects: [{ do: 'go to', dir }] };
  if (row?.detail !== undefined) return still(paged(state, { kind: 'detail', key: row.key }));
  if (run !== undefined) return logOf(state);
  if (root !== undefined) return read(state, `Root ${root}`, ['lineage', 'show', root]);
  if (item !== undefined) return read(state, `${item.family}/${item.id}`, ['queue', 'show', item.id]);
  return still(state);
}

const read = (state: State, title: string, words: readonly string[]): Step => ({
  state: paged(state, { kind: 'text', title, lines: null }),
  effects: [{ do: 'read', of: 'page', title, args: ['-w', state.dir, ...words] }],
});

function diffOf(state: State): Step {
  const { item, root } = chosenRow(state)?.target ?? {};
  const what = root ?? item?.id;
  const family = root === undefined && item !== undefined ? ['--family', item.family] : [];
  const words = what === undefined ? ['diff'] : ['diff', what, ...family];
  const title = what ?? 'the last run';
  return {
    state: { ...inPlace(state, 'diff', START), view: 'diff', page: null, diff: { title, lines: null } },
    effects: [{ do: 'read', of: 'diff', title, args: ['-w', state.dir, ...words] }],
  };
}

/** Of the chosen lane, or of the newest run of the chosen item. */
function logOf(state: State): Step {
  const { run, item } = chosenRow(state)?.target ?? {};
  const lane = state.facts?.now.find((one) => item !== undefined && one.item === `${item.family}/${item.id}`);
  const followed = run ?? lane?.run ?? null;
  return {
    state: { ...inPlace(state, 'log', START), view: 'log', page: null, followed, log: [] },
    effects: [{ do: 'follow' }],
  };
}
