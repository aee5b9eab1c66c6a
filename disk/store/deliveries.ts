// What was decided about the delivery of a root, by the number under which it was asked for: who asks again gets the same answer, and who was
// killed before there was one goes on from what was tried.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DeliveryAnswer } from '../../core/contracts/delivery.js';
import { statePaths } from '../../core/contracts/paths.js';
import { hasForm, isText } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../folder.js';
import { namesIn, readText } from '../read.js';
import { writeAtomicSync } from '../write.js';

/** A commit whose checks passed, and which is to land. Digests; branches without `refs/heads/`. */
export interface Tried {
  branch: string;
  tip: string;
  into: string;
  base: string;
  commit: string;
  tree: string;
  how: 'forward' | 'merge';
}

export interface KeptDelivery {
  root: string;
  attempt: number;
  /** Where the branch was; an answer counts only as long as it is there. */
  tip: string;
  tried?: Tried;
  answer?: DeliveryAnswer;
  /** The root whose unjudged work it waits for; absent = it waits for something else, or for nothing. */
  heldBy?: string;
}

const TEXTS = { branch: isText, tip: isText, into: isText, base: isText, commit: isText, tree: isText, how: isText };
const isTried = hasForm(TEXTS) as (one: unknown) => one is Tried;
const isAnswer = hasForm({ kind: isText }) as (one: unknown) => one is DeliveryAnswer;

const fileOf = (state: string, name: string, attempt: number): string =>
  path.join(state, statePaths.delivery(name, attempt));

/** `name`: of the tree. Null: nothing was decided, or what says so is damaged. */
export function readDelivery(state: string, name: string, attempt: number): KeptDelivery | null {
  const found = jsonObject(readText(fileOf(state, name, attempt)) ?? undefined);
  if (typeof found?.['root'] !== 'string' || typeof found['tip'] !== 'string') return null;
  const { root, tip, tried, answer, heldBy } = found as Record<string, unknown> & { root: string; tip: string };
  const known = { root, tip, attempt, ...(isTried(tried) && { tried }), ...(isAnswer(answer) && { answer }) };
  return { ...known, ...(typeof heldBy === 'string' && { heldBy }) };
}

export function keepDelivery(state: string, name: string, delivery: KeptDelivery): void {
  const file = fileOf(state, name, delivery.attempt);
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  writeAtomicSync(file, `${JSON.stringify(delivery)}\n`, { mode: PRIVATE_FILE, fsync: true });
}

/** Digests: where the branch of a root was when it had passed its judgement, each time. `name`: of its tree. */
export function judgedTips(state: string, name: string, root: string): string[] {
  const known = attemptsOf(state, name).flatMap((attempt) => readDelivery(state, name, attempt) ?? []);
  return known.flatMap((one) => (one.root === root && one.tip !== '' ? [one.tip] : []));
}

/** The one that was asked for last; null = none was. `name`: of the tree. */
export function lastDelivery(state: string, name: string): KeptDelivery | null {
  const attempts = attemptsOf(state, name);
  return attempts.length === 0 ? null : readDelivery(state, name, Math.max(...attempts));
}

const attemptsOf = (state: string, name: string): number[] =>
  namesIn(path.dirname(fileOf(state, name, 1))).flatMap((file) => {
    const attempt = Number.parseInt(file, 10);
    return Number.isNaN(attempt) ? [] : [attempt];
  });
