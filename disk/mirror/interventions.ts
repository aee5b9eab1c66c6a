// What operators did to items, for auditors: a line in the folder where the item went, once per key, under the names that
// scripts of the reference read.
import path from 'node:path';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonLines } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { appendLines } from '../write.js';

type Entry = Extract<MirrorEntry, { kind: 'intervention' }>;

/** Hold the mirror while it runs. Idempotent. */
export async function appendInterventions(dirs: Dirs, entries: readonly Entry[]): Promise<void> {
  const fileOf = ({ family, value }: Entry): string =>
    path.join(runtimePaths.stateFolder(family, value.to), runtimePaths.interventions);
  for (const name of new Set(entries.map(fileOf))) {
    const some = entries.filter((entry) => fileOf(entry) === name);
    const file = shownFile(dirs, name);
    const known = new Set(jsonLines((await readIfThere(file)) ?? '').map(({ key }) => key));
    const fresh = some.filter(({ key }) => !known.has(key));
    await appendLines(file, fresh.map(lineOf));
  }
}

function lineOf({ key, family, id, value }: Entry): string {
  const { action, issuer, reason, issuedAt, appliedAt, from, to, replacement, dependents } = value;
  return JSON.stringify({
    ...{ schema_version: '1.0', kind: 'operator_intervention', key, action, actor: issuer, reason },
    ...{ issued_at: issuedAt, applied_at: appliedAt },
    ...{ work_item_family_id: family, work_item_kind: family, work_item_id: id },
    ...{ source_state: from, destination_state: to },
    source_path: runtimePaths.document(family, from, id),
    destination_path: runtimePaths.document(family, to, id),
    ...{ replacement_work_item_id: replacement, affected_dependents: dependents },
  });
}
