// What every runner can look for while a stage waits for its environment: changed files, somebody who answers.
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import type { Probed } from './adapter.js';

const CONNECT_MS = 3000;

export interface Address {
  host: string;
  port: number;
}

export const readyIf = (good: boolean): Probed => (good ? 'ready' : 'broken');

/** `since`: ISO 8601. By change time, because a file that is moved into place keeps its old date. */
export function changedSince(files: readonly string[], since: string): Probed {
  const times = files.map((file) => statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0);
  return readyIf(Math.max(...times) > Date.parse(since));
}

/** Whether somebody accepts a connection; nothing is sent. Null = it cannot be told who should. */
export async function probeAddress(address: Address | null): Promise<Probed> {
  return address === null ? 'unknown' : readyIf(await answers(address));
}

function answers(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: CONNECT_MS });
    const end = (good: boolean) => () => {
      socket.destroy();
      resolve(good);
    };
    socket.once('connect', end(true)).once('timeout', end(false)).once('error', end(false));
  });
}

/** Null for what is no URL. */
export function addressOf(url: string | null): Address | null {
  if (url === null || !URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'http:' ? 80 : 443) };
}

/** A connection to the provider would not go to the provider. `variables`: those that the agent gets. */
export const behindProxy = (variables: Readonly<Record<string, string>>): boolean =>
  Object.keys(variables).some((name) => /^(?:https?|all)_proxy$/i.test(name));
