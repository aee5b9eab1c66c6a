// A turn reaches its lineage whatever becomes of its files, and is said to have reached it only when it has.
import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { MirrorEntry } from '../core/contracts/mirror.js';
import type { ToldTurn } from '../core/contracts/told.js';
import { handOver } from './hand-over.js';

const place: MirrorEntry = {
  kind: 'place',
  order: [1, 1],
  family: 'task',
  id: 'T-1',
  state: 'active',
  sha256: 'a'.repeat(64),
};
const event: MirrorEntry = {
  kind: 'event',
  key: 'turn:7',
  type: 'work_item_claimed',
  at: '2026-01-01T00:00:00Z',
  data: {},
};

const turn = (number: number): ToldTurn => ({
  to: `millrace:w:root-${number}`,
  message: {
    ...{ v: 1, turn: number, plane: 'execution', planDigest: 'd' },
    item: { family: 'task', id: 'T-1', root: `root-${number}`, sha256: 'a'.repeat(64), generation: 0 },
    leash: { version: 1, go: true, grant: 1, allowance: null, rules: 11 },
  },
});

/** Takes signals, but none for the turn `gone`. */
function clientOf(gone?: number): { client: Client; took: unknown[] } {
  const took: unknown[] = [];
  const signal = (to: string) => (_name: string, message: unknown) => {
    if (to === `millrace:w:root-${gone}`) return Promise.reject(new Error('there is none'));
    took.push(message);
    return Promise.resolve();
  };
  const workflow = { getHandle: (to: string) => ({ signal: signal(to) }) };
  return { client: { workflow } as unknown as Client, took };
}

describe('a turn that is handed over', () => {
  it('takes along what travels with it, and is shown', async () => {
    const { client, took } = clientOf();
    const answer = await handOver({ client, turns: [turn(7)] }, [place, event], () => Promise.resolve());
    expect(answer).toEqual({ handed: [7], shown: true });
    expect(took).toEqual([{ ...turn(7).message, entries: [place] }]);
  });

  it('is not among them where its lineage cannot be reached', async () => {
    const { client } = clientOf(8);
    const answer = await handOver({ client, turns: [turn(7), turn(8)] }, [place], () => Promise.resolve());
    expect(answer).toEqual({ handed: [7], shown: true });
  });

  it('has its lane also where nothing can be shown now', async () => {
    const { client } = clientOf();
    const full = (): Promise<void> => Promise.reject(new Error('no space left'));
    expect(await handOver({ client, turns: [turn(7)] }, [place], full)).toEqual({ handed: [7], shown: false });
  });
});
