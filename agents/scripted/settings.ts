// The runner that plays a script: the script says all, but for the walls around what is played. Pure: core reads it.
import { z } from 'zod';
import { SCRIPTED_RUNNER } from '../../core/contracts/stage.js';
import type { RunnerKind } from '../../core/plan/runner-kind.js';
import { sandbox } from '../../core/plan/sources/config/values.js';

const schema = z
  .strictObject({ sandbox })
  .prefault({})
  .describe('The runner `scripted`, also where it plays a rehearsal.');

export const scriptedKind = {
  name: SCRIPTED_RUNNER,
  logins: [],
  settings: { table: 'scripted', schema, secrets: [], files: [], byStage: [] },
} as const satisfies RunnerKind;
