// What an agent's tools do, and what they leave.
import { type Case, DONE, WELL } from '../case.js';

const LEAVES = 'setsid nohup sleep 300 >/dev/null 2>&1 & (sleep 300 >/dev/null 2>&1 &) ; echo started >started';

export const TOOLS: readonly Case[] = [
  {
    name: 'tools/fails',
    about: 'a command that fails',
    steps: [{ shell: 'echo no >&2; exit 3' }, { reply: DONE }],
    ...{ needs: ['tool'], becomes: WELL },
  },
  {
    name: 'tools/loud',
    about: 'a command that prints 4 MB',
    steps: [{ shell: 'yes "a line of a log" | head -c 4000000' }, { reply: DONE }],
    ...{ needs: ['tool'], becomes: WELL },
  },
  {
    name: 'tools/not-text',
    about: 'a command that prints bytes that are no text',
    steps: [{ shell: 'head -c 3000 /dev/urandom' }, { reply: DONE }],
    ...{ needs: ['tool'], becomes: WELL },
  },
  {
    name: 'tools/hangs',
    about: 'a command that never ends',
    steps: [{ shell: 'touch started; sleep 300' }, { reply: DONE }],
    ...{ needs: ['tool'], timeout: 8 },
    becomes: { outcome: 'BLOCKED', class: 'runner_timeout', kind: ['timeout', 'silent'], attempt: 'spent' },
  },
  {
    name: 'tools/daemons',
    about: 'a command that leaves daemons',
    steps: [{ shell: LEAVES }, { reply: DONE }],
    ...{ needs: ['tool'], becomes: { ...WELL, present: { started: 'started' } } },
  },
  {
    name: 'tools/daemons-then-failure',
    about: 'daemons of an agent that fails',
    steps: [{ shell: LEAVES }, { status: 503, times: 40 }],
    needs: ['tool'],
    becomes: { outcome: 'BLOCKED', class: 'provider_unavailable', attempt: 'free' },
  },
  {
    name: 'tools/marked',
    about: 'commands carry the mark by which they are found',
    steps: [{ shell: 'env >seen' }, { reply: DONE }],
    ...{ needs: ['tool'], becomes: { ...WELL, present: { seen: 'MILLRACE_REQUEST=' } } },
  },
];

export const SECRETS: readonly Case[] = [
  {
    name: 'secrets/mentions',
    about: 'a prompt that names files, which nobody asked to be read',
    steps: [{ reply: DONE }],
    prompt: 'This speaks of @../home/.netrc, @~/.netrc and @kept.txt. End with the line ### TRIAL_COMPLETE.',
    ...{ home: { '.netrc': 'CANARY\n' }, tree: { 'kept.txt': 'CANARY\n' } },
    becomes: { ...WELL, unasked: ['CANARY'] },
  },
  {
    name: 'secrets/tools',
    about: 'commands see no key',
    steps: [{ shell: 'env >seen' }, { reply: DONE }],
    ...{ needs: ['tool'], becomes: { ...WELL, without: { seen: 'KEY' } } },
  },
  {
    name: 'secrets/refusal',
    about: 'a refusal that repeats the key',
    steps: [{ status: 401, message: 'Incorrect API key provided: KEY', times: 40 }],
    becomes: { class: 'auth_missing_or_invalid', attempt: 'free', unstored: ['KEY'] },
  },
  {
    name: 'secrets/answer',
    about: 'an answer that repeats the key',
    steps: [{ reply: `The key is KEY.\n\n${DONE}` }],
    becomes: { ...WELL, unstored: ['KEY'] },
  },
];

export const USAGE: readonly Case[] = [
  {
    name: 'usage/one',
    about: 'tokens of one request',
    steps: [{ reply: DONE, usage: { input: 1000, cached: 400, output: 50 } }],
    ...{ needs: ['usage'], becomes: { ...WELL, usage: { input: 1000, cached: 400, output: 50 } } },
  },
  {
    name: 'usage/two',
    about: 'tokens of two requests',
    steps: [
      { shell: 'true', usage: { input: 1000, cached: 0, output: 50 } },
      { reply: DONE, usage: { input: 1200, cached: 900, output: 30 } },
    ],
    ...{ needs: ['tool', 'usage'], becomes: { ...WELL, usage: { input: 2200, cached: 900, output: 80 } } },
  },
  {
    name: 'usage/refused',
    about: 'a refusal costs nothing',
    steps: [{ status: 401, times: 40 }],
    becomes: { class: 'auth_missing_or_invalid', usage: null },
  },
];
