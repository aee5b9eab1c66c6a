// The roots that are judged before they close, from their files.
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { namesIn, readPiece, shown } from './files.js';
import { own } from '../core/own.js';

const STATES = ['open', 'delivering', 'parked', 'closed', 'withdrawn'] as const;

export interface TargetRow {
  root: string;
  state: (typeof STATES)[number];
  /** Why it is parked; null otherwise. */
  reason: string | null;
  rounds: number;
  openedAt: string;
  closedAt: string | null;
}

/** Oldest first; files that cannot be read are passed over. */
export function listTargets(workspace: string): TargetRow[] {
  const folder = runtimePaths.target('_').replace(/\/[^/]*$/, '');
  const names = namesIn(shown(workspace, folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  const rows = names.flatMap((name) => rowOf(jsonObject(readPiece(shown(workspace, `${folder}/${name}`))?.text ?? '')));
  return rows.sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
}

function rowOf(file: Record<string, unknown> | null): TargetRow[] {
  const state = file?.['state'];
  const known = STATES.find((one) => one === state);
  if (file === null || known === undefined) return [];
  const text = (key: string): string | null => {
    const value = own(file, key);
    return typeof value === 'string' ? value : null;
  };
  const rounds = Number(file['remediation_rounds'] ?? 0);
  const times = { openedAt: text('opened_at') ?? '', closedAt: text('closed_at') };
  return [{ root: text('root_spec_id') ?? '', state: known, reason: text('reason'), rounds, ...times }];
}
