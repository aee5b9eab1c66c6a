// Carries one delivery out, whoever asked for it: the merge is computed, its checks run on the result, and the branch becomes that very commit. Where
// it goes to moves meanwhile, all of it begins anew. Call it holding the lock.
import type { FailedCheck } from '../../../core/documents/merger-task.js';
import { refused, type Refused } from '../../../trees/answers.js';
import { type Delivery, prepareDelivery, type Prepared } from '../../../trees/deliver.js';
import { inTheWay, land } from '../../../trees/land.js';
import type { TreesPlace } from '../../../trees/place.js';
import { type Checking, runChecks } from './checks.js';

export interface CarryOut extends Checking {
  root: string;
  /** Without `refs/heads/`; absent = what the tree began from. */
  into?: string;
  /** Hears what passed, before anything of it lands. */
  passed: (delivery: Delivery) => void | Promise<void>;
}

export type CarriedOut =
  | { kind: 'landed'; delivery: Delivery }
  | { kind: 'failed'; delivery: Delivery; failed: FailedCheck }
  | Exclude<Prepared, { kind: 'ready' }>;

const MOST_TRIES = 5;

/** Throws with what git said, and the signal's reason. */
export async function carryOut(place: TreesPlace, asked: CarryOut): Promise<CarriedOut> {
  const { root, into, say } = asked;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const at = new Date().toISOString();
    const prepared = await prepareDelivery(place, { root, at, ...(into !== undefined && { into }) });
    if (prepared.kind !== 'ready') return prepared;
    const { delivery } = prepared;
    const done = await checkedAndLanded(place, asked, delivery);
    if (done !== 'moved') return done;
    say(`${delivery.into} moved meanwhile: it is computed anew.`);
  }
  return refused(`The branch that ${root} goes to moves again and again.`, 'Try again when it rests.');
}

const mergeText = ({ branch, into }: Delivery): string => `${branch} goes with ${into}: the merge is made.`;
const forwardText = ({ branch, into }: Delivery): string => `${into} can go forward to ${branch} as it is.`;

async function checkedAndLanded(place: TreesPlace, asked: CarryOut, delivery: Delivery): Promise<CarriedOut | 'moved'> {
  const held = await inTheWay(place, delivery);
  if (held !== null) return held;
  asked.say(delivery.how === 'forward' ? forwardText(delivery) : mergeText(delivery));
  const checked = await runChecks(place, delivery, asked);
  if (checked.kind === 'failed') return { kind: 'failed', delivery, failed: checked.failed };
  if (checked.kind === 'refused') return checked;
  await asked.passed(delivery);
  return landPassed(place, delivery);
}

/** Of what passed. What writes into a person's checkout is not broken off. */
export async function landPassed(place: TreesPlace, delivery: Delivery): Promise<CarriedOut | 'moved'> {
  const { signal, ...whole } = place;
  signal?.throwIfAborted();
  const landed = await land(whole, delivery);
  if (landed.kind === 'moved') return 'moved';
  return landed.kind === 'refused' ? (landed satisfies Refused) : { kind: 'landed', delivery };
}
