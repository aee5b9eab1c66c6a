// Which Temporal server: the environment or a profile, else `[temporal]` of millrace.toml, else the embedded one.
import { loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import type { Say } from './embedded.js';
import { startEmbedded } from './embedded.js';
import { errorReason, ServerError } from './error.js';
import { NAMESPACE } from './flags.js';
import type { AskedPorts } from './launch.js';
import type { ServerRecord } from './record.js';

const DEFAULT_ADDRESS = '127.0.0.1:7233';

/** `[temporal]` of millrace.toml. The ports are those of the embedded server. */
export interface TemporalSettings extends AskedPorts {
  /** host:port */
  address?: string | undefined;
  /** The embedded server has one namespace, ours. */
  namespace?: string | undefined;
  /** Web UI of the server at `address`, where somebody said it. */
  uiUrl?: string;
}

/** Fits a `Connection` of the client and a `NativeConnection` of the worker. */
export type ServerConnection = Required<Pick<NativeConnectionOptions, 'address'>> &
  Pick<NativeConnectionOptions, 'apiKey' | 'tls' | 'metadata'>;

export interface ExternalServer {
  kind: 'external';
  address: string;
  namespace: string;
  /** Where the address stands, for messages. */
  from: string;
  /** Absent where nobody said where its Web UI is. */
  uiUrl?: string;
  connectionOptions: ServerConnection;
}

/** What was decided, before anything is started or asked. */
export type ServerDecision = (AskedPorts & { kind: 'embedded' }) | ExternalServer;

export interface ServerChoice {
  kind: 'embedded' | 'external';
  address: string;
  namespace: string;
  from: string;
  uiUrl: string | null;
  /** State home of the embedded server. */
  home?: string;
  connectionOptions: ServerConnection;
}

/** Reads the environment and the profile file; throws `ServerError` (`bad_config`). */
export function decideServer(settings: TemporalSettings, env: NodeJS.ProcessEnv = process.env): ServerDecision {
  const { address, namespace, uiUrl, ...ports } = settings;
  const ui = uiUrl === undefined ? {} : { uiUrl };
  const fromEnvironment = externalFromEnvironment(namespace, env);
  if (fromEnvironment !== null) return { ...fromEnvironment, ...ui };
  if (address === undefined) return { kind: 'embedded', ...ports };
  const from = '[temporal] address in millrace.toml';
  return { ...external(address, namespace ?? NAMESPACE, from, {}), ...ui };
}

/** Starts the embedded server when it was decided on. `started`: told of one that was not there before. */
export async function chooseServer(
  decision: ServerDecision,
  stateHome: string,
  say: Say,
  started?: (server: ServerRecord) => void,
): Promise<ServerChoice> {
  if (decision.kind === 'external') return { ...decision, uiUrl: decision.uiUrl ?? null };
  const { kind, ...ports } = decision;
  const server = await startEmbedded(stateHome, say, { ...ports, ...(started && { started }) });
  const address = `${server.ip}:${server.port}`;
  const uiUrl = `http://${server.ip}:${server.uiPort}`;
  const from = 'the embedded server';
  return { kind, address, namespace: NAMESPACE, from, uiUrl, home: stateHome, connectionOptions: { address } };
}

function externalFromEnvironment(namespace: string | undefined, env: NodeJS.ProcessEnv): ExternalServer | null {
  const profile = readProfile(env);
  const address = profile.connectionOptions.address ?? (env.TEMPORAL_PROFILE ? DEFAULT_ADDRESS : undefined);
  if (address === undefined) return null;
  const from = env.TEMPORAL_ADDRESS ? 'TEMPORAL_ADDRESS' : `the Temporal profile ${env.TEMPORAL_PROFILE || 'default'}`;
  return external(address, profile.namespace ?? namespace ?? NAMESPACE, from, profile.connectionOptions);
}

function readProfile(env: NodeJS.ProcessEnv): ReturnType<typeof toClientOptions> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const overrideEnvVars = Object.fromEntries(set);
  try {
    return toClientOptions(loadClientConfigProfile({ overrideEnvVars }));
  } catch (error) {
    // The loader fails in this way on a file without any profile, which says as much as no file.
    const noProfiles = error instanceof TypeError && !env.TEMPORAL_PROFILE;
    if (noProfiles) return toClientOptions(loadClientConfigProfile({ overrideEnvVars, disableFile: true }));
    throw badConfiguration(env, error);
  }
}

function badConfiguration(env: NodeJS.ProcessEnv, error: unknown): ServerError {
  const where = env.TEMPORAL_CONFIG_FILE || 'temporalio/temporal.toml in your configuration folder';
  const why = error instanceof TypeError ? `it has no profile '${env.TEMPORAL_PROFILE}'` : errorReason(error);
  const what = `the Temporal configuration cannot be used (${where}, TEMPORAL_* variables): ${why}`;
  return new ServerError('bad_config', `${what}. Correct it, or unset TEMPORAL_PROFILE and TEMPORAL_CONFIG_FILE.`);
}

function external(address: string, namespace: string, from: string, options: NativeConnectionOptions): ExternalServer {
  if (!/^[^\s/]+:\d{1,5}$/.test(address)) {
    throw new ServerError(
      'bad_config',
      `${from}: "${address}" is not of the form host:port, such as ${DEFAULT_ADDRESS}`,
    );
  }
  const { apiKey, tls, metadata } = options;
  const given = Object.entries({ apiKey, tls, metadata }).filter(([, value]) => value !== undefined);
  const connectionOptions: ServerConnection = { address, ...Object.fromEntries(given) };
  return { kind: 'external', address, namespace, from, connectionOptions };
}
