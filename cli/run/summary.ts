// The end of a run: what is done, blocked and left, and the exit code that says so.
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { Phase } from '../../core/contracts/mirror.js';
import type { Result } from '../context.js';
import { EXIT, type ExitCode } from '../exit.js';
import { changedWords } from '../../core/contracts/changed-words.js';
import { countIn, listFolders } from '../../read/folders.js';
import { listInvalid } from '../../read/invalid.js';
import { readNotes } from '../../read/notes.js';
import type { Need } from '../../read/need.js';
import { readSnapshot } from '../../read/snapshot.js';
import { readTokens } from '../../read/stages.js';
import { clause } from '../render/clause.js';
import { counted } from '../render/count.js';
import { duration, tokens } from '../render/duration.js';
import { inert } from '../render/inert.js';
import { listed } from '../render/listed.js';
import { clip, table } from '../render/table.js';
import type { Changed } from '../report/shape.js';
import type { Tally } from './tally.js';

interface End {
  phase: Phase | 'left';
  webUrl: string | null;
  /** Process that goes on serving, or null. */
  servedBy: number | null;
  /** It was told to stop or to leave: what is left is no fault of it. */
  asAsked: boolean;
  /** Its stages were played from a script. */
  rehearsed: boolean;
  /** Its report, relative to `millrace-agents/`; null where none was written. */
  report: string | null;
  /** What its stages changed in all; null where it is not known. */
  changes: Changed | null;
  /** What waits for a person now, the most urgent first. */
  needs: readonly Need[];
}

/** Of so many last stages the notes are said. */
const NOTED = 20;
const NOTE_WIDTH = 300;

/** `wallMs`: how long the run took. */
export function summarise(dir: string, tally: Tally, end: End, wallMs: number): Result {
  const { left, blocked } = openItems(dir);
  const parked = parkedRoots(dir);
  const setAside = listInvalid(dir).map(({ path }) => path);
  const spent = tokensOf(dir, tally);
  const notes = readNotes(dir, tally.requests.slice(-NOTED));
  const data = {
    ended: end.phase,
    rehearsed: end.rehearsed,
    report: end.report,
    ...{ done: tally.done, blocked: tally.blocked, left, blockedInAll: blocked, parked, setAside, notes },
    ...{ stages: tally.stages, secondChances: tally.secondChances, tokens: spent, changes: end.changes },
    ...{ wallSeconds: wallMs / 1000, webUrl: end.webUrl, running: end.servedBy !== null },
    needsYou: end.needs.map(({ id, kind, name, reason, actions }) => ({ id, kind, name, reason, actions })),
  };
  const rows = [
    ...(end.rehearsed ? [['REHEARSAL', 'its stages were played from a script; no model was asked']] : []),
    ['items', itemsText(tally, { blocked, parked: parked.length, left })],
    ...(setAside.length === 0 ? [] : [['set aside', setAsideText(setAside)]]),
    ...needRows(end.needs),
    ['stages', stagesText(tally)],
    ...(end.changes === null ? [] : [['changes', changedWords(end.changes)]]),
    ...(spent === null ? [] : [['tokens', tokens(spent)]]),
    ...notes.map((note) => ['note', inert(clip(note, NOTE_WIDTH))]),
    ['time', duration(wallMs)],
    ['state', end.servedBy === null ? `not running (${reasonOf(end.phase, left)})` : `process ${end.servedBy} goes on`],
    ...(end.report === null ? [] : [['report', `${RUNTIME_DIR}/${end.report}`]]),
    ...(end.webUrl === null ? [] : [['web UI', end.webUrl]]),
  ];
  return { data, lines: table(rows), exit: end.asAsked ? EXIT.done : exitOf(end.phase, left, blocked + parked.length) };
}

function itemsText(tally: Tally, { blocked, parked, left }: { blocked: number; parked: number; left: number }): string {
  const roots = parked === 0 ? '' : `, ${counted(parked, 'root')} parked`;
  return `${tally.done.length} done, ${tally.blocked.length} blocked${before(blocked, tally)}${roots}, ${left} left`;
}

const stagesText = ({ stages, secondChances }: Tally): string =>
  secondChances === 0 ? String(stages) : `${stages}, ${secondChances} of them asked once more for the form`;

const NEEDS = 5;
const NEED_WIDTH = 240;

/** What was set aside has a row of its own. */
function needRows(needs: readonly Need[]): string[][] {
  const told = needs.filter(({ kind }) => kind !== 'input_quarantined').map(needText);
  return listed(told, NEEDS, (count) => `… and ${count} more: \`millrace status\``).map((text) => ['needs you', text]);
}

function needText({ name, reason, actions: [first] }: Need): string {
  const words = clip(`${name}: ${reason}`, NEED_WIDTH);
  return first === undefined ? words : `${clause(words)}; \`${first}\``;
}

const NAMED = 3;

function setAsideText(files: readonly string[]): string {
  const more = files.length > NAMED ? `, and ${files.length - NAMED} more` : '';
  return `${files.slice(0, NAMED).map(inert).join(', ')}${more}; \`millrace quarantine ls\` says why`;
}

const before = (blocked: number, tally: Tally): string =>
  blocked > tally.blocked.length ? ` (and ${blocked - tally.blocked.length} from before)` : '';

/** Roots that are not judged again by themselves. */
const parkedRoots = (dir: string): string[] =>
  (readSnapshot(dir)?.workspace?.targets ?? []).flatMap(({ root, state }) => (state === 'parked' ? [root] : []));

/**
 * `blocked`: items, and roots that were parked. Work that is left behind a blocked item cannot go on by itself, so a drained
 * run speaks of the blocked one.
 */
function exitOf(phase: End['phase'], left: number, blocked: number): ExitCode {
  if (phase === 'idle' && blocked > 0) return EXIT.blocked;
  if (left > 0) return EXIT.workLeft;
  return blocked > 0 ? EXIT.blocked : EXIT.done;
}

/** From the folders and not from memory: other writers add work too. */
function openItems(dir: string): { left: number; blocked: number } {
  const folders = listFolders(dir);
  return { left: countIn(folders, 'queued', 'active'), blocked: countIn(folders, 'blocked') };
}

/** Null when no runner said. */
function tokensOf(dir: string, { requests }: Tally): number | null {
  const known = requests.flatMap(({ run, request }) => readTokens(dir, run, request) ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
}

function reasonOf(phase: End['phase'], left: number): string {
  const reasons: Record<End['phase'], string> = {
    asking: 'a person is asked; `millrace approvals ls` shows what',
    idle: left > 0 ? 'nothing that is left can go on; `millrace status` says why' : 'nothing is left to do',
    left: 'left as asked',
    paused: 'paused; `millrace status` says by what, and what ends it',
    running: 'left while running',
    spent: 'the stage budget is used up',
    stopped: 'stopped as asked',
  };
  return reasons[phase];
}
