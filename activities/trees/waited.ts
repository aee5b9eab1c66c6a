// The work that an item waits for and that was done elsewhere than on its own branch: by what its document says, and by what we noted of the runs
// of the items that it names.
import { neededFamily } from '../../core/contracts/families.js';
import { isSafeId } from '../../core/contracts/ids.js';
import type { OtherWork } from '../../core/contracts/other-work.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { ChangedStage } from '../../core/changes/stretches.js';
import { dependsOnIn } from '../../core/documents/depend.js';
import type { Dirs } from '../../disk/dirs.js';
import { findDocumentText } from '../../disk/mirror/document-text.js';
import { type Manifest, readManifest } from '../../disk/mirror/manifest.js';
import { recentChanges } from '../../disk/store/stage-changes.js';
import { newestRuns, type TreeRun } from '../../disk/store/tree-runs.js';

/** Work on a branch, or work that no tree can have. */
export interface Waited extends Pick<OtherWork, 'root' | 'items' | 'branch'> {
  how: 'on_branch' | 'in_place' | 'kept';
  /** Digest of the last commit that is waited for; absent = the branch as it is. */
  commit?: string;
}

/** By root, in the order in which it was done; none for a root that is judged. */
export async function waitedWork(dirs: Dirs, { item, closure }: StageRunRequest): Promise<Waited[]> {
  const text = closure === undefined ? await findDocumentText(dirs, item).catch(() => null) : null;
  const named = text === null ? [] : dependsOnIn(item.family, text).filter(isSafeId);
  if (named.length === 0) return [];
  const family = neededFamily(item.family);
  const manifest = await readManifest(dirs);
  const standing = named.map((id) => standsFor(manifest, family, id));
  const runs = newestRuns(dirs.state, new Set(standing.map((id) => `${family}/${id}`)));
  const stages = recentChanges(dirs.state);
  const all = standing.flatMap((id) => {
    const run = runs.get(`${family}/${id}`);
    const last = stages.findLast((one) => one.family === family && one.id === id);
    const isLater = last !== undefined && last.at >= (run?.settledAt ?? '');
    const what = (isLater ? ofStage(last) : null) ?? ofRun(run);
    // Of its own root, the tree has all but what was done in the workspace: work without a root may be in both.
    return what === null || (what.root === item.root && what.how !== 'in_place')
      ? []
      : [{ what, at: run?.settledAt ?? '' }];
  });
  return together(all.sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ what }) => what));
}

/** What took its place, and the place of that. */
function standsFor(manifest: Manifest, family: string, named: string): string {
  const seen = new Set<string>();
  for (let id = named; !seen.has(id);) {
    seen.add(id);
    const by = manifest.get(runtimePaths.document(family, 'superseded', id))?.replacedBy;
    if (by === undefined || !isSafeId(by)) return id;
    id = by;
  }
  return named;
}

function ofRun(run: TreeRun | undefined): Waited | null {
  if (run === undefined) return null;
  const { root, id, branch, family, settled } = run;
  const about = { root, items: [id], branch };
  if (settled?.kind === 'committed' && settled.commit !== undefined)
    return { ...about, how: 'on_branch', commit: settled.commit };
  // Only tasks become commits: what else is done has nothing that others would miss.
  const isLost = family === 'task' && (settled?.kind === 'kept' || settled?.kind === 'refused');
  return { ...about, how: isLost ? 'kept' : 'on_branch' };
}

const ofStage = (stage: ChangedStage): Waited | null =>
  stage.tree !== undefined ? null : { root: stage.root, items: [stage.id], branch: '', how: 'in_place' };

/** Oldest first; one for each root and way. On a branch the later commit holds the earlier one. */
function together(all: readonly Waited[]): Waited[] {
  const found = new Map<string, Waited>();
  for (const one of all) {
    const key = `${one.how} ${one.root}`;
    found.set(key, { ...one, items: [...(found.get(key)?.items ?? []), ...one.items] });
  }
  return [...found.values()];
}
