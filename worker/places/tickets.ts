// Who has a place for an agent on this machine, and who waits for one: a file per stage in the state home, for workers of every process. It counts while
// its worker lives or its agent is at work, so that nothing that dies keeps a place.
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { look, journalAt } from '../../agents/host/journal.js';
import { readText, writeWhole } from '../../agents/files.js';
import { isSafeId } from '../../core/contracts/ids.js';
import { homePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Ticket } from '../../core/machine/places.js';
import { removeFile } from '../../disk/files.js';
import { PRIVATE_FOLDER } from '../../disk/folder.js';
import { isAlive, type ProcessIdentity } from '../../disk/identity.js';

/** `process`: the worker that the stage is with; null = it has left, and the agent works on. */
export type Held = Ticket & { process: ProcessIdentity | null };

export const placesFolder = (home: string): string => path.join(home, homePaths.places);

const fileOf = (home: string, { workspace, request }: Pick<Ticket, 'workspace' | 'request'>): string =>
  path.join(placesFolder(home), `${workspace}~${request}.json`);

/** Of a stage that asks again, such as after the death of its worker: what it had before counts. */
export function enter(home: string, asked: Held): Held {
  mkdirSync(placesFolder(home), { recursive: true, mode: PRIVATE_FOLDER });
  const before = ticketIn(readText(fileOf(home, asked)));
  const { since, hasPlace } = before !== null && isValid(home, before) ? before : asked;
  const ticket = { ...asked, since, hasPlace: hasPlace || asked.hasPlace };
  keep(home, ticket);
  return ticket;
}

export const keep = (home: string, ticket: Held): void => writeWhole(fileOf(home, ticket), JSON.stringify(ticket));

/** An agent that outlives its worker keeps its place until it ends. */
export const giveBack = (home: string, ticket: Held): void =>
  ticket.hasPlace && isAtWork(home, ticket)
    ? keep(home, { ...ticket, process: null })
    : void removeFile(fileOf(home, ticket));

/** Those that count. What the dead left behind is cleared away. */
export function ticketsIn(home: string): Held[] {
  const names = readdirSync(placesFolder(home)).filter((name) => name.endsWith('.json'));
  return names.flatMap((name) => {
    const file = path.join(placesFolder(home), name);
    const ticket = ticketIn(readText(file));
    if (ticket !== null && isValid(home, ticket)) return [ticket];
    removeFile(file);
    return [];
  });
}

/** Its agent is at work, whoever waits for that. */
export const isAtWork = (home: string, { workspace, request }: Pick<Ticket, 'workspace' | 'request'>): boolean => {
  const { state } = look(journalAt(path.join(home, workspace), request));
  return state === 'running' || state === 'orphaned';
};

const isValid = (home: string, ticket: Held): boolean =>
  (ticket.process !== null && isAlive(ticket.process)) || (ticket.hasPlace && isAtWork(home, ticket));

function ticketIn(text: string | null): Held | null {
  const found = jsonObject(text ?? undefined);
  const { workspace, request, runner, since, hasPlace, process: by } = found ?? {};
  const named = [workspace, request].every((one) => typeof one === 'string' && isSafeId(one));
  const whole = named && typeof runner === 'string' && typeof since === 'number' && typeof hasPlace === 'boolean';
  return whole && typeof by === 'object' ? (found as unknown as Held) : null;
}
