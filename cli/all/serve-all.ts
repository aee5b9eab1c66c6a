// Serves all listed workspaces in this process, until it is told to leave: whoever is listed meanwhile is served, whoever is taken off is left.
import { statSync } from 'node:fs';
import type { Listed, Paused } from '../../worker/all/list.js';
import type { Unserved } from '../../worker/all/trouble.js';
import type { Steadily } from '../../worker/repeat.js';
import type { Context } from '../context.js';
import { sentencesOf } from '../errors.js';
import type { LeaveSignals } from '../run/signals.js';
import type { MonitorKind } from '../run/teller.js';
import type { Voice } from '../run/voice.js';
import { commonPlans } from './common-plans.js';
import { type Kept, keep } from './keeper.js';
import { serveOne } from './serve-one.js';
import { turnstile } from './turnstile.js';

const LOOK_MS = 500;
/** Workspaces that begin at the same moment: each compiles its plan and asks the server, while others work. */
const AT_ONCE = 2;
/** How long one that begins may keep others from it. */
const BEGIN_MS = 20_000;
/** So many workspaces in one process look after themselves as often as one does alone; more take turns. */
const AT_PACE = 2;

export interface Together {
  home: string;
  leaving: Pick<LeaveSignals, 'leave' | 'leaveNow'>;
  voice: Voice;
  monitor: MonitorKind;
  detached: boolean;
}

/** Resolves when every workspace was left. Never rejects for what is wrong with one of them, or with the list. */
export async function serveAll(context: Context, together: Together): Promise<{ served: number }> {
  const { home, leaving, voice } = together;
  const [{ readList, listFile }, { hostName }, { keepTroubles }, { setPace, steadily }, { drainedHost }] =
    await Promise.all([
      import('../../worker/all/list.js'),
      import('../../worker/all/host.js'),
      import('../../worker/all/trouble.js'),
      import('../../worker/repeat.js'),
      import('../../worker/hosts/drained.js'),
    ]);
  const kept = new Map<string, Kept>();
  const served = new Set<string>();
  const troubles = new Map<string, Unserved>();
  const gate = turnstile(AT_ONCE, BEGIN_MS);
  const plans = commonPlans();
  const trouble = (id: string, text: string | null): void => {
    const before = troubles.get(id)?.text ?? null;
    if (before === text) return;
    if (text === null) troubles.delete(id);
    else troubles.set(id, { since: troubles.get(id)?.since ?? new Date().toISOString(), text });
    if (text !== null) voice.say(`${id} is not served: ${text}`);
    keepTroubles(home, troubles);
  };
  const keeping = {
    ...{ host: hostName(context.env), leave: leaving.leave, leaveNow: leaving.leaveNow, trouble },
    stopped: (listed: Listed) => pauseStopped(home, listed, voice.say),
    serve: async (listed: Listed, signals: Pick<LeaveSignals, 'leave' | 'leaveNow'>) => {
      const passed = await gate(signals.leave);
      const onServes = (): void => {
        passed();
        served.add(listed.id);
        trouble(listed.id, null);
      };
      return serveOne(context, listed, { ...signals, ...together, plans, onServes }).finally(passed);
    },
  };
  const begin = (listed: Listed): void => {
    const one = keep(listed, keeping);
    kept.set(listed.id, one);
    void one.done.then(() => kept.delete(listed.id));
  };
  const take = (list: readonly Listed[]): void => {
    const ids = new Set(list.map(({ id }) => id));
    for (const [id, one] of kept) if (!ids.has(id)) one.tell(null);
    for (const listed of list) (kept.get(listed.id)?.tell ?? begin)(listed);
    setPace(list.filter(({ paused }) => paused === null).length / AT_PACE);
  };
  keepTroubles(home, troubles);
  await followList(listFile(home), () => take(resting(readList(home), drainedHost(home))), {
    ...{ leave: leaving.leave, say: voice.say, steadily },
  });
  await Promise.all([...kept.values()].map(({ done }) => done));
  return { served: served.size };
}

/** While the host takes no new stages each of them is paused, and the list stays as it is. */
const resting = (list: readonly Listed[], drained: Paused | null): Listed[] =>
  list.map((one) => (drained === null ? one : { ...one, paused: one.paused ?? drained }));

/** Calls `read` now and after every change of the file. What cannot be read is said once, and the list goes on as it was. */
async function followList(
  file: string,
  read: () => void,
  { leave, say, steadily }: { leave: AbortSignal; say: (line: string) => void; steadily: Steadily },
): Promise<void> {
  let seen = 'never';
  let said = '';
  const look = (): void => {
    const stat = statSync(file, { throwIfNoEntry: false });
    const now = `${stat?.ino} ${stat?.mtimeMs}`;
    if (now === seen) return;
    seen = now;
    try {
      read();
      said = '';
    } catch (error) {
      const text = sentencesOf(error);
      if (text !== said) say(`The list goes on as it was: ${text}`);
      said = text;
    }
  };
  look();
  const end = steadily(LOOK_MS, look);
  await new Promise<void>((resolve) => leave.addEventListener('abort', () => resolve(), { once: true }));
  end();
}

/** Told to stop itself: it stays so until somebody wants it again. */
async function pauseStopped(home: string, { id }: Listed, say: (line: string) => void): Promise<void> {
  const { changeList } = await import('../../worker/all/list.js');
  const paused = { since: new Date().toISOString(), by: 'millrace stop', reason: 'told to stop', now: false };
  await changeList(home, (list) =>
    list.map((one) => (one.id === id && one.paused === null ? { ...one, paused } : one)),
  ).catch((error: unknown) => say(`That ${id} was told to stop could not be written down: ${sentencesOf(error)}`));
  say(`${id} was told to stop, and is paused: \`millrace workspaces resume ${id}\` has it served again.`);
}
