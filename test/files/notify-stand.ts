// A receiver on this machine that does what a test says, and a workspace in which something waits for a person.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { ToldAttention } from '../../core/notify/message.js';
import { readConfig } from '../../core/plan/sources/config.js';
import type { NotifyRule } from '../../core/plan/sources/config/notify.js';
import { tell } from '../../worker/notify/round.js';

export interface Got {
  body: string;
  headers: IncomingHttpHeaders;
}

type Manner = (response: ServerResponse, got: Got) => void;

export const takes: Manner = (response) => void response.writeHead(204).end();
export const refuses: Manner = (response) => void response.writeHead(500).end('no');
/** Never answers. */
export const hangs: Manner = () => undefined;

export interface Receiver {
  url: string;
  /** What came, whatever was answered. */
  got: Got[];
  /** From now on. */
  now(manner: Manner): void;
  /** Deliveries that it took, each name once. */
  taken(): string[];
}

export async function receiver(first: Manner = takes): Promise<Receiver> {
  let manner = first;
  const got: Got[] = [];
  const taken = new Set<string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const one = { body, headers: request.headers };
      got.push(one);
      response.on('finish', () => {
        if (response.statusCode < 300) taken.add(String(request.headers['millrace-delivery']));
      });
      manner(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, got, now: (next) => void (manner = next), taken: () => [...taken] };
}

export const attention = (id: string, more: Partial<ToldAttention> = {}): ToldAttention => ({
  ...{ id, kind: 'item_blocked', severity: 'high', since: null, item: `task/${id}` },
  ...{
    summary: `task/${id} is blocked`,
    cause: 'no way',
    remedy: 'retry it',
    evidence: [],
    actions: [`millrace retry ${id}`],
  },
  ...more,
});

export interface Desk {
  dir: string;
  state: string;
  said: string[];
  /** One round by these rules. */
  tell(all: readonly ToldAttention[], more?: Partial<Parameters<typeof tell>[0]>): ReturnType<typeof tell>;
}

/** `toml`: lines of `millrace.toml`. */
export const rulesOf = (...toml: string[]): NotifyRule[] => {
  const faults: Parameters<typeof readConfig>[2] = [];
  const config = readConfig('millrace.toml', toml.join('\n'), faults);
  if (config === null) throw new Error(faults.map(({ message }) => message).join('\n'));
  return config.notify;
};

/** `seconds`: that a delivery may take. */
export const quick = (seconds = 20): string[] => [
  ...['debounce = "1s"', `timeout_seconds = ${seconds}`, 'retry_seconds = 0.001'],
];

export function desk(...toml: string[]): Desk {
  const root = mkdtempSync(path.join(os.tmpdir(), 'millrace-notify-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [dir, state] = [path.join(root, 'shop'), path.join(root, 'state')];
  for (const folder of [dir, state]) mkdirSync(folder);
  const said: string[] = [];
  const rules = rulesOf(...toml);
  const round = {
    dir,
    state,
    env: process.env,
    id: '0a1b2c3d',
    rules,
    rehearsal: false,
    say: (line: string) => void said.push(line),
  };
  return {
    ...{ dir, state, said },
    tell: (all, more = {}) => tell({ ...round, signal: new AbortController().signal, attention: all, ...more }),
  };
}

/** A program of the operator's, by its absolute path. */
export function program(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
}
