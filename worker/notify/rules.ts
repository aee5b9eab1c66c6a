// Which rules hold: those of the ground that an operator accepted, as its copy has them. What lies in the workspace starts and tells nothing.
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { runtimePaths, statePaths } from '../../core/contracts/paths.js';
import { readConfig } from '../../core/plan/sources/config.js';
import type { NotifyRule } from '../../core/plan/sources/config/notify.js';
import { readText } from '../../disk/read.js';
import { markOf } from '../../disk/store/rest.js';
import { acceptedGround } from '../ground/accepted.js';

/** Gives them as they are at each call; none where nothing was accepted. `state`: our state folder. */
export function watchRules(state: string): () => NotifyRule[] {
  let known: { record: string; rules: NotifyRule[] } = { record: '', rules: [] };
  return () => {
    // Each record is a new file.
    const stat = lstatSync(path.join(state, statePaths.ground), { throwIfNoEntry: false });
    const record = stat === undefined ? '' : markOf(stat);
    if (record !== known.record) known = { record, rules: record === '' ? [] : acceptedRules(state) };
    return known.rules;
  };
}

/** As they are now. */
export function acceptedRules(state: string): NotifyRule[] {
  const accepted = acceptedGround(state);
  const text = accepted === null ? null : readText(path.join(accepted.home, runtimePaths.config));
  return text === null ? [] : (readConfig(runtimePaths.config, text, [])?.notify ?? []);
}
