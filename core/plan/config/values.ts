// Kinds of value that several sections of millrace.toml share.
import { z } from 'zod';

export const text = z.string().min(1);

/** A reasoning effort that Codex knows. */
export const codexEffort = z.enum(['low', 'medium', 'high', 'xhigh']);

export const whole = (from: number) => z.int().min(from);

export const env = z
  .record(z.string(), z.string())
  .default({})
  .describe('Variables that the agent gets besides the allow-listed ones.');
