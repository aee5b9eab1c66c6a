// The Temporal server that a run would use: which one, whether it answers, and whether it is the one of this workspace.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerDecision } from '../../worker/server/choose.js';
import type { ServerRecord } from '../../worker/server/record.js';
import { error, type Finding, ok, warning } from './finding.js';
import { KnownError } from '../../core/told-error.js';

/** A server is asked, never started; nothing is made on it. */
export async function lookAtServer(dir: string, id: string | null, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const [{ decideAccepted }, { assertBinding, assertBoundHome }, { stateHome }] = await Promise.all([
    import('../../worker/ground/server.js'),
    import('../../worker/server/binding.js'),
    import('../../worker/state-home.js'),
  ]);
  try {
    const home = stateHome(env);
    const decision = decideAccepted({ dirs: { workspace: dir, state: join(home, id ?? '') } }, env);
    assertBinding(dir, decision);
    if (decision.kind === 'embedded') assertBoundHome(dir, home);
    return decision.kind === 'external' ? await external(decision) : await embedded(home, env);
  } catch (thrown) {
    return [serverFinding(thrown)];
  }
}

/** What is known says what to do in its message. */
function serverFinding(thrown: unknown): Finding {
  if (!(thrown instanceof KnownError)) throw thrown;
  return error(thrown.code, thrown.message);
}

async function external(decision: Extract<ServerDecision, { kind: 'external' }>): Promise<Finding[]> {
  const { address, namespace, from } = decision;
  return [ok('server', `${address}, namespace ${namespace} (${from})`), ...(await asked(decision))];
}

async function asked(server: Extract<ServerDecision, { kind: 'external' }>): Promise<Finding[]> {
  const { lookAt } = await import('../../worker/server/look.js');
  const { OLDEST_SERVER } = await import('../../worker/server/flags.js');
  const { version, hasNamespace } = await lookAt(server);
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  const [oldMajor, oldMinor] = OLDEST_SERVER;
  const old = version !== null && (major < oldMajor || (major === oldMajor && minor < oldMinor));
  const wanted = `${oldMajor}.${oldMinor}`;
  return [
    old
      ? warning('server_old', `it has version ${version}`, { remedy: `Use Temporal ${wanted} or newer.` })
      : ok('server_version', `it answers, version ${version ?? 'not told'}`),
    hasNamespace
      ? ok('namespace', `the namespace ${server.namespace} is there`)
      : ok('namespace', `the namespace ${server.namespace} is not there yet; the first run makes it`),
  ];
}

async function embedded(home: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { embeddedStatus } = await import('../../worker/server/embedded.js');
  const { NAMESPACE } = await import('../../worker/server/flags.js');
  const { state, record } = await embeddedStatus(home);
  if (state === 'stopped' || record === null) return stopped(home, record, env);
  const where = `process ${record.pid}`;
  const remedy = 'The next `millrace run` ends it and starts it again; its data stays.';
  if (state === 'unhealthy')
    return [error('server_unhealthy', 'the embedded server does not answer', { where, remedy })];
  const address = `${record.ip}:${record.port}`;
  const from = 'the embedded server';
  const server = { kind: 'external', address, namespace: NAMESPACE, from, connectionOptions: { address } } as const;
  return [ok('server', `the embedded server on ${address}, ${where}`), ...(await asked(server))];
}

async function stopped(home: string, record: ServerRecord | null, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const last = record === null ? '' : ` (it was process ${record.pid})`;
  const [{ onPath }, { CACHED_NAME }] = await Promise.all([
    import('../../worker/server/programs.js'),
    import('../../worker/server/flags.js'),
  ]);
  const { binaryCache } = await import('../../worker/state-home.js');
  const cached = join(binaryCache(home), CACHED_NAME);
  const isThere = 'path' in onPath('temporal', env) || existsSync(cached);
  const remedy = 'Nothing, where there is a network; else put Temporal CLI on PATH.';
  const how = 'the first run downloads it, or, where that fails and there is a `go`, builds it, which takes minutes';
  return [
    ok('server', `the embedded server does not run${last}; the next run starts it`),
    isThere
      ? ok('server_binary', 'its program is there')
      : warning('server_binary_missing', `its program is not here yet; ${how}`, { remedy }),
  ];
}
