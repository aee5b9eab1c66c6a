// Our search attributes make workflows easy to find; nothing depends on them, so a server that refuses them is served without.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import type { SearchAttributeKind } from './flags.js';
import { SEARCH_ATTRIBUTES } from './flags.js';
import { own } from '../../core/own.js';

/** Numbers of temporal.api.enums.v1.IndexedValueType. */
const TYPES: Record<SearchAttributeKind, number> = { Keyword: 2, Bool: 5 };
const READY_TRIES = 25;
const READY_POLL_MS = 200;

/** Registers what is missing. False when one cannot be, has another type, or is not usable within 5 s. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const wanted = Object.entries(SEARCH_ATTRIBUTES).map(([name, kind]) => [name, TYPES[kind]] as const);
    const missing = wanted.filter(([name]) => own(customAttributes, name) === undefined);
    if (wanted.some(([name, type]) => (own(customAttributes, name) ?? type) !== type)) return false;
    if (missing.length === 0) return true;
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) });
    return await untilUsable(connection, namespace);
  } catch {
    return false;
  }
}

/** Servers keep the list in memory and read it again only now and then. */
async function untilUsable(connection: Connection, namespace: string): Promise<boolean> {
  const query = Object.keys(SEARCH_ATTRIBUTES)
    .map((name) => `${name} IS NOT NULL`)
    .join(' OR ');
  for (let attempt = 0; attempt < READY_TRIES; attempt += 1) {
    const known = await connection.workflowService
      .countWorkflowExecutions({ namespace, query })
      .then(() => true)
      .catch(() => false);
    if (known) return true;
    await sleep(READY_POLL_MS);
  }
  return false;
}
