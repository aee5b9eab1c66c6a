// What a sweep has to know of a request, from its journal.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { journalFiles } from '../../core/contracts/paths.js';
import { fieldsOf } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import { readText } from '../files.js';
import { bootId } from '../../disk/identity.js';
import { type Journal, look, readAgent, readHost, readParent } from './journal.js';
import { readEnd } from './result.js';
import { isSubreaper } from './subreaper.js';
import type { SweepTarget } from './sweep.js';

/** `spare host`: it ends by itself once its result is written. */
export function sweepTarget(journal: Journal, what: 'spare host' | 'everything'): SweepTarget {
  const [agent, host, parent] = [readAgent(journal), readHost(journal), readParent(journal)];
  const ofNow = host !== null && host.boot === bootId();
  const reaper = ofNow && parent !== null && isSubreaper(parent) ? parent : null;
  const outputs = [journalFiles.stdout, journalFiles.stderr].map((name) => join(journal.dir, name));
  return {
    ...{ requestId: journal.requestId, agent, reaper },
    host: what === 'everything' ? null : host,
    first: ofNow ? (reaper ?? host.pid) : null,
    held: { outputs, leased: foundItHeld(journal) ? null : leasedTree(journal) },
  };
}

/** Who holds the tree then is at work in it, and no part of this stage. */
const foundItHeld = (journal: Journal): boolean => look(journal).state === 'done' && readEnd(journal).kind === 'busy';

/**
 * The work tree whose lease the request took. Null where it takes none, since learning works beside whoever holds it, and where it left no
 * record: then nothing but its mark, session and files tells of it.
 */
export function leasedTree(journal: Journal): string | null {
  const record = jsonObject(readText(join(journal.dir, journalFiles.request)) ?? undefined);
  const tree = record?.['treeDir'] ?? record?.['workspaceDir'];
  const { plane } = fieldsOf(record?.['request']);
  try {
    return typeof tree === 'string' && plane !== 'learning' ? realpathSync.native(tree) : null;
  } catch {
    return null;
  }
}
