// What stages spent, summed up over the whole ledger. Asked again it reads only what was added. Each stage counts once, also where the ledger was written
// anew, so that no sum ever goes back while the process lives.
import { setImmediate as turn } from 'node:timers/promises';
import { runtimePaths } from '../../core/contracts/paths.js';
import { MICROS } from '../../core/contracts/money.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { jsonLines } from '../../core/json-lines.js';
import { Tally } from '../../core/metrics/tally.js';
import { type Mark, readNews } from '../../disk/tail.js';
import { shown } from '../files.js';
import { spentIn } from '../ledger.js';
import type { Totals } from './stage-totals.js';

/** Lines that are counted in one go: other work of the process goes on in between. */
const PAGE = 5000;
/** Of the digest of a key that is kept to know the stage again. */
const KEY_LENGTH = 16;

/** `workspace`: an absolute path. Nothing is read before it is asked. */
export function tokenTotals(workspace: string): Totals {
  const file = shown(workspace, runtimePaths.ledger);
  const sums = newSums();
  const counted = new Set<string>();
  let mark: Mark | null = null;
  return {
    async read() {
      const news = readNews(file, mark);
      // A ledger that is gone for a moment is looked for from its beginning, where it is known what was counted.
      mark = news.mark;
      const lines = news.text.split('\n');
      for (let from = 0; from < lines.length; from += PAGE) {
        for (const line of jsonLines(lines.slice(from, from + PAGE).join('\n'))) count(sums, counted, line);
        await turn();
      }
      return {
        millrace_ledger_stages_total: sums.stages.samples(),
        millrace_tokens_total: sums.all.samples(),
        millrace_tokens_by_kind_total: sums.byKind.samples(),
        millrace_cost_total: sums.cost.samples(),
      };
    },
  };
}

const newSums = () => ({
  stages: new Tally(['stage', 'model']),
  all: new Tally(['stage', 'model']),
  byKind: new Tally(['model', 'kind']),
  cost: new Tally(['stage', 'model', 'currency']),
});

function count(sums: ReturnType<typeof newSums>, counted: Set<string>, line: Record<string, unknown>): void {
  const key = sha256Hex(String(line['dedupe_key'])).slice(0, KEY_LENGTH);
  if (counted.has(key)) return;
  for (const { stage, model, input, cachedInput, output, total, cost } of spentIn(line)) {
    counted.add(key);
    sums.stages.add([stage, model]);
    sums.all.add([stage, model], total);
    if (cost !== null) sums.cost.add([stage, model, cost.currency], cost.micros / MICROS);
    for (const [kind, tokens] of Object.entries({ input, cached_input: cachedInput, output }))
      sums.byKind.add([model, kind], tokens);
  }
}
