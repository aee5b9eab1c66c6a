// All workspaces that the server shows, as rows.
import { signal } from '@preact/signals';
import type { Fleet } from '../../contract.js';
import { askServer, type Trouble } from './answer.js';
import { type Line, opening } from './line.js';
import { openStream } from './stream.js';

export const fleet = signal<Fleet | null>(null);
export const fleetTrouble = signal<Trouble | null>(null);
export const fleetLine = signal<Line>(opening(0));

/** Listens until what it answers is called. */
export const listenToFleet = (): (() => void) =>
  openStream({
    address: '/api/fleet/stream',
    heard: { fleet: (data) => takeFleet(data as Fleet | null) },
    onLine: (next) => {
      fleetLine.value = next;
    },
  });

function takeFleet(next: Fleet | null): void {
  if (next === null) return;
  fleet.value = next;
  fleetTrouble.value = null;
}

/** Once: for the names of the other workspaces. */
export async function loadFleet(): Promise<void> {
  const answered = await askServer<Fleet>('fleet');
  if (answered.ok) takeFleet(answered.value);
  else fleetTrouble.value = answered.trouble;
}
