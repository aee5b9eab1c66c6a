// Files that somebody dropped where only what an operator signs is taken in: they are set aside, with what to do.
import type { ArgsOf } from '../core/contracts/command-table.js';
import type { DocumentVerdict } from '../core/contracts/commands.js';
import type { RefusalCode } from '../core/engine/workspace/operators/gate.js';
import type { Dirs } from '../disk/dirs.js';
import { quarantineFile } from '../disk/intake/scan.js';
import { NotAllowed, type Send } from './workspace-client.js';

const REASON =
  'it is unsigned, and this workspace takes in what an operator signs: add it with `millrace add FILE` and your key, or let the worker ' +
  'take in what is dropped by giving its key the right intake (`millrace keys add`)';

/** The worker may not bring work in. Whatever else is wrong with its signature, its clock say, is no fault of the files. */
const OF_RIGHTS: readonly RefusalCode[] = ['unsigned', 'unknown_operator', 'right_missing'];

/**
 * What the workspace says of each, in their order; nothing where they were set aside because nobody signed them. `found`: where they
 * lie, relative to `millrace-agents/`. Throws what `send` throws.
 */
export async function enqueueDropped(
  dirs: Dirs,
  send: Send,
  args: ArgsOf<'enqueue'>,
  found: readonly { family: string; path: string }[],
): Promise<DocumentVerdict[]> {
  try {
    return (await send('enqueue', args)).documents ?? [];
  } catch (error) {
    if (!(error instanceof NotAllowed) || !OF_RIGHTS.some((code) => code === error.why)) throw error;
    for (const { family, path } of found) await quarantineFile(dirs, { family, path, reason: REASON });
    return [];
  }
}
