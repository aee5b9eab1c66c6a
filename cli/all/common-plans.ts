// Workspaces of one process mostly work by the same plan. Then they have it and its texts in common: 100 kB for each would be there for nothing.
import type { GoodPlan } from '../compile.js';

type Shared = Pick<GoodPlan, 'named' | 'texts'>;

/** `leave`: this user has it no more. */
export type CommonPlan = Shared & Pick<GoodPlan, 'config'> & { leave(): void };

export interface CommonPlans {
  /** The plan as another one has it already, where it is the same by its digest; nobody changes it. */
  common(compiled: Promise<GoodPlan>): Promise<CommonPlan>;
}

export function commonPlans(): CommonPlans {
  const known = new Map<string, Shared & { users: number }>();
  return {
    async common(compiled) {
      const { named, texts, config } = await compiled;
      const shared = known.get(named.digest) ?? { named, texts, users: 0 };
      known.set(named.digest, shared);
      shared.users += 1;
      const leave = (): void => {
        shared.users -= 1;
        if (shared.users === 0) known.delete(named.digest);
      };
      return { named: shared.named, texts: shared.texts, config, leave };
    },
  };
}
