// A worker of an older build leaves a workspace alone that a newer one has taken further: it could not decide as that did.
import { readIfThere } from '../disk/read-if-there.js';
import type { Dirs } from '../disk/dirs.js';
import { shownFile } from '../disk/folder.js';
import { sectionsIn } from '../disk/mirror/sections.js';
import { newestShape } from '../core/contracts/renew.js';
import { EXECUTOR_STEPS } from '../core/engine/lineage/executor-state.js';
import { SCHEDULER_STEPS } from '../core/engine/workspace/carry.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import { NEWEST_RULES } from '../core/contracts/rules.js';
import { KnownError } from '../core/told-error.js';

export class NewerRules extends KnownError {
  constructor(rules: number) {
    super(
      'newer_rules',
      `A newer Millrace has worked here: the workspace follows revision ${rules} of the rules, and this build knows ` +
        `${NEWEST_RULES}. Use the newer one; nothing was started.`,
    );
  }
}

/** What lies on disk has a shape that this build cannot take up. */
export class NewerState extends KnownError {
  constructor(part: string, shape: number, newest: number) {
    super(
      'newer_state',
      `A newer Millrace has worked here: in ${RUNTIME_DIR}/${runtimePaths.snapshot} the ${part} has shape ${shape}, and this ` +
        `build knows shapes up to ${newest}, so it could lose what they hold. Use the newer one; nothing was started or changed.`,
    );
  }
}

/** Throws `NewerRules` and `NewerState`. `newest`: revision that this build offers. */
export async function assertKnownRules(dirs: Dirs, newest = NEWEST_RULES): Promise<void> {
  const { workspace, activations } = sectionsIn(await readIfThere(shownFile(dirs, runtimePaths.snapshot)));
  const rules = workspace?.rules ?? 0;
  if (rules > newest) throw new NewerRules(rules);
  assertShape('part of the workspace', workspace?.schema, newestShape(SCHEDULER_STEPS));
  for (const { schema, lineage } of activations)
    assertShape(`activation of lineage ${lineage}`, schema, newestShape(EXECUTOR_STEPS));
}

function assertShape(part: string, shape: unknown, newest: number): void {
  if (typeof shape === 'number' && shape > newest) throw new NewerState(part, shape, newest);
}
