// One Temporal server in memory for all test files of a project; each file takes a task queue of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { findTemporal } from '../../worker/server/binary.js';
import { openClient } from '../../worker/server/connect.js';
import { NAMESPACE, SERVER_IP, serverArgs } from '../../worker/server/flags.js';
import { untilHealthy } from '../../worker/server/health.js';
import { freePort } from '../../worker/server/ports.js';
import { binaryCache, stateHome } from '../../worker/state-home.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** host:port; the namespace is `NAMESPACE`. */
    temporalAddress: string;
    /** Absolute path; made by the build. */
    workflowBundle: string;
  }
}

const START_MS = 30_000;

/** Vitest calls it before the first file of the project, and what it returns after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const binary = await findTemporal({ say: (line) => console.log(line), cacheDir: binaryCache(stateHome()) });
  const port = await freePort([]);
  const uiPort = await freePort([port]);
  const ports = { port, uiPort, httpPort: await freePort([port, uiPort]) };
  const server = spawn(binary.path, serverArgs(ports, null), { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || !server.kill('SIGKILL')) return;
    await once(server, 'exit');
  };
  try {
    const healthy = await untilHealthy({ ip: SERVER_IP, ...ports }, START_MS, () => server.exitCode === null);
    if (!healthy) throw new Error(`the test server of ${binary.path} did not become healthy`);
    await createNamespace(`${SERVER_IP}:${port}`);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('temporalAddress', `${SERVER_IP}:${port}`);
  project.provide('workflowBundle', fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)));
  return stop;
}

async function createNamespace(address: string): Promise<void> {
  const place = { address, namespace: NAMESPACE, from: 'the test server', uiUrl: null };
  const open = await openClient({ kind: 'external', ...place, connectionOptions: { address } });
  await open.close();
}
