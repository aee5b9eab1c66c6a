// Kinds of value that several sections of millrace.toml share.
import { z } from 'zod';
import { LONGEST_PAUSE_MS, LONGEST_SECONDS } from '../../../contracts/durations.js';

export const text = z.string().min(1);

/** Levels of `model_reasoning_effort`, wherever it is written. */
export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export const effort = z.enum(EFFORTS);

/** A size that only has to be one that computers count exactly, such as a number of tokens. */
export const whole = (from: number) => z.int().min(from);

/** More tries than a million are no bound; the proofs of a plan count with them too. */
const MOST_TIMES = 1_000_000;

/** How often something may happen, or how many of it there may be. */
export const times = (from: number) =>
  whole(from).max(MOST_TIMES, { error: ({ input }) => `${String(input)} is too many: at most ${MOST_TIMES}` });

const tooLong = { error: ({ input }: { input?: unknown }) => `${String(input)} is too long: ${LONGEST}` };
const LONGEST = `at most ${LONGEST_SECONDS} seconds, which is a year`;

/** A duration, in seconds or parts of one; whoever uses it says whether it may be none. */
export const seconds = () => z.number().max(LONGEST_SECONDS, tooLong);

/** A duration in whole seconds. */
export const wholeSeconds = (from: number) => whole(from).max(LONGEST_SECONDS, tooLong);

/** A pause in whole milliseconds. */
export const pauseMs = (from: number) =>
  whole(from).max(LONGEST_PAUSE_MS, {
    error: ({ input }) => `${String(input)} is too long: at most ${LONGEST_PAUSE_MS} milliseconds, which is a day`,
  });

/** Arguments for a runner's program. `flags`: those that the runtime itself decides. */
export const argumentsBut = (flags: readonly string[]) =>
  z
    .array(
      z.string().refine((one) => !flags.some((flag) => one === flag || one.startsWith(`${flag}=`)), {
        error: ({ input }) => `${JSON.stringify(input)} is decided by the runtime. Reserved: ${flags.join(' ')}`,
      }),
    )
    .default([])
    .describe('Further arguments; flags that the runtime decides are refused.');

/** Of runners that have no walls of their own. */
export const sandbox = z
  .enum(['none', 'bubblewrap'])
  .default('none')
  .describe('Walls around its agents that make a permission below maximum true: none, or bubblewrap.');

export const env = z
  .record(z.string(), z.string())
  .default({})
  .describe('Variables that the agent gets besides the allow-listed ones.');
