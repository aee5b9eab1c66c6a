// The report for people, in Markdown: what was done, what waits for them, what it cost, and what to do now. What comes from documents and
// agents stands behind words of ours in every line, and means nothing there.
import { basename } from 'node:path';
import { changedWords } from '../../core/contracts/changed-words.js';
import { FAMILIES } from '../../core/contracts/families.js';
import { own } from '../../core/own.js';
import { localTime } from '../../core/report/clock.js';
import { asCode, inMarkdown } from '../../core/report/markdown.js';
import { goneActions } from '../../core/attention/gone-branch.js';
import { shellWord } from '../../core/attention/shell-word.js';
import { lookCommand } from '../../read/branch-needs.js';
import { partsOf } from '../../read/report/item-facts.js';
import { playedText } from '../../read/played.js';
import { branchStands } from '../render/branch.js';
import { counted } from '../render/count.js';
import { type Cost, costText } from '../../core/report/cost.js';
import { duration, tokens } from '../render/duration.js';
import { countsText } from '../render/requirements.js';
import { NAME_WIDTH, REASON_WIDTH, REMEDY_WIDTH } from '../render/widths.js';
import type { Report, ReportAttention, ReportItem } from './shape.js';
import { toDo } from './to-do.js';

/** Of each list: a usual night is a page. */
const MOST = 12;
const WORDS = 280;
const TITLE = 80;
/** Of an item that went round and round: the last ones, and how many were before. */
const OUTCOMES = 6;

/** Lines. */
export function morningReport(report: Report): string[] {
  const { attention, recent } = report;
  const of = (...kinds: ReportAttention['kind'][]): ReportAttention[] =>
    attention.filter(({ kind }) => kinds.includes(kind));
  const [blocked, asked] = [of('item_blocked', 'recovery_cap'), of('approval_pending')];
  const shownAbove = [...blocked, ...asked, ...of('branch_waits', 'branch_gone')];
  const others = attention.filter((one) => !shownAbove.includes(one));
  const done = recent.filter(({ outcome }) => outcome === 'done').reverse();
  const given = recent.filter(({ outcome }) => outcome === 'cancelled' || outcome === 'superseded').reverse();
  return [
    `# Morning report: ${inMarkdown(basename(report.workspace.path), TITLE)}, ${localTime(Date.parse(report.generated_at))}`,
    '',
    ...headLines(report),
    ...part('Done', report.totals.done, done.map(doneLines), 'millrace queue ls --all'),
    ...part('Branches', report.branches.length, report.branches.map(branchLines), 'millrace trees ls'),
    ...part(
      'Blocked',
      blocked.length,
      blocked.map((one) => blockedLines(one, recent)),
      'millrace status --limit all',
    ),
    ...part('Waits for your yes', asked.length, asked.map(attentionLines), 'millrace approvals ls'),
    ...part('Needs you as well', others.length, others.map(attentionLines), 'millrace status --limit all'),
    ...part(
      'Given up',
      given.length,
      given.map((one) => [`- ${name(one.item, one.title)}: ${one.outcome}`]),
      'millrace queue ls --all',
    ),
    ...part(
      'Roots that were closed',
      report.closed.length,
      [...report.closed].reverse().map(closedLines),
      'millrace closures ls --all',
    ),
    ...part('Roots', report.lineage.length, report.lineage.map(rootLines), 'millrace closures ls'),
    ...part(
      'Skill candidates that wait for you',
      report.candidates_waiting,
      report.candidates.map(candidateLines),
      'millrace skills ls',
    ),
    ...spentLines(report),
    ...nextLines(report),
    '',
    '## What to do now',
    '',
    ...toDo(report).map((step, at) => `${at + 1}. ${step}`),
    ...auditLines(report),
  ];
}

/** A report that is kept elsewhere shows later whether the audit was written anew. */
const auditLines = ({ audit }: Report): string[] =>
  audit === null || audit.seq === 0
    ? []
    : ['', `Audit: ${counted(audit.seq, 'decision')}, head ${asCode(audit.hash)}; ${asCode('millrace audit ls')}`];

const name = (item: string, title: string): string =>
  `**${inMarkdown(item, NAME_WIDTH)}**${title === '' ? '' : ` ${inMarkdown(title, TITLE)}`}`;

/** `all`: how many there are; `more`: the command that lists them. */
function part(heading: string, all: number, entries: readonly string[][], more: string): string[] {
  if (all === 0) return [];
  const shown = entries.slice(0, MOST);
  const left = all - shown.length;
  const rest = left > 0 ? [`- … and ${left} more: ${asCode(more)}`] : [];
  return ['', `## ${heading} (${all})`, '', ...shown.flat(), ...rest];
}

const WORKER = { alive: 'runs', lost: 'is lost', absent: 'does not run' };

function headLines(report: Report): string[] {
  const { since, totals, worker, health } = report;
  const began = since.at === null ? 'Nothing has happened' : `Since ${localTime(Date.parse(since.at))}`;
  const ends = (['done', 'blocked', 'cancelled', 'superseded'] as const).filter((end) => totals[end] > 0);
  const counts = [
    ...ends.map((end) => `${totals[end]} ${end}`),
    counted(totals.stages, 'stage'),
    `${tokens(totals.tokens.total)} tokens`,
    ...(totals.tokens.cost === null ? [] : [costText(totals.tokens.cost)]),
  ];
  const where = worker.served_from === null ? WORKER[worker.state] : 'runs elsewhere';
  return [
    ...rehearsalLines(report),
    `${began}${since.at === null ? '' : `: ${counts.join(', ')}`}. The worker ${where}; health: ${health.state}.`,
  ];
}

/** Marks are told for good, also when the worker of the rehearsal left. */
function rehearsalLines({ worker, recent }: Report): string[] {
  const played = recent.filter((one) => one.played !== null).length;
  if (worker.rehearsal) return ['**REHEARSAL**: a script plays the stages, and no model is asked.', ''];
  if (played === 0) return [];
  return [
    `**REHEARSAL**: of the items below ${played} ${played === 1 ? 'was' : 'were'} played from a script, without a model.`,
    '',
  ];
}

/** What the runtime saw, and apart from it what agents said. */
function doneLines(one: ReportItem): string[] {
  const { item, title, changes } = one;
  const { id, family } = partsOf(item);
  const seen = [
    ...(changes === null ? notKnown(family) : [changesText(changes)]),
    counted(one.stages, 'stage'),
    ...playedOf(one),
    ...costOf(one),
  ];
  const diff =
    changes === null || changes.files === 0
      ? ''
      : `; ${asCode(`millrace diff ${shellWord(id)} --family ${shellWord(family)}`)}`;
  return [`- ${name(item, title)}: ${seen.join(', ')}${diff}`, ...saidLines(one)];
}

const playedOf = ({ played }: ReportItem): string[] => (played === null ? [] : [playedText(played) ?? '']);

/** A stage that learns works beside others, in nobody's record, and changes no file of the tree. */
const notKnown = (family: string): string[] =>
  own(FAMILIES, family)?.plane === 'learning' ? [] : ['changes not known'];

const changesText = (changes: NonNullable<ReportItem['changes']>): string =>
  changes.files === 0 ? 'no files changed' : changedWords(changes);

const costOf = ({ attempts, wall_s: wall, tokens: spent, cost }: ReportItem): string[] => [
  ...(attempts > 1 ? [counted(attempts, 'run')] : []),
  ...(wall === null ? [] : [duration(wall * 1000)]),
  ...(spent === null ? [] : [`${tokens(spent)} tokens`]),
  ...(cost === null ? [] : [costText(cost)]),
];

function saidLines({ outcomes, said }: ReportItem): string[] {
  const named = outcomes.map(({ node, outcome }) => `${inMarkdown(node, 40)} ${inMarkdown(outcome, 60)}`);
  const earlier = named.length > OUTCOMES ? `${counted(named.length - OUTCOMES, 'stage')} before, then ` : '';
  const words = said === null ? '' : `${inMarkdown(said.node, 40)}: “${inMarkdown(said.words, WORDS)}”`;
  return [
    ...(named.length === 0
      ? []
      : [`  - outcomes, as its agents named them: ${earlier}${named.slice(-OUTCOMES).join(', ')}`]),
    ...(words === '' ? [] : [`  - said by ${words}`]),
  ];
}

/** What it asks is what its agents said last. */
function blockedLines(one: ReportAttention, recent: readonly ReportItem[]): string[] {
  const known = recent.find(({ item }) => item === one.item);
  return [
    `- ${name(one.item ?? '', known?.title ?? '')}: ${inMarkdown(one.cause, WORDS)}`,
    ...(known === undefined ? [] : saidLines(untold(known, one.cause))),
    `  - ${one.actions.slice(0, 2).map(asCode).join(' or ')}; ${asCode(one.actions.at(-1) ?? '')} gives it up`,
  ];
}

/** What the cause tells already is not told twice. */
const untold = (one: ReportItem, cause: string): ReportItem =>
  one.said !== null && cause.includes(one.said.words) ? { ...one, said: null } : one;

function attentionLines({ summary, cause, actions, remedy }: ReportAttention): string[] {
  const commands = actions.slice(0, 3).map(asCode).join(' or ');
  return [
    `- ${inMarkdown(summary, REASON_WIDTH)}: ${inMarkdown(cause, WORDS)}`,
    `  - ${commands === '' ? `what to do: ${inMarkdown(remedy, REMEDY_WIDTH)}` : commands}`,
  ];
}

function rootLines({ root, title, done, total, closure, requirements }: Report['lineage'][number]): string[] {
  const met = requirements === null ? '' : `; ${countsText(requirements)}`;
  const command = asCode(`millrace lineage show ${shellWord(root)}`);
  return [`- ${name(root, title)}: ${done} of ${counted(total, 'item')} done${met}; ${closure.state}; ${command}`];
}

const closedLines = ({ root, title, at }: Report['closed'][number]): string[] => [
  `- ${name(root, title)}: closed ${localTime(Date.parse(at))}; ${asCode(`millrace lineage show ${shellWord(root)}`)}`,
];

function branchLines(one: Report['branches'][number]): string[] {
  const { root, branch, base, commits, files, state, kept } = one;
  return [
    `- ${asCode(branch)}: ${counted(commits, 'commit')} with ${counted(files, 'file')}, from ${inMarkdown(base, NAME_WIDTH)}; ${branchStands(one)}` +
      (kept === 0 ? '' : `; ${counted(kept, 'run')} left changes that are kept`),
    ...(state === 'waits'
      ? [`  - ${asCode(lookCommand({ base, branch }))}, then ${asCode(`millrace deliver ${shellWord(root)} --merge`)}`]
      : []),
    ...(state === 'gone' ? [goneLine(root)] : []),
  ];
}

function goneLine(root: string): string {
  const [again, done] = goneActions(root);
  return `  - make it again: ${asCode(again)}; if it was taken, or is not wanted: ${asCode(done)}`;
}

const candidateLines = ({ id, skill }: Report['candidates'][number]): string[] => [
  `- ${name(id, '')}: skill ${inMarkdown(skill ?? 'not known', TITLE)}; ${asCode(`millrace skills show ${shellWord(id)}`)}`,
];

function spentLines({ totals, usage }: Report): string[] {
  const { total, input, cached_input: cached, output } = totals.tokens;
  const budgets = usage.budget.map(
    ({ rule, used, limit, unit, resets_at: resets }) =>
      `- rule ${inMarkdown(rule, TITLE)}: ${used} of ${limit} ${inMarkdown(unit, 10)}${resets === null ? '' : `, until ${inMarkdown(resets, 40)}`}`,
  );
  return [
    ...['', '## Spent', ''],
    `- ${tokens(total)} tokens in ${counted(totals.tokens.stages, 'stage')} that said so: input ${tokens(input)}, of it cached ${tokens(cached)}; output ${tokens(output)}`,
    `- today ${tokens(usage.today.total)}, in five hours ${tokens(usage.window_5h.total)}, this week ${tokens(usage.week.total)}; ${asCode('millrace usage')}`,
    ...moneyLines(usage, totals.tokens.cost),
    ...budgets,
  ];
}

/** With the day and the source of the prices: they say how far the sums are to be believed. */
function moneyLines({ today, week, prices }: Report['usage'], cost: Cost): string[] {
  if (week.cost === null && cost === null) return [];
  const known = [
    ...(cost === null ? [] : [costText(cost)]),
    ...(today.cost === null ? [] : [`today ${costText(today.cost)}`]),
    ...(week.cost === null ? [] : [`this week ${costText(week.cost)}`]),
  ];
  const sources = prices.map(({ day, source }) => `as of ${inMarkdown(day, 10)} by ${inMarkdown(source, TITLE)}`);
  return [`- cost: ${known.join('; ')}. Prices ${sources.join('; ')}`];
}

function nextLines({ now, queue, idle_reason: idle, control }: Report): string[] {
  const runs = now.map(
    ({ item, title, node, stage, elapsed_s: elapsed, state, branch }) =>
      `- ${name(item, title)}: ${inMarkdown(node, 40)}, stage ${stage}, ${inMarkdown(state, 20)} for ${duration(elapsed * 1000)}` +
      (branch === null ? '' : `, on ${asCode(branch)}`),
  );
  const next = queue.head.filter(({ waits_for: waits }) => waits.length === 0);
  const queued = Object.values(queue.by_family).reduce((sum, family) => sum + family.queued, 0);
  const named = next.slice(0, 3).map(({ family, id }) => inMarkdown(`${family}/${id}`, NAME_WIDTH));
  return [
    ...['', '## Now', ''],
    ...runs.slice(0, MOST),
    ...(idle === null ? [] : [`- nothing runs: ${inMarkdown(idle.detail, WORDS)}`]),
    ...(control.resume_at === null ? [] : [`- it goes on by itself at ${localTime(Date.parse(control.resume_at))}`]),
    `- ${queued} queued${named.length === 0 ? '' : `; next ${named.join(', ')}`}`,
  ];
}
