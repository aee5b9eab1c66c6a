// Where workers of a workspace serve their figures: each that wants to keeps a record in our state folder, with its address or why it has none.
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { isAlive, type ProcessIdentity } from '../../disk/identity.js';
import { filesIn, readPiece } from '../files.js';

export interface MetricsPlace {
  /** Of the worker. */
  pid: number;
  /** Such as `http://127.0.0.1:9464`; null: it listens nowhere. */
  address: string | null;
  /** Why it does not, and what it does about it; null: it does. */
  error: string | null;
}

export type MetricsRecord = ProcessIdentity & MetricsPlace;

/** Of workers that live; `state`: our folder of the workspace, null = there is none. */
export function metricsPlaces(state: string | null): MetricsPlace[] {
  if (state === null || process.platform !== 'linux') return [];
  const records = metricsFiles(state).flatMap((file) => recordIn(file) ?? []);
  return records.filter(isAlive).map(({ pid, address, error }) => ({ pid, address, error }));
}

/** Absolute paths of all records, those of the dead included. */
export function metricsFiles(state: string): string[] {
  const folder = join(state, statePaths.metrics);
  return filesIn(folder).map((name) => join(folder, name));
}

/** Null for a file that is no record. */
export function recordIn(file: string): MetricsRecord | null {
  const record = jsonObject(readPiece(file)?.text);
  const whole = typeof record?.['pid'] === 'number' && typeof record['startTime'] !== 'undefined';
  return whole && isText(record['address']) && isText(record['error']) ? (record as unknown as MetricsRecord) : null;
}

const isText = (value: unknown): boolean => value === null || typeof value === 'string';
