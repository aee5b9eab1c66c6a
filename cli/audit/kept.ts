// The audit outlives its workspace: before our state of it goes, it is written as one file beside it.
import { join } from 'node:path';
import { auditChain, auditHead } from '../../read/audit.js';
import type { Context } from '../context.js';
import { keysKnown } from './keys.js';
import { writeExport } from './write.js';

interface Leaving {
  id: string;
  /** Of the workspace, which may be gone. */
  dir: string;
  state: string;
  stateHome: string;
}

/** Records that the workspace is removed. Gives what is to be said; nothing where nothing was ever decided. */
export async function keptAudit(context: Context, { id, dir, state, stateHome }: Leaving): Promise<string[]> {
  if (auditHead(state, id).seq === 0) return [];
  const { recordLocally } = await import('../../disk/audit/local.js');
  const stands = { before: { workspace: 'there' }, after: { workspace: 'removed' } };
  await recordLocally(state, { command: 'remove', args: {}, issuer: context.issuer, ...stands });
  const { head, fault } = auditChain(state, id, () => undefined);
  const file = join(stateHome, `audit-${id}.jsonl`);
  const facts = { workspace: id, exportedAt: new Date().toISOString(), open: [], keys: keysKnown(dir, state) };
  // One that is broken is kept as far as it goes, and says so.
  await writeExport(file, state, facts, fault === null ? head : auditHead(state, id));
  return [`Its audit stays: ${file}`];
}
