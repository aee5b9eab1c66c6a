// A file leaves quarantine for an archive below its queue folder, with who did it and why.
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { withEnding } from '../names.js';
import { appendLine } from '../write.js';
import { moveFile, statOf } from '../files.js';
import { appendEvents } from './events.js';
import { withMirror } from './lock.js';

export interface Archiving {
  family: string;
  /** Of the file in quarantine, relative to `millrace-agents/`. */
  path: string;
  action: string;
  issuer: string;
  reason: string;
}

/** Its new path, relative to `millrace-agents/`; null when the file is not there any more. */
export function archiveInvalid(dirs: Dirs, what: Archiving): Promise<string | null> {
  return withMirror(dirs, async () => {
    const target = archivePlace(dirs, what.family, what.path);
    if (target === null) return null;
    moveFile(shownFile(dirs, what.path), shownFile(dirs, target));
    await record(dirs, what, path.dirname(target), target);
    return target;
  });
}

/** Where that would lie, relative to `millrace-agents/`; null when the file is not there any more. */
export function archivePlace(dirs: Dirs, family: string, source: string): string | null {
  if (statOf(shownFile(dirs, source)) === null) return null;
  const folder = path.join(runtimePaths.stateFolder(family, 'queued'), runtimePaths.invalidArchive);
  return freePath(dirs, path.join(folder, path.basename(source)));
}

async function record(dirs: Dirs, what: Archiving, folder: string, target: string): Promise<void> {
  const { family, path: source, action, issuer, reason } = what;
  const at = new Date().toISOString();
  const key = `archived:${randomUUID()}`;
  const line = {
    ...{ schema_version: '1.0', kind: 'operator_intervention', key, action, actor: issuer, reason },
    ...{ issued_at: at, applied_at: at, work_item_family_id: family, work_item_kind: family },
    ...{ work_item_id: path.basename(source), source_state: 'invalid', destination_state: 'invalid_archived' },
    ...{ source_path: source, destination_path: target, replacement_work_item_id: null, affected_dependents: [] },
  };
  await appendLine(shownFile(dirs, path.join(folder, runtimePaths.interventions)), JSON.stringify(line));
  const data = { family, path: source, to: target, action, issuer, reason };
  await appendEvents(dirs, [{ key, type: 'invalid_artifact_archived', at, data }]);
}

function freePath(dirs: Dirs, wanted: string): string {
  for (let n = 0; ; n += 1) {
    const name = withEnding(path.basename(wanted), n === 0 ? '' : `.${n}`);
    const candidate = path.join(path.dirname(wanted), name);
    if (statOf(shownFile(dirs, candidate)) === null) return candidate;
  }
}
