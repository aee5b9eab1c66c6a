// The one source of how a Temporal server is set up for us: the embedded one, the tests' one, and the one of docker-compose.

/** Version that `go install` and the download give. */
export const TEMPORAL_CLI_VERSION = '1.5.1';
/** Its name among the binaries that we fetched. */
export const CACHED_NAME = `temporal-${TEMPORAL_CLI_VERSION}`;
/** Oldest server that is known to do all we ask of one: [major, minor]. */
export const OLDEST_SERVER: readonly [number, number] = [1, 29];

export const SERVER_IP = '127.0.0.1';
export const LOG_LEVEL = 'warn';

export const NAMESPACE = 'millrace';
/** `start-dev` has no flag for it (a namespace it creates keeps 1 day), so whoever connects creates the namespace. */
export const RETENTION_DAYS = 30;

export type SearchAttributeKind = 'Keyword' | 'Bool';
/** Registered by whoever connects: the flag of `start-dev` has no effect on a database that exists. */
export const SEARCH_ATTRIBUTES: Readonly<Record<string, SearchAttributeKind>> = {
  MillraceWorkspace: 'Keyword',
  MillraceLineage: 'Keyword',
  MillraceState: 'Keyword',
  MillraceStage: 'Keyword',
  MillraceNeedsYou: 'Bool',
};

/** Came later: where a server has the others and does not let us add it, they are used without it. */
export const TITLE_ATTRIBUTE: Readonly<Record<string, SearchAttributeKind>> = { MillraceTitle: 'Keyword' };

/**
 * A server with default values polls its queues 20 times a second, which makes every activity cost 100 ms. The partition values go
 * with the polling rates: without them one start in a hundred waits 2 s for a poller of the other partition. Eager: a stage starts with the
 * answer to the workflow task that asks for it. A server without that setting gives it to the same worker a moment later.
 */
export const DYNAMIC_CONFIG: Readonly<Record<string, boolean | number | string>> = {
  'history.transferProcessorMaxPollRPS': 2000,
  'history.timerProcessorMaxPollRPS': 2000,
  'history.timerProcessorMaxTimeShift': '10ms',
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'system.enableActivityEagerExecution': true,
};

/** The default journal costs 80 ms per activity under load. NORMAL survives kill -9; power loss may drop the last moments. */
export const SQLITE_PRAGMAS: Readonly<Record<string, string>> = { journal_mode: 'WAL', synchronous: 'NORMAL' };

export interface ServerPorts {
  /** gRPC, for clients and workers. */
  port: number;
  /** Web UI. */
  uiPort: number;
  /** The server's HTTP API, which we ask for its health. */
  httpPort: number;
}

/** Arguments of the `temporal` binary. `dbFile` null = in memory. */
export function serverArgs(ports: ServerPorts, dbFile: string | null): string[] {
  const pairs = (
    flag: string,
    values: Readonly<Record<string, unknown>>,
    write: (value: unknown) => string,
  ): string[] => Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${write(value)}`]);
  return [
    ...['server', 'start-dev', '--ip', SERVER_IP, '--log-level', LOG_LEVEL],
    ...['--port', String(ports.port), '--ui-port', String(ports.uiPort), '--http-port', String(ports.httpPort)],
    ...pairs('--dynamic-config-value', DYNAMIC_CONFIG, (value) => JSON.stringify(value)),
    ...(dbFile === null ? [] : ['--db-filename', dbFile, ...pairs('--sqlite-pragma', SQLITE_PRAGMAS, String)]),
  ];
}
