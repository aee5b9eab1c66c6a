// Compiled plans by digest: written once, never rewritten, checked at every reading.
import path from 'node:path';
import { canonicalJson, sha256Hex } from '../../core/contracts/digest.js';
import type { NamedPlan, Plan } from '../../core/contracts/plan.js';
import { statePaths } from '../../core/contracts/paths.js';
import { PRIVATE_FILE } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { writeAtomic } from '../write.js';

/** Plans that this process was given, by digest: a damaged one is made again from here. */
const remembered = new Map<string, Plan>();

export async function putPlan(state: string, named: NamedPlan): Promise<void> {
  remembered.set(named.digest, named.plan);
  if ((await storedPlan(state, named.digest)) !== null) return;
  // A damaged one is written anew.
  await writeAtomic(planFile(state, named.digest), canonicalJson(named.plan), { fsync: true, mode: PRIVATE_FILE });
}

/** Null when it is missing or damaged, and this process does not know it. */
export async function findPlan(state: string, digest: string): Promise<Plan | null> {
  const stored = await storedPlan(state, digest);
  const known = remembered.get(digest) ?? null;
  if (stored === null && known !== null) await putPlan(state, { id: '', digest, plan: known });
  return stored ?? known;
}

async function storedPlan(state: string, digest: string): Promise<Plan | null> {
  const text = await readIfThere(planFile(state, digest));
  return text !== null && sha256Hex(text) === digest ? (JSON.parse(text) as Plan) : null;
}

const planFile = (state: string, digest: string): string => path.join(state, statePaths.plans, `${digest}.json`);
