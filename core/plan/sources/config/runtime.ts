// [runtime], [limits] and [watchers]: the mode, the clocks, and what ends what would go on for ever.
import { z } from 'zod';
import { REST_MS } from '../../../documents/rest.js';
import { pauseMs, seconds, text, times, wholeSeconds } from './values.js';

const RUN_STYLE =
  'the only run style is "daemon". For one stage use `millrace run once`, for a few `millrace run --max-stages N`';

export const runtime = z
  .strictObject({
    default_mode: text.default('default_codex').describe('Mode to run; `millrace modes list` shows the choices.'),
    run_style: z
      .literal('daemon', { error: ({ input }) => (input === 'once' ? RUN_STYLE : undefined) })
      .default('daemon')
      .describe('How the worker runs; there is one way, and `millrace run` says for how long.'),
    idle_sleep_seconds: seconds()
      .positive()
      .default(1)
      .describe('Accepted for configurations that are older; nothing sleeps here, because nothing polls.'),
    silence_seconds: wholeSeconds(0)
      .default(900)
      .describe('Seconds without output and without an open tool until a stage is ended; 0 = never.'),
    environment_backoff_seconds: z
      .array(seconds().positive())
      .min(1)
      .default([5, 15, 60, 300])
      .describe('Seconds to wait before an environment failure is tried again; the last one repeats.'),
    history_events: z
      .int()
      .min(50)
      .max(20_000)
      .default(2000)
      .describe('History length, in events, at which a workflow continues as new.'),
  })
  .prefault({})
  .describe('The mode and the clocks of the runtime.');

export const limits = z
  .strictObject({
    generations: times(0).default(3).describe('How deep incidents, their tasks and child specs may lie below a root.'),
    remediation_rounds: times(0).default(3).describe('How often the judgement of one root may ask for more work.'),
    emitted_per_stage: z.int().min(1).max(500).default(50).describe('How many documents one stage run may emit.'),
  })
  .prefault({})
  .describe('Numbers per root lineage; where one is reached, a person is asked.');

export const watchers = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        'Whether folders are watched; if not, queue folders are read as a worker starts or falls idle, ideas never.',
      ),
    debounce_ms: pauseMs(1).default(250).describe('Milliseconds between a change in a folder and the look at it.'),
    rest_ms: pauseMs(0)
      .default(REST_MS)
      .describe('Milliseconds without a change until a dropped file counts as whole; renamed into place, a moment.'),
    watch_ideas_inbox: z
      .boolean()
      .default(true)
      .describe('Whether ideas are taken in from `ideas/inbox/`; `millrace add-idea` works in any case.'),
    watch_specs_queue: z
      .boolean()
      .default(true)
      .describe('Whether the queue folder of specs is watched; if not, it is read as a worker starts or falls idle.'),
  })
  .prefault({})
  .describe('Folders into which people drop files.');
