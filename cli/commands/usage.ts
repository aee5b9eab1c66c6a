// `usage`: what was spent, summed up by stage, item, lineage, runner, model or day, and how the limits stand.
import type { UsageView } from '../../core/contracts/spending.js';
import { endText, ruleText, shareLines } from '../../core/engine/workspace/usage/words.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { costText } from '../../core/report/cost.js';
import { inert } from '../render/inert.js';
import { pricesBehind, readLedger } from '../../read/ledger.js';
import { type SpentGroup, spentSum, spentSums } from '../../read/spent-sums.js';
import { readSnapshot } from '../../read/snapshot.js';
import { tokens } from '../render/duration.js';
import { restInJson, ROWS } from '../render/listed.js';
import { section, table } from '../render/table.js';

export function usage(context: Context, { by }: { by: SpentGroup }): Promise<Result> {
  const dir = findWorkspace(context);
  const spent = readLedger(dir);
  const groups = spentSums(spent, by);
  const total = spentSum('in all', spent);
  const limits = readSnapshot(dir)?.workspace?.usage ?? null;
  const isPriced = total.cost !== null;
  const rows = [...groups.slice(0, ROWS), total].map((one) => [
    ...[one.name || '(of the runner)', String(one.stages), tokens(one.total)],
    ...[tokens(one.input), tokens(one.cachedInput), tokens(one.output)],
    ...(isPriced ? [costText(one.cost) || 'not known'] : []),
  ]);
  const left = groups.length > ROWS ? [restInJson(groups.length - ROWS)] : [];
  const headers = [by.toUpperCase(), 'STAGES', 'TOKENS', 'INPUT', 'CACHED', 'OUTPUT', ...(isPriced ? ['COST'] : [])];
  const lines = spent.length === 0 ? ['No stage has said what it spent yet.'] : [...table(rows, headers), ...left];
  const prices = pricesBehind(spent);
  const data = { by, groups, total, limits, prices };
  const sections = [
    ...section('Prices', prices.map(priceLine)),
    ...section('Limits', limits === null ? [] : limitLines(limits)),
  ];
  return Promise.resolve({ data, lines: [...lines, ...sections] });
}

/** What costs are made from is what somebody wrote down: the day and the source say how far to believe them. */
const priceLine = ({ day, source }: { day: string; source: string }): string =>
  `as of ${day}, by ${inert(source)}; what a stage cost stays as it was counted`;

/** As they were counted last: when the activation at work stood still or ended. */
const limitLines = ({ rules, blockers, resumeAt, learning }: UsageView): string[] => [
  ...rules.map(ruleText),
  ...(blockers.length === 0
    ? []
    : [`paused by ${blockers.map(({ id }) => id).join(', ')}: ${endText(blockers, resumeAt)}`]),
  ...(learning === undefined ? [] : shareLines(learning)),
];
