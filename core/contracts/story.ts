// What an item brings into its next activation, and an activation into its next stage: what failed, which runs were before this
// one, and what persons said. Everything in it is bounded, because it travels with every request of a repair.
import { hasForm, isCount, isListOf, isText, oneOf, orAbsent, orNull } from '../form.js';
import { isId } from './ids.js';
import { clipped, jsonBytes, LIMITS } from './limits.js';
import type { FailureName } from './failures.js';

/** A stage that did not do its part, or that could not start. */
export interface FailedStage {
  runId: string;
  node: string;
  stageNumber: number;
  requestId: string;
  outcome: string;
  /** Null: it named an outcome that asks for a repair, and nothing failed. */
  failureClass: FailureName | null;
  /** In the words of its agent, or of the runtime where that chose the outcome; empty = nothing was said. */
  detail: string;
  /** Where its verdict sends the work, and so where that goes on once somebody retries it; absent = at itself. From rules 7 on. */
  to?: string;
}

/** Where an item goes on that is queued again after this. */
export const goesOnAt = ({ to, node }: FailedStage): string => to ?? node;

/** What a person said with a decision. */
export interface Said {
  issuer: string;
  reason: string;
}

export interface Story {
  /** The newest failure that is not made good yet; absent = there is none. */
  failed?: FailedStage;
  /** What the chain of failures and repairs began with, where that is another one. */
  first?: FailedStage;
  /** The stage that is due repairs. */
  repairs?: true;
  /** It is the `n`-th of at most `of` repairs of its bound; absent = it spent none. */
  repair?: { n: number; of: number };
  /** Runs of the item before this one, oldest first. */
  runs?: string[];
  /** Oldest first. */
  said?: Said[];
  /** A person wants it afresh: what is kept of it is not taken up. From rules 9 on. */
  fresh?: true;
}

/** The story as a stage is told it. */
export interface StageStory extends Story {
  /** How often its root may be judged in all; only with `closure`. */
  rounds?: number;
}

const RUNS_KEPT = 3;
const SAID_KEPT = 3;

/** Bytes as JSON: two failures with the longest detail, and what persons said. */
const MOST_BYTES = 24_000;

const isFailed = hasForm({
  ...{ runId: isId, node: isText, stageNumber: isCount, requestId: isId, outcome: isText },
  ...{ failureClass: orNull(isText), detail: isText, to: orAbsent(isText) },
});

const hasFields = hasForm({
  ...{ failed: orAbsent(isFailed), first: orAbsent(isFailed), repair: orAbsent(hasForm({ n: isCount, of: isCount })) },
  ...{ runs: orAbsent(isListOf(isId)), said: orAbsent(isListOf(hasForm({ issuer: isText, reason: isText }))) },
  fresh: orAbsent(oneOf(true)),
});

/** It comes in messages and from files, and neither has to be ours. */
export const isStory = (value: unknown): value is Story => hasFields(value) && jsonBytes(value) <= MOST_BYTES;

/** The story with one more run behind it. */
export const afterRun = (story: Story, runId: string): Story => ({
  ...story,
  runs: [...(story.runs ?? []).filter((one) => one !== runId), runId].slice(-RUNS_KEPT),
});

/** The story with what a person said; the same where that is nothing. */
export function withSaid(story: Story, { issuer, reason }: Said): Story {
  if (reason.trim() === '') return story;
  const said = { issuer: clipped(issuer, LIMITS.word), reason: clipped(reason, LIMITS.issued) };
  return { ...story, said: [...(story.said ?? []), said].slice(-SAID_KEPT) };
}

/** Absent where nothing is to be told, so that it can be spread into what carries it. */
export const storyField = (story: Story | undefined): { story?: Story } =>
  story === undefined || Object.keys(story).length === 0 ? {} : { story };
