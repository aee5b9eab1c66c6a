// A worker of an older build leaves a workspace alone that a newer one has taken further: it could not decide as that did.
import { readIfThere } from '../disk/read-if-there.js';
import type { Dirs } from '../disk/dirs.js';
import { shownFile } from '../disk/folder.js';
import { sectionsIn } from '../disk/mirror/snapshot.js';
import { runtimePaths } from '../core/contracts/paths.js';
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

/** Throws `NewerRules`. */
export async function assertKnownRules(dirs: Dirs): Promise<void> {
  const sections = sectionsIn(await readIfThere(shownFile(dirs, runtimePaths.snapshot)));
  const rules = sections.workspace?.rules ?? 0;
  if (rules > NEWEST_RULES) throw new NewerRules(rules);
}
