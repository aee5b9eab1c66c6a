// [recovery] and [auto_recovery]: how often something is tried again before somebody else is asked.
import { z } from 'zod';
import { seconds, times } from './values.js';

export const recovery = z
  .strictObject({
    max_fix_cycles: times(1).default(2).describe('How often the fixer mends one activation.'),
    max_troubleshoot_attempts_before_consult: times(1)
      .default(2)
      .describe('How often the troubleshooter is asked per class of failure, before the consultant.'),
    max_mechanic_attempts: times(1).default(2).describe('How often the mechanic is asked per class of failure.'),
    max_merge_rounds: times(0)
      .default(2)
      .describe('How often the merger is asked for one root, when its branch does not fit what it is delivered to.'),
    stale_state_recovery_enabled: z
      .boolean()
      .default(true)
      .describe('Accepted for configurations that are older; work of a dead worker is always taken up.'),
  })
  .prefault({})
  .describe('Numbers of the bounds that the shipped graphs put on repairs.');

export const autoRecovery = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether blocked work is queued again without a person.'),
    blocked_dependency_retry_enabled: z
      .boolean()
      .default(true)
      .describe('Accepted for configurations that are older; false is the same as enabled = false.'),
    max_auto_requeues_per_work_item: times(0).default(3).describe('How often one item is queued again by itself.'),
    cooldown_seconds: z
      .array(seconds().min(0))
      .min(1)
      .default([300, 900, 3600])
      .describe('Seconds to wait before each time; the last one repeats.'),
  })
  .prefault({})
  .describe('Blocked work that is queued again without a person.');
