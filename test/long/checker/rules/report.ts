// Every number of a report is derived again, from histories and journals: none is taken from what the report was made of.
import type { Evidence } from '../evidence.js';
import type { Finding, Rule } from '../finding.js';
import {
  type Changed,
  countsByState,
  endedStages,
  type ItemEnd,
  itemEnds,
  spentSince,
  type ToldItem,
} from '../report.js';

const HOUR = 3_600_000;

/** Evidence without a report has nothing to say. */
export const reportIsTrue: Rule = (evidence) =>
  evidence.report === null ? [] : [...totals(evidence), ...items(evidence), ...queue(evidence), ...page(evidence)];

const finding = (where: string, what: string): Finding => ({ rule: 'report', where, what });

/** One for each number that is another one. */
const unequal = (where: string, told: object, derived: object): Finding[] =>
  Object.entries(derived).flatMap(([name, value]: [string, unknown]) => {
    const said = (told as Record<string, unknown>)[name];
    return said === value ? [] : [finding(where, `says ${name} ${String(said)}; the histories say ${String(value)}`)];
  });

function totals(evidence: Evidence): Finding[] {
  const { report } = evidence;
  if (report === null) return [];
  const ends = itemEnds(evidence);
  const stages = endedStages(evidence);
  const count = (outcome: string): number => ends.filter((one) => one.outcome === outcome).length;
  const now = Date.parse(report.generated_at);
  const day = Math.floor(now / (24 * HOUR)) * 24 * HOUR;
  const all = spentSince(stages, 0);
  return [
    ...unequal('totals', report.totals, { done: count('done'), blocked: count('blocked'), stages: stages.length }),
    ...unequal('totals.tokens', report.totals.tokens, all),
    ...unequal('usage.window_5h', report.usage.window_5h, spentSince(stages, now - 5 * HOUR)),
    ...unequal('usage.today', report.usage.today, spentSince(stages, day)),
    ...report.usage.budget.flatMap((one) => unequal(`budget ${one.rule}`, one, { used: all.total })),
  ];
}

function items(evidence: Evidence): Finding[] {
  const { report, expect } = evidence;
  if (report === null) return [];
  const ends = itemEnds(evidence);
  const told = new Map(report.recent.map((one) => [one.item, one]));
  const blocked = ends.filter(({ outcome }) => outcome === 'blocked').map(({ item }) => item);
  return [
    ...ends.flatMap((one) => {
      const said = told.get(one.item);
      return said === undefined
        ? [finding(one.item, 'came to an end, and the report does not say so')]
        : item(one, said);
    }),
    ...report.recent
      .filter(({ item: name }) => !ends.some((one) => one.item === name))
      .map(({ item: name }) => finding(name, 'is told of, and did not come to an end')),
    ...sameItems('item_blocked', named(evidence, 'item_blocked', 'recovery_cap'), blocked),
    ...sameItems('approval_pending', named(evidence, 'approval_pending'), expect.asking),
  ];
}

const named = ({ report }: Evidence, ...kinds: string[]): string[] =>
  (report?.attention ?? []).flatMap(({ kind, item: name }) => (kinds.includes(kind) ? [name ?? ''] : []));

const sameItems = (kind: string, told: readonly string[], derived: readonly string[]): Finding[] =>
  [...told].sort().join() === [...derived].sort().join()
    ? []
    : [
        finding(
          `attention ${kind}`,
          `names ${told.join(', ') || 'none'}; it should be ${derived.join(', ') || 'none'}`,
        ),
      ];

function item(one: ItemEnd, told: ToldItem): Finding[] {
  const { item: where, outcome, stages, attempts, tokens, changes, began } = one;
  const wall = began === null ? null : (Date.parse(told.finished_at) - began) / 1000;
  return [
    ...unequal(where, told, { outcome, stages, attempts }),
    // What no runner said counts as nothing.
    ...unequal(where, { tokens: told.tokens ?? 0 }, { tokens }),
    ...unequal(where, told, { wall_s: wall }),
    ...(stages === 0 ? [] : changed(where, told.changes, changes)),
  ];
}

const changed = (where: string, told: Changed | null, derived: Changed | null): Finding[] =>
  derived === null
    ? [finding(where, 'changed what no tree or text tells of')]
    : told === null
      ? [finding(where, 'changed something, and the report does not know what')]
      : unequal(`${where} changes`, told, derived);

const STATES = ['queued', 'active', 'blocked', 'done'];

function queue(evidence: Evidence): Finding[] {
  const counts = countsByState(evidence);
  const families = evidence.report?.queue.by_family ?? {};
  return [...new Set([...counts.keys()].map((key) => key.split('/')[0] ?? ''))].flatMap((family) => {
    const derived = Object.fromEntries(STATES.map((state) => [state, counts.get(`${family}/${state}`) ?? 0]));
    return unequal(`queue ${family}`, families[family] ?? {}, derived);
  });
}

/** What the page says stands in it as people read it: below ten thousand every number is whole. */
function page(evidence: Evidence): Finding[] {
  const { reportPage: text } = evidence;
  if (text === null) return [];
  const ends = itemEnds(evidence);
  const stages = endedStages(evidence);
  const count = (outcome: string): number => ends.filter((one) => one.outcome === outcome).length;
  const total = spentSince(stages, 0).total;
  const heads = [`${count('done')} done`, `${count('blocked')} blocked`, `${stages.length} stages`, `${total} tokens`];
  const head = text.split('\n').find((line) => line.startsWith('Since ')) ?? '';
  const missing = heads.filter((part) => !head.includes(part) && !part.startsWith('0 '));
  return [
    ...missing.map((part) => finding('the page', `does not say ${part}: ${head}`)),
    ...ends.filter(({ outcome }) => outcome === 'done').flatMap((one) => line(text, one)),
  ];
}

function line(text: string, { item: where, stages, tokens, changes }: ItemEnd): Finding[] {
  const said = text.split('\n').find((one) => one.startsWith(`- **${where}** `));
  if (said === undefined) return [finding('the page', `does not tell of ${where}`)];
  const files = changes?.files ?? 0;
  const parts = [
    files === 0
      ? 'no files changed'
      : `${files} ${files === 1 ? 'file' : 'files'}, +${changes?.added} −${changes?.removed}`,
    `${stages} ${stages === 1 ? 'stage' : 'stages'}`,
    ...(tokens === 0 ? [] : [`${tokens} tokens`]),
  ];
  const wrong = parts.filter((part) => !said.includes(part));
  return wrong.map((part) => finding('the page', `should say ${part} of ${where}: ${said}`));
}
