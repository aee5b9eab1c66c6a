// Answers that are whole, in whatever form they come.
import { type Case, DONE, spent, WELL } from '../case.js';

const LONG = `${'All work and no play. '.repeat(27_000)}\n\n### TRIAL_COMPLETE`;
const ODD = 'Grüße, 世界, 👩‍👩‍👧‍👦\u2028 one \u2029 line\u0085\n\n### TRIAL_COMPLETE';

export const ANSWERS: readonly Case[] = [
  {
    name: 'answers/plain',
    about: 'an answer with its marker',
    steps: [{ reply: DONE }],
    live: 'Answer with exactly this line and nothing else: ### TRIAL_COMPLETE',
    becomes: { ...WELL, requests: 1 },
  },
  {
    name: 'answers/odd-characters',
    about: 'separators of lines that are none',
    steps: [{ reply: ODD }],
    becomes: WELL,
  },
  {
    name: 'answers/split',
    about: 'characters that come in two pieces',
    ...{ steps: [{ reply: ODD, split: 7 }], needs: ['stream'], becomes: WELL },
  },
  { name: 'answers/long', about: 'one line of 600 kB', steps: [{ reply: LONG }], becomes: WELL },
  {
    name: 'answers/long-prompt',
    about: 'a prompt of 300 kB',
    steps: [{ reply: DONE }],
    prompt: 'Read this. '.repeat(27_000),
    becomes: WELL,
  },
  {
    name: 'answers/hostile-prompt',
    about: 'a prompt that a shell would obey',
    steps: [{ reply: DONE }],
    prompt: '-h --help $(touch ran) `touch ran`; touch ran\n@file "\'\\',
    becomes: { ...WELL, absent: ['ran'] },
  },
  {
    name: 'answers/empty',
    about: 'an answer without a word',
    steps: [{ reply: '', times: 40 }],
    becomes: {
      outcome: 'BLOCKED',
      class: ['missing_terminal_result', 'provider_unavailable', 'runner_transport_failure'],
    },
  },
  {
    name: 'answers/blank',
    about: 'an answer of white space',
    steps: [{ reply: ' \n\t\n', times: 40 }],
    becomes: {
      outcome: 'BLOCKED',
      class: ['missing_terminal_result', 'provider_unavailable', 'runner_transport_failure'],
    },
  },
  {
    name: 'answers/truncated',
    about: 'an answer that reached its limit of tokens',
    steps: [{ reply: 'half of', incomplete: 'max_output_tokens', times: 40 }],
    becomes: spent('answer_truncated'),
  },
  {
    name: 'answers/after-a-tool',
    about: 'words, a tool, and the answer after it',
    steps: [{ reply: 'First I look.', shell: 'echo hi >made' }, { reply: DONE }],
    live: 'Run the shell command `echo hi >made`, then answer with exactly this line: ### TRIAL_COMPLETE',
    needs: ['tool'],
    becomes: { ...WELL, present: { made: 'hi' } },
  },
  {
    name: 'answers/before-a-tool',
    about: 'the answer, a tool, and nothing after it',
    steps: [
      { reply: DONE, shell: 'true' },
      { reply: '', times: 40 },
    ],
    needs: ['tool'],
    // What its program says of the empty answer after it changes nothing: the stage has its outcome.
    becomes: { ...WELL, kind: ['completed', 'failed'] },
  },
];
