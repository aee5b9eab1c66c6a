// The snapshot as the read commands see it.
import type { Plane } from '../core/contracts/families.js';
import type { RunSection, WorkspaceSection } from '../core/contracts/mirror.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { isRecord } from '../core/form.js';
import { jsonObject } from '../core/json-lines.js';
import { readPiece, shown } from './files.js';

export interface SnapshotView {
  /** Null until the workspace workflow has shown itself. */
  workspace: WorkspaceSection | null;
  /** What the turns do, first the one that people look at; it is `run` in the file. */
  runs: RunSection[];
  /** Last marker of each plane, without `### `. */
  markers: Partial<Record<Plane, string>>;
  /** When the file was written, milliseconds since 1970: the age of every answer made from it. */
  writtenAt: number;
  /** The whole file, for `--json`. */
  raw: Record<string, unknown>;
}

/** Null when there is no snapshot, or one that cannot be read. */
export function readSnapshot(workspace: string): SnapshotView | null {
  const file = readPiece(shown(workspace, runtimePaths.snapshot));
  const raw = jsonObject(file?.text);
  if (file === null || raw === null) return null;
  const sections = (raw.sections ?? {}) as Partial<SnapshotView>;
  return {
    workspace: sections.workspace ?? null,
    runs: runsIn(raw),
    markers: sections.markers ?? {},
    writtenAt: file.stat.mtimeMs,
    raw,
  };
}

/** Files of earlier builds know one. */
function runsIn({ runs, run }: Record<string, unknown>): RunSection[] {
  const all: unknown[] = Array.isArray(runs) ? runs : [run];
  return all.filter(isRecord) as unknown as RunSection[];
}
