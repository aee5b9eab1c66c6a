// The ledger, kept from one look to the next: only what was added is read again. As `readLedger` otherwise.
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonLines } from '../../core/json-lines.js';
import { type Mark, readNews } from '../../disk/tail.js';
import { shown } from '../files.js';
import { type SpentView, spentIn } from '../ledger.js';

/** Gives the same list, grown. Of a ledger that was written anew a new one. */
export function growingLedger(workspace: string): () => readonly SpentView[] {
  const file = shown(workspace, runtimePaths.ledger);
  let mark: Mark | null = null;
  let all: SpentView[] = [];
  const [at, words] = [new Map<unknown, number>(), new Map<string, string>()];
  return () => {
    const news = readNews(file, mark);
    mark = news.mark;
    if (news.anew) {
      all = [];
      at.clear();
    }
    for (const line of jsonLines(news.text)) {
      const [spent] = spentIn(line);
      if (spent === undefined) continue;
      const one = { ...spent, ...shared(words, spent) };
      const known = at.get(line['dedupe_key']);
      if (known === undefined) at.set(line['dedupe_key'], all.push(one) - 1);
      else all[known] = one;
    }
    return all;
  };
}

/** Words that thousands of lines say are kept once. */
function shared(words: Map<string, string>, { day, stage, lineage, model }: SpentView) {
  const once = (text: string): string => {
    const known = words.get(text);
    if (known === undefined) words.set(text, text);
    return known ?? text;
  };
  return { day: once(day), stage: once(stage), lineage: once(lineage), model: once(model) };
}
