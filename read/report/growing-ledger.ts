// The ledger, kept from one look to the next: only what was added is read again. As `readLedger` otherwise.
import { setImmediate as turn } from 'node:timers/promises';
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonLines } from '../../core/json-lines.js';
import { type Mark, type News, readNews } from '../../disk/tail.js';
import { shown } from '../files.js';
import { keptWords } from '../kept-words.js';
import { type SpentView, spentIn } from '../ledger.js';

export interface GrowingLedger {
  /** The same list, grown. Of a ledger that was written anew a new one. */
  read(): readonly SpentView[];
  /** Reads in pieces what `read` would read at once. */
  fill(): Promise<void>;
}

/** Bytes of a piece. */
const PIECE = 128 * 1024;

export function growingLedger(workspace: string): GrowingLedger {
  const file = shown(workspace, runtimePaths.ledger);
  let mark: Mark | null = null;
  let all: SpentView[] = [];
  const [at, once] = [new Map<unknown, number>(), keptWords()];
  const take = (news: News): void => {
    mark = news.mark;
    if (news.anew) {
      all = [];
      at.clear();
    }
    for (const line of jsonLines(news.text)) {
      const [spent] = spentIn(line);
      if (spent === undefined) continue;
      const { day, stage, lineage, model } = spent;
      const one = { ...spent, day: once(day), stage: once(stage), lineage: once(lineage), model: once(model) };
      const known = at.get(line['dedupe_key']);
      if (known === undefined) at.set(line['dedupe_key'], all.push(one) - 1);
      else all[known] = one;
    }
  };
  const read = (): readonly SpentView[] => {
    take(readNews(file, mark));
    return all;
  };
  const fill = async (): Promise<void> => {
    const offset = (): number => mark?.offset ?? 0;
    for (let end = -1; offset() > end;) {
      end = offset();
      take(readNews(file, mark, { most: PIECE }));
      await turn();
    }
  };
  return { read, fill };
}
