// Whether a server answers, asked without the SDK (which costs 150 ms to load): its HTTP API runs in the same frontend as gRPC.
import { get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerRecord } from './record.js';

const ANSWER_MS = 2_000;
const POLL_MS = 50;

type Place = Pick<ServerRecord, 'ip' | 'port' | 'httpPort'>;

/** True when gRPC takes connections and the frontend answers a real request within 2 s. */
export async function isHealthy(server: Place): Promise<boolean> {
  return (await accepts(server.ip, server.port)) && (await answers(server.ip, server.httpPort));
}

/** Asks until the server is healthy, `alive` says that its process ended, or `boundMs` have passed. */
export async function untilHealthy(server: Place, boundMs: number, alive: () => boolean): Promise<boolean> {
  const end = Date.now() + boundMs;
  while (alive() && Date.now() < end) {
    if (await isHealthy(server)) return alive();
    await sleep(POLL_MS);
  }
  return false;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_MS });
    const end = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    // An agent of its own: the shared one of newer Nodes can be told to go through a proxy.
    const signal = AbortSignal.timeout(ANSWER_MS);
    const options = { host, port, path: '/api/v1/cluster-info', agent: false, signal };
    const request = get(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => resolve(false));
  });
}
