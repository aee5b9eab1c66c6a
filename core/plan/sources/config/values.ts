// Kinds of value that several sections of millrace.toml share.
import { z } from 'zod';

export const text = z.string().min(1);

/** Levels of `model_reasoning_effort`, wherever it is written. */
export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export const effort = z.enum(EFFORTS);

export const whole = (from: number) => z.int().min(from);

export const env = z
  .record(z.string(), z.string())
  .default({})
  .describe('Variables that the agent gets besides the allow-listed ones.');
