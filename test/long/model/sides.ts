// Both sides of one seed, and the commands that both are given: their answers are of the same code.
import type { Chance } from '../chaos/chance.js';
import type { Agents } from './agents.js';
import type { Known } from './documents.js';
import type { PureSide } from './pure-side.js';
import type { RealSide } from './real-side.js';
import type { Script } from './script.js';

export interface Sides {
  chance: Chance;
  script: Script;
  agents: Agents;
  real: RealSide;
  pure: PureSide;
  /** What was done so far. */
  log: string[];
  /** The worker leaves when it stands still. */
  isBounded: boolean;
  /** Documents that a person added. */
  added: number;
  known: Known;
}

export interface Named {
  family: string;
  id: string;
}

export const tell = (sides: Sides, name: string, wish: object = {}): Promise<void> =>
  compare(sides, name, wish, wish, () => sides.real.tell(name, wish));

/** `wish`: what a person says; `args`: what the model is told; `ask`: gives it to the real thing, and the code of its answer. */
export async function compare(
  { pure, log }: Sides,
  name: string,
  wish: object,
  args: object,
  ask: () => Promise<string>,
): Promise<void> {
  const said = `${name} ${JSON.stringify(wish)}`;
  const expected = pure.tell(name, args)?.code ?? '';
  log.push(`${said}: ${expected}`);
  const code = await ask();
  if (code !== expected) throw new Error(`${said}: ${code}, and the model says ${expected}`);
}

/** Any live item, or one that may never have been. */
export function anyItem({ chance, pure }: Sides, family?: string): Named {
  const live = Object.values(pure.world.scheduler.items).map(({ family: of, id }) => ({ family: of, id }));
  const all = live.filter((one) => family === undefined || one.family === family);
  return chance.pick([...all, { family: family ?? 'task', id: 't01' }]);
}
