// Our search attributes make workflows easy to find; nothing depends on them, so a server that refuses them is served without.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import type { SearchAttributeKind } from './flags.js';
import { SEARCH_ATTRIBUTES, TITLE_ATTRIBUTE } from './flags.js';
import { own } from '../../core/own.js';

/** Numbers of temporal.api.enums.v1.IndexedValueType. */
const TYPES: Record<SearchAttributeKind, number> = { Keyword: 2, Bool: 5 };
/** Another one may register them at the same moment, and then ours fails. */
const REGISTER_TRIES = 3;
const READY_TRIES = 25;
const POLL_MS = 200;

export interface UsableAttributes {
  /** False where ours are not registered and cannot be: workflows must do without them. */
  searchAttributes: boolean;
  /** The one for titles is there, too. */
  titleAttribute: boolean;
}

type Wanted = Readonly<Record<string, SearchAttributeKind>>;

/** Registers what is missing, as far as the server lets us. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<UsableAttributes> {
  const all = await ensure(connection, namespace, { ...SEARCH_ATTRIBUTES, ...TITLE_ATTRIBUTE });
  return {
    searchAttributes: all || (await ensure(connection, namespace, SEARCH_ATTRIBUTES)),
    titleAttribute: all,
  };
}

/** False when one cannot be registered, has another type, or is not usable within 5 s. */
async function ensure(connection: Connection, namespace: string, attributes: Wanted): Promise<boolean> {
  const names = Object.keys(attributes);
  for (let attempt = 0; attempt < REGISTER_TRIES; attempt += 1) {
    // Mostly all are there: then both questions together take the time of one.
    const usable = areUsable(connection, namespace, names);
    const lacks = await lacking(connection, namespace, attributes).catch(() => null);
    if (lacks === 'other type') return false;
    if (lacks !== null && (await register(connection, namespace, lacks)))
      return (await usable) || untilUsable(connection, namespace, names);
    await sleep(POLL_MS);
  }
  return false;
}

type Types = Record<string, number>;

async function lacking(connection: Connection, namespace: string, attributes: Wanted): Promise<Types | 'other type'> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const wanted = Object.entries(attributes).map(([name, kind]) => [name, TYPES[kind]] as const);
  if (wanted.some(([name, type]) => (own(customAttributes, name) ?? type) !== type)) return 'other type';
  return Object.fromEntries(wanted.filter(([name]) => own(customAttributes, name) === undefined));
}

async function register(connection: Connection, namespace: string, searchAttributes: Types): Promise<boolean> {
  if (Object.keys(searchAttributes).length === 0) return true;
  return connection.operatorService.addSearchAttributes({ namespace, searchAttributes }).then(
    () => true,
    () => false,
  );
}

/** Servers keep the list in memory and read it again only now and then. */
async function untilUsable(connection: Connection, namespace: string, names: string[]): Promise<boolean> {
  for (let attempt = 0; attempt < READY_TRIES; attempt += 1) {
    if (await areUsable(connection, namespace, names)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** A query that names one that is not known is refused. Never rejects. */
const areUsable = (connection: Connection, namespace: string, names: string[]): Promise<boolean> =>
  connection.workflowService
    .countWorkflowExecutions({ namespace, query: names.map((name) => `${name} IS NOT NULL`).join(' OR ') })
    .then(() => true)
    .catch(() => false);
