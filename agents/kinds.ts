// The runners that exist, as far as configuration and plans know them; `registry.ts` has what runs them. Pure: core reads it.
import { claudeKind } from './claude/settings.js';
import { codexKind } from './codex/settings.js';
import { commandKind } from './command/settings.js';
import { piKind } from './pi/settings.js';
import { scriptedKind } from './scripted/settings.js';

/** The first plays the stages to which nothing else gives a runner. */
export const RUNNER_KINDS = [codexKind, piKind, claudeKind, scriptedKind, commandKind] as const;

/** What the tables of `[runners]` are described by. */
export type KnownSettings = Extract<(typeof RUNNER_KINDS)[number], { settings: unknown }>['settings'];

/** What the tables of `[runners]` are described by that hold a runner each. */
export type KnownFamilies = Extract<(typeof RUNNER_KINDS)[number], { family: unknown }>['family'];
