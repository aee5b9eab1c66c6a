// What stages spent, from the ledger. Torn lines are passed over, and a stage counts once.
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonLines } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';
import { costIn, type StageCost } from '../core/contracts/money.js';
import { own } from '../core/own.js';

export interface SpentView {
  /** UTC. */
  day: string;
  /** End of the stage, ISO 8601. */
  at: string;
  /** Id of its request. */
  request: string;
  stage: string;
  /** `family/id` */
  item: string;
  lineage: string;
  run: string;
  /** Empty where a release before said nothing of it. */
  runner: string;
  /** Empty = the runner's own choice. */
  model: string;
  input: number;
  cachedInput: number;
  output: number;
  total: number;
  /** Null = not known. */
  cost: StageCost | null;
}

export const readLedger = (workspace: string): SpentView[] => ledgerIn(workspace);

/** The lines at its end, for whoever must not take longer with every month. */
export const recentLedger = (workspace: string): SpentView[] => ledgerIn(workspace, RECENT_BYTES);

const RECENT_BYTES = 1024 * 1024;

function ledgerIn(workspace: string, last?: number): SpentView[] {
  const part = last === undefined ? {} : { last };
  const lines = jsonLines(readPiece(shown(workspace, runtimePaths.ledger), part)?.text ?? '');
  const byKey = new Map(lines.map((line) => [line['dedupe_key'], line]));
  return [...byKey.values()].flatMap(spentIn);
}

/** None in a line that says nothing of tokens. */
export function spentIn(line: Record<string, unknown>): SpentView[] {
  const usage = line['token_usage'];
  if (typeof usage !== 'object' || usage === null) return [];
  const text = (key: string): string => {
    const value = own(line, key);
    return typeof value === 'string' ? value : '';
  };
  const count = (key: string): number => Number(own(usage as Record<string, unknown>, key)) || 0;
  const item = `${text('work_item_kind')}/${text('work_item_id')}`;
  const request = /request-[0-9a-f]+/.exec(text('dedupe_key'))?.[0] ?? '';
  const when = { day: text('day'), at: text('stage_completed_at'), request };
  const what = {
    ...when,
    stage: text('stage_id'),
    item,
    lineage: text('lineage'),
    run: text('run_id'),
    runner: text('runner_name'),
    model: text('model'),
  };
  const numbers = { input: count('input_tokens'), cachedInput: count('cached_input_tokens') };
  return [
    {
      ...what,
      ...numbers,
      output: count('output_tokens'),
      total: count('total_tokens'),
      cost: costIn(own(line, 'cost')),
    },
  ];
}

/** Prices that costs come from: `prices as of 2026-11-29: the list of the provider`, each once. */
export const pricesBehind = (spent: readonly SpentView[]): { day: string; source: string }[] => [
  ...new Map(
    spent.flatMap(({ cost }) =>
      cost === null ? [] : [[`${cost.asOf} ${cost.source}`, { day: cost.asOf, source: cost.source }]],
    ),
  ).values(),
];
