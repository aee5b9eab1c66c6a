// The runner that plays a script: nothing can be set of it, the script says all. Pure: core reads it.
import { SCRIPTED_RUNNER } from '../../core/contracts/stage.js';
import type { RunnerKind } from '../../core/plan/runner-kind.js';

export const scriptedKind = { name: SCRIPTED_RUNNER, logins: [] } as const satisfies RunnerKind;
