// Messages between workspace and lineage, whose entries travel short.
import type { MirrorEntry } from '../contracts/mirror.js';
import type { ToldEntry, ToldMessage } from '../contracts/told.js';
import { isRecord } from '../form.js';
import { toldEntries, wholeEntries } from './entries.js';

/** `rules`: of the state that sends it. */
export const toldMessage = <M extends { entries: MirrorEntry[] }>(rules: number, message: M): ToldMessage<M> =>
  ({ ...message, entries: rules >= 11 ? toldEntries(message.entries) : message.entries }) as unknown as ToldMessage<M>;

/** Whatever was sent, and never throws: its form is for others to ask about. */
export function wholeMessage<M>(told: M): M {
  if (!isRecord(told) || !Array.isArray(told['entries'])) return told;
  return { ...told, entries: wholeEntries(told['entries'] as ToldEntry[]) };
}
