// A Temporal server in memory with the product's flags, for as long as a test run or a recording takes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findTemporal } from '../../worker/server/binary.js';
import { openClient } from '../../worker/server/connect.js';
import { NAMESPACE, SERVER_IP, serverArgs } from '../../worker/server/flags.js';
import { untilHealthy } from '../../worker/server/health.js';
import { freePort } from '../../worker/server/ports.js';
import { binaryCache, stateHome } from '../../worker/state-home.js';

const START_MS = 30_000;

export interface TestServer {
  /** host:port; the namespace is `NAMESPACE`, and it exists. */
  address: string;
  /** Absolute path of the `temporal` binary. */
  binary: string;
  stop(): Promise<void>;
}

/** Throws when there is no usable binary or the server does not become healthy; nothing is left running then. */
export async function startTestServer(): Promise<TestServer> {
  const binary = await findTemporal({ say: (line) => console.log(line), cacheDir: binaryCache(stateHome()) });
  const port = await freePort([]);
  const uiPort = await freePort([port]);
  const ports = { port, uiPort, httpPort: await freePort([port, uiPort]) };
  const server = spawn(binary.path, serverArgs(ports, null), { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || !server.kill('SIGKILL')) return;
    await once(server, 'exit');
  };
  const address = `${SERVER_IP}:${port}`;
  try {
    const healthy = await untilHealthy({ ip: SERVER_IP, ...ports }, START_MS, () => server.exitCode === null);
    if (!healthy) throw new Error(`the test server of ${binary.path} did not become healthy`);
    await createNamespace(address);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, binary: binary.path, stop };
}

async function createNamespace(address: string): Promise<void> {
  const place = { address, namespace: NAMESPACE, from: 'the test server', uiUrl: null };
  const open = await openClient({ kind: 'external', ...place, connectionOptions: { address } });
  await open.close();
}
