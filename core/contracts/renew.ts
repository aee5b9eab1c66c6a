// From one workflow run to the next: a state of an older shape takes the newest shape, and a revision that was offered
// becomes the one in force. Plain functions of what was carried, so that a replay gives the same.

/** What every carried state has. */
interface Carried {
  schema: number;
  rules: number;
  nextRules?: number;
}

/** Step `n` makes shape `n + 2` of shape `n + 1`. Steps are only ever added. */
export type RenewSteps = readonly ((state: never) => Carried)[];

/** Brings a carried state to the shape of the last step. One that is newer than all steps stays as it is. */
export function migrated<T extends Carried>(carried: Carried, steps: RenewSteps): T {
  const due = steps.slice(Math.max(0, carried.schema - 1));
  return due.reduce<Carried>((state, step) => step(state as never), carried) as T;
}

/** The shape that the last step makes. */
export const newestShape = (steps: RenewSteps): number => steps.length + 1;

/** The state as its next run begins with it. */
export const renewed = <T extends Carried>(state: T): T => ({ ...state, rules: state.nextRules ?? state.rules });
