// A turn is handed to its lineage before anything of it is shown here: what its first stage shows travels with it. What cannot be shown
// now does not hold the turn up, nor what the workspace says to the lineage after it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '@temporalio/activity';
import type { MirrorEntry } from '../core/contracts/mirror.js';
import type { HandedOver, ToldTurn } from '../core/contracts/told.js';
import { handedMessage } from '../core/told/turn.js';

type Client = Context['client'];

const PATIENCE_MS = 5000;

/** Never throws. A turn whose lineage cannot be reached is not among those that were handed over: the workspace sees to it. */
export async function handOver(
  { client, turns }: { client: Client; turns: readonly ToldTurn[] },
  entries: readonly MirrorEntry[],
  show: () => Promise<void>,
): Promise<HandedOver> {
  const given = await Promise.all(turns.map((turn) => give(client, turn, entries)));
  const seen = show().then(
    () => true,
    () => false,
  );
  const late = new AbortController();
  const shown = await Promise.race([seen, sleep(PATIENCE_MS, false, { signal: late.signal }).catch(() => false)]);
  late.abort();
  return { handed: given.flat(), shown };
}

const give = (client: Client, turn: ToldTurn, entries: readonly MirrorEntry[]): Promise<number[]> =>
  client.workflow
    .getHandle(turn.to)
    .signal('activate', handedMessage(turn, entries))
    .then(
      () => [turn.message.turn],
      () => [],
    );
