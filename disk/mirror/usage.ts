// Spending as files, under the names that scripts of the reference read: the ledger, one line per stage that said what it
// spent, and how the rules stand. Nothing in the system depends on them.
import type { Plane } from '../../core/contracts/families.js';
import type { MirrorEntry, WorkspaceSection } from '../../core/contracts/mirror.js';
import { runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import { blocks, type RuleView, type ShareView, type UsageView } from '../../core/contracts/spending.js';
import { isRootless } from '../../core/contracts/ids.js';
import { amountOf, costFields, costIn } from '../../core/contracts/money.js';
import { addTo } from '../../core/engine/workspace/usage/own.js';
import type { SpentMoney } from '../../core/engine/workspace/take-up.js';
import type { TokenUsage } from '../../core/contracts/stage.js';
import { addTokens, type Spans, spanOf } from '../../core/contracts/spans.js';
import { jsonLines } from '../../core/json-lines.js';
import { removeFile } from '../files.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { writeAtomic } from '../write.js';
import { appendNew } from '../store/keyed-lines.js';

type UsageEntry = Extract<MirrorEntry, { kind: 'usage' }>;

export const appendLedger = (dirs: Dirs, entries: readonly UsageEntry[]): Promise<void> =>
  appendNew(
    shownFile(dirs, runtimePaths.ledger),
    'dedupe_key',
    entries.map((entry) => ({ key: resultOf(entry), line: ledgerLine(entry) })),
  );

const resultOf = ({ key, value }: UsageEntry): string =>
  `${runtimePaths.runs}/${value.runId}/${runArtifacts.stageResult(key)}`;

/** What the ledger says of one stage. */
export function ledgerLine(entry: UsageEntry): Record<string, unknown> {
  const { plane, runId, stage, node, family, id, lineage, model, session, completedAt, usage, cost } = entry.value;
  const { runner, fallback } = entry.value;
  return {
    dedupe_key: resultOf(entry),
    ...{ counted_at: entry.at, stage_completed_at: completedAt, day: completedAt.slice(0, 10) },
    ...{ plane, run_id: runId, stage_id: stage, node_id: node },
    ...{ work_item_kind: family, work_item_id: id, lineage, model },
    ...(runner === undefined ? {} : { runner_name: runner }),
    ...(fallback === undefined ? {} : { fallback }),
    token_usage: tokenFields(usage),
    ...(cost === undefined ? {} : { cost: cost && costFields(cost) }),
    daemon_session_id: sessionId(session),
  };
}

export const tokenFields = (usage: TokenUsage): Record<string, number> => ({
  input_tokens: usage.input,
  cached_input_tokens: usage.cachedInput,
  output_tokens: usage.output,
  thinking_tokens: usage.thinking,
  total_tokens: usage.total,
});

const sessionId = (session: number): string => `session-${session}`;

/** What the ledger knows, by span; empty when there is none; `plane`: of that alone. A stage counts once, and torn lines are passed over. */
export async function readSpent(dirs: Dirs, plane?: Plane): Promise<Spans> {
  const lines = jsonLines((await readIfThere(shownFile(dirs, runtimePaths.ledger))) ?? '');
  const once = new Map(lines.map((line) => [line['dedupe_key'], line])).values();
  let spent: Spans = [];
  for (const { stage_completed_at: at, token_usage: usage, plane: of } of once) {
    if (plane !== undefined && of !== plane) continue;
    const tokens = Number((usage as Record<string, unknown> | undefined)?.['total_tokens']);
    const span = spanOf(String(at), '');
    if (tokens > 0 && Number.isFinite(span)) spent = addTokens(spent, span, tokens);
  }
  return spent;
}

/** What the ledger knows of money, in the currency of its last line that has one; null where none has. */
export async function readMoney(dirs: Dirs): Promise<SpentMoney | null> {
  const lines = jsonLines((await readIfThere(shownFile(dirs, runtimePaths.ledger))) ?? '');
  const priced = [...new Map(lines.map((line) => [line['dedupe_key'], line])).values()].flatMap(pricedLine);
  const currency = priced.at(-1)?.currency;
  if (currency === undefined) return null;
  const money: SpentMoney = { money: [], learned: [], items: [], roots: [], currency };
  for (const one of priced.filter((line) => line.currency === currency)) {
    const { span, micros, item, root } = one;
    money.money = addTokens(money.money, span, micros);
    if (one.isLearning) money.learned = addTokens(money.learned, span, micros);
    money.items = addTo(money.items, item, micros);
    if (!isRootless(root)) money.roots = addTo(money.roots, root, micros);
  }
  return money;
}

function pricedLine(line: Record<string, unknown>) {
  const cost = costIn(line['cost']);
  const span = spanOf(String(line['stage_completed_at']), '');
  if (cost === null || !Number.isFinite(span)) return [];
  const { micros, currency } = cost;
  const item = `${String(line['work_item_kind'])}/${String(line['work_item_id'])}`;
  const isLearning = line['plane'] === 'learning';
  return [{ micros, currency, span, item, root: String(line['lineage']), isLearning }];
}

/** Written only when it says something else than before; gone when spending is not governed. */
export async function showGovernance(dirs: Dirs, section: WorkspaceSection): Promise<void> {
  const file = shownFile(dirs, runtimePaths.governance);
  if (section.usage === undefined) return removeFile(file);
  const text = `${JSON.stringify(stateOf(section.usage), null, 1)}\n`;
  if ((await readIfThere(file)) !== text) await writeAtomic(file, text);
}

const stateOf = ({ autoResume, timeZone, session, rules, blockers, resumeAt, learning }: UsageView) => ({
  ...{ schema_version: '1.0', kind: 'usage_governance_state', enabled: true },
  ...{ auto_resume: autoResume, auto_resume_possible: autoResume && (blockers.length === 0 || resumeAt !== null) },
  ...{ evaluation_boundary: 'between_stages', calendar_timezone: timeZone, daemon_session_id: sessionId(session) },
  active_blockers: blockers.map((rule) => ({ ...ruleFields(rule), auto_resume_possible: rule.until !== null })),
  rules: rules.map(ruleFields),
  ...{ paused_by_governance: blockers.length > 0, next_auto_resume_at: resumeAt },
  ...(learning === undefined ? {} : { learning: shareFields(learning) }),
});

const shareFields = ({ share, rules, resumeAt }: ShareView) => ({
  ...{ share_percent: share, rules: rules.map(ruleFields) },
  ...{ waits: rules.some(blocks), next_auto_resume_at: resumeAt },
});

/** Money in units of its currency. */
const ruleFields = ({ id, window, observed, threshold, until, currency }: RuleView) => ({
  ...(currency === undefined
    ? { source: 'runtime_token_rules', rule_id: id, window, metric: 'total_tokens', observed, threshold }
    : {
        ...{ source: 'cost_rules', rule_id: id, window, metric: 'cost', currency },
        ...{ observed: amountOf(observed), threshold: amountOf(threshold) },
      }),
  next_auto_resume_at: until,
});
