// A file leaves quarantine for an archive below its queue folder, with who did it and why.
import { lstat, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { runtimePaths } from '../../core/contracts/paths.js';
import { type Dirs, shownFile } from '../dirs.js';
import { appendLine } from '../files/atomic.js';
import { unless } from '../../disk/errors.js';
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
    const folder = path.join(runtimePaths.stateFolder(what.family, 'queued'), runtimePaths.invalidArchive);
    const source = shownFile(dirs, what.path);
    if (!(await isThere(source))) return null;
    await mkdir(shownFile(dirs, folder), { recursive: true });
    const target = await freePath(dirs, path.join(folder, path.basename(what.path)));
    await rename(source, shownFile(dirs, target));
    await record(dirs, what, folder, target);
    return target;
  });
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

async function freePath(dirs: Dirs, wanted: string): Promise<string> {
  for (let n = 0; ; n += 1) {
    const candidate = `${wanted}${n === 0 ? '' : `.${n}`}`;
    if (!(await isThere(shownFile(dirs, candidate)))) return candidate;
  }
}

const isThere = async (file: string): Promise<boolean> => (await lstat(file).catch(unless('ENOENT'))) !== null;
