// All workspaces in rows, as they change: at most each second, however many of them change.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fleet } from '../contract.js';
import { fleetOf } from './fleet.js';
import type { House } from './house.js';
import { type Listeners, listeners } from './listeners.js';
import { openWire, type WireTimes } from './wire.js';

/** Between two, at least; and what becomes of the list itself is seen so often. */
const [LEAST_MS, LOOK_MS] = [1000, 5000];
const LINGER_MS = 2000;

export interface FleetNews {
  text: string;
  /** Without the time. */
  rows: string;
}

/** Made once for all who look. */
export function fleetNews(house: House): Listeners<FleetNews> {
  const news: Listeners<FleetNews> = listeners(() => {
    let [timer, isOver, isMaking] = [null as NodeJS.Timeout | null, false, false];
    const leaves = new Map<string, () => void>();
    const make = async (): Promise<void> => {
      timer = null;
      isMaking = true;
      const fleet = await fleetOf(house, Date.now());
      isMaking = false;
      if (isOver) return;
      follow(fleet);
      news.tell({ text: JSON.stringify(fleet), rows: JSON.stringify([fleet.workspaces, fleet.elsewhere]) });
      plan(fleet.workspaces.some(({ now }) => now.length > 0) ? LEAST_MS : LOOK_MS);
    };
    const plan = (ms: number): void => {
      if (timer !== null) clearTimeout(timer);
      if (!isOver && !isMaking) timer = setTimeout(() => void make().catch(() => (isMaking = false)), ms);
    };
    const follow = ({ workspaces }: Fleet): void => {
      for (const shown of house.shown())
        if (!leaves.has(shown.dir) && workspaces.some(({ path, trouble }) => path === shown.dir && trouble === null))
          leaves.set(
            shown.dir,
            house.watchedOf(shown).feed.add(() => plan(LEAST_MS)),
          );
    };
    plan(0);
    return () => {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
      for (const leave of leaves.values()) leave();
    };
  }, LINGER_MS);
  return news;
}

export function streamFleet(
  request: IncomingMessage,
  response: ServerResponse,
  news: Listeners<FleetNews>,
  times: WireTimes,
): () => void {
  const reader = { sent: '', newest: null as FleetNews | null };
  const flush = (): void => {
    if (wire.isFull() || reader.newest === null || reader.newest.rows === reader.sent) return;
    reader.sent = reader.newest.rows;
    wire.send('fleet', reader.newest.text);
  };
  const leave: (() => void)[] = [];
  const onEnd = (): void => leave.splice(0).forEach((end) => end());
  const wire = openWire(request, response, { onRoom: flush, onEnd }, times);
  leave.push(
    news.add((fresh) => {
      reader.newest = fresh;
      flush();
    }),
  );
  return wire.end;
}
