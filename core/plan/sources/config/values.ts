// Kinds of value that several sections of millrace.toml share.
import { z } from 'zod';

export const text = z.string().min(1);

/** Reasoning efforts as Codex calls them. */
export const CODEX_LEVELS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
/** Thinking levels as Pi calls them. */
export const PI_LEVELS = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

export const codexEffort = z.enum(CODEX_LEVELS);
export const piThinking = z.enum(PI_LEVELS);

export const whole = (from: number) => z.int().min(from);

export const env = z
  .record(z.string(), z.string())
  .default({})
  .describe('Variables that the agent gets besides the allow-listed ones.');
