// A client of the chosen server, and what we need there: our namespace and our search attributes.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { ServerChoice } from './choose.js';
import { errorReason, ServerError } from './error.js';
import { RETENTION_DAYS } from './flags.js';
import { proxyFor } from './proxy.js';
import { sharing } from './shared.js';
import { ensureSearchAttributes, type UsableAttributes } from './search-attributes.js';

const CONNECT_MS = 5_000;
/** The whole set-up. */
const SETUP_MS = 20_000;
const KNOWN_POLL_MS = 50;
export const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

type Server = Omit<ServerChoice, 'uiUrl' | 'home'>;

export interface OpenClient extends UsableAttributes {
  client: Client;
  /** Null where the server does not say. */
  clusterId: string | null;
  close(): Promise<void>;
}

/** Throws `ServerError` (`unreachable`) when the server does not answer within 5 s or refuses us. */
export async function openClient(choice: ServerChoice): Promise<OpenClient> {
  const { it: connection, leave } = await useConnection(JSON.stringify(choice.connectionOptions), () =>
    connect(choice),
  );
  try {
    return await connection.withDeadline(Date.now() + SETUP_MS, async () => {
      const usable = ensureNamespace(connection, choice).then(() =>
        ensureSearchAttributes(connection, choice.namespace),
      );
      const [clusterId, attributes] = await Promise.all([clusterIdOf(connection), usable]);
      const client = new Client({ connection, namespace: choice.namespace });
      return { client, clusterId, ...attributes, close: leave };
    });
  } catch (error) {
    await leave();
    throw error;
  }
}

/** For a few questions, with an end behind them. Throws as `openClient`, and what `ask` throws. */
export async function connectTo<T>(choice: ServerChoice, ask: (client: Client) => Promise<T>): Promise<T> {
  const opened = await openClient(choice);
  try {
    return await ask(opened.client);
  } finally {
    await opened.close();
  }
}

const useConnection = sharing((connection: Connection) => connection.close());

/** Throws `ServerError` (`unreachable`). */
export async function connect(choice: Server): Promise<Connection> {
  try {
    const channelArgs = proxyFor(choice.address) === null ? { 'grpc.enable_http_proxy': 0 } : {};
    return await Connection.connect({ ...choice.connectionOptions, channelArgs, connectTimeout: CONNECT_MS });
  } catch (error) {
    throw unreachable(choice, error);
  }
}

export function unreachable(choice: Server, error: unknown): ServerError {
  const remedy =
    choice.kind === 'embedded'
      ? 'Run the command again: the server is looked for, and started when it is gone.'
      : 'Start that server, or correct the address; without any address the embedded server is used.';
  return new ServerError(
    'unreachable',
    `the Temporal server at ${choice.address}, namespace ${choice.namespace} (${choice.from}), cannot be used: ${errorReason(error)}. ` +
      `${proxyRemedy(choice.address)}${remedy}`,
    { cause: error },
  );
}

/** Empty when no proxy is in between. */
function proxyRemedy(address: string): string {
  const proxy = proxyFor(address);
  if (proxy === null) return '';
  const host = address.replace(/:\d+$/, '');
  return (
    `It was asked through the proxy ${proxy.address}, which ${proxy.variable} names: where that is not the way, ` +
    `add ${host} to NO_PROXY. `
  );
}

/** Some servers keep it to themselves. */
async function clusterIdOf(connection: Connection): Promise<string | null> {
  const info = await connection.workflowService.getClusterInfo({}).catch(() => null);
  return info?.clusterId || null;
}

/** Also who did not create it waits: another one may have done so a moment ago. Both are asked at once, because mostly both say yes. */
async function ensureNamespace(connection: Connection, choice: ServerChoice): Promise<void> {
  const { namespace } = choice;
  try {
    const known = isKnown(connection, namespace);
    // Who does not wait for it, because the other question failed, leaves its failure alone.
    known.catch(() => undefined);
    await connection.workflowService.describeNamespace({ namespace }).catch(async (error: unknown) => {
      if (!hasCode(error, NOT_FOUND)) throw error;
      await createNamespace(connection, namespace);
    });
    if (!(await known)) await untilKnown(connection, namespace);
  } catch (error) {
    throw unreachable(choice, error);
  }
}

async function createNamespace(connection: Connection, namespace: string): Promise<void> {
  const workflowExecutionRetentionPeriod = msToTs(`${RETENTION_DAYS} days`);
  await connection.workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod })
    .catch((error: unknown) => {
      if (!hasCode(error, ALREADY_EXISTS)) throw error;
    });
}

/** The frontend remembers for a moment that there was no such namespace. The deadline of the set-up ends this. */
async function untilKnown(connection: Connection, namespace: string): Promise<void> {
  while (!(await isKnown(connection, namespace))) await sleep(KNOWN_POLL_MS);
}

const isKnown = (connection: Connection, namespace: string): Promise<boolean> =>
  connection.workflowService.countWorkflowExecutions({ namespace }).then(
    () => true,
    (error: unknown) => {
      if (!hasCode(error, NOT_FOUND)) throw error;
      return false;
    },
  );

export const hasCode = (error: unknown, code: number): boolean =>
  isGrpcServiceError(error) && Number(error.code) === code;
