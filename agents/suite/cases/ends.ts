// An agent that is ended from outside, at five moments: nothing of it stays, and nothing is spent.
import { type Becomes, type Case, DONE, type Ending } from '../case.js';
import type { Step } from '../model-server/script.js';

const TOOL = 'setsid nohup sleep 300 >/dev/null 2>&1 & sleep 300 & touch started; sleep 300';

const MOMENTS: Readonly<Record<Ending['at'], { about: string; steps: readonly Step[] }>> = {
  start: { about: 'as soon as it is there', steps: [{ hang: 'headers' }] },
  asked: { about: 'while its model says nothing', steps: [{ hang: 'headers' }] },
  stream: { about: 'while its model speaks', steps: [{ reply: 'word '.repeat(99), hang: 'mid' }] },
  tool: { about: 'while a command runs', steps: [{ shell: TOOL }, { reply: DONE }] },
  back: { about: 'while its model reads what came of a command', steps: [{ shell: 'true' }, { hang: 'headers' }] },
};

const CANCELLED: Becomes = { kind: 'cancelled', outcome: 'BLOCKED' };
/** A program may end in order on a signal, and then says so. */
const LOST: Becomes = {
  kind: ['lost', 'failed'],
  outcome: 'BLOCKED',
  class: ['runner_lost', 'runner_transport_failure'],
};

const ended = (by: Ending['by'], at: Ending['at'], becomes: Becomes): Case => ({
  name: `ends/${by.toLowerCase()}-${at}`,
  about: `${by === 'cancel' ? 'cancelled by the runtime' : `${by} from outside`} ${MOMENTS[at].about}`,
  steps: MOMENTS[at].steps,
  end: { by, at },
  ...(at === 'tool' || at === 'back' ? { needs: ['tool'] } : at === 'stream' ? { needs: ['stream'] } : {}),
  becomes,
});

const AT = Object.keys(MOMENTS) as Ending['at'][];

export const ENDS: readonly Case[] = [
  ...AT.map((at) => ended('cancel', at, CANCELLED)),
  ...AT.map((at) => ended('SIGTERM', at, LOST)),
  ended('SIGKILL', 'tool', { ...LOST, class: 'runner_lost', kind: 'lost', attempt: 'free' }),
];

export const SESSIONS: readonly Case[] = [
  {
    name: 'session/resumed',
    about: 'the same work is asked about once more, and goes on where it was',
    steps: [{ reply: 'The word is PLOVER.', usage: { input: 1000, cached: 0, output: 50 } }],
    again: [{ reply: DONE, usage: { input: 2000, cached: 1000, output: 40 } }],
    needs: ['session', 'usage'],
    becomes: { outcome: 'TRIAL_COMPLETE', usage: { input: 2000, cached: 1000, output: 40 } },
  },
];
