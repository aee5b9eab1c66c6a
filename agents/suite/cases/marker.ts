// Forms of the marker by which an agent says its outcome.
import type { FailureName } from '../../../core/contracts/failures.js';
import { type Becomes, type Case, spent, WELL } from '../case.js';

const marker = (name: string, about: string, reply: string, becomes: Becomes): Case => ({
  ...{ name: `marker/${name}`, about, steps: [{ reply }], becomes },
});

const none: FailureName = 'missing_terminal_result';

export const MARKERS: readonly Case[] = [
  marker('alone', 'nothing but the marker', '### TRIAL_COMPLETE', WELL),
  marker('set-in', 'a marker that is set in', 'Done.\n\n   ###   TRIAL_COMPLETE  \n', WELL),
  marker('then-prose', 'words after the marker', '### TRIAL_COMPLETE\n\nThat was all.', WELL),
  marker('blocked', 'an outcome of the agent itself', 'I cannot.\n\n### BLOCKED', {
    ...{ outcome: 'BLOCKED', class: null, attempt: 'none' },
  }),
  marker('missing', 'no marker at all', 'All is done.', spent(none)),
  marker('in-a-sentence', 'a marker in the middle of a line', 'I say ### TRIAL_COMPLETE here.', spent(none)),
  marker('of-nobody', 'a marker that is none of this stage', '### TRIAL_PERFECT', spent('illegal_terminal_result')),
  marker('two', 'two markers that contradict each other', '### BLOCKED\n\nNo: it went on.\n\n### TRIAL_COMPLETE', {
    ...spent('illegal_terminal_result'),
  }),
  marker('quoted', 'a marker in a block of code', '```\n$ run\n### TRIAL_COMPLETE\n```\n', spent(none)),
];
