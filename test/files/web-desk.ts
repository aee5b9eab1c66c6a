// The dashboard's server in this process, on workspaces that are there for one test, and what asks it as a browser would.
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { cookieName } from '../../web/serve/guard.js';
import { type Dashboard, openDashboard, type Opening } from '../../web/serve/main.js';

export const TOKEN = 'a1'.repeat(32);

export interface Told {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

export interface Desk {
  dashboard: Dashboard;
  home: string;
  /** With the cookie of whoever was let in, unless `headers` has another. */
  ask(address: string, headers?: Record<string, string>, method?: string): Promise<Told>;
  /** The answer below `/api/`; throws where it is refused. */
  get<T>(address: string): Promise<T>;
  /** Follows a stream below `/api/` until what it gives back is called. */
  follow(address: string, since?: number): Promise<Followed>;
}

export interface Followed {
  /** What came so far, in order; `id`: of the event. */
  events: { event: string; id: number | null; data: unknown }[];
  /** Nothing more is taken from the wire, as by a page that hangs. */
  pause(): void;
  resume(): void;
  isOver(): boolean;
  leave(): void;
}

type End = () => unknown;

/** `atEnd`: is given what closes it; default: the end of the test. */
export async function openDesk(
  folders: readonly string[],
  opening: Partial<Omit<Opening, 'named' | 'token'>> = {},
  atEnd: (end: End) => void = (end) => onTestFinished(() => void end()),
): Promise<Desk> {
  const home = opening.home ?? mkdtempSync(path.join(os.tmpdir(), 'millrace-web-'));
  if (opening.home === undefined) atEnd(() => rmSync(home, { recursive: true, force: true }));
  const env = { ...process.env, MILLRACE_STATE_HOME: home };
  const named = (): { dir: string; id: null }[] => folders.map((dir) => ({ dir, id: null }));
  const dashboard = await openDashboard({ port: 0, token: TOKEN, env, ...opening, home, named });
  atEnd(() => dashboard.close());
  const { port } = dashboard;
  const cookie = `${cookieName(port)}=${TOKEN}`;
  const ask = (address: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Told> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: address, method, headers: { cookie, ...headers }, agent: false };
      request(options, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      })
        .on('error', reject)
        .end();
    });
  const get = async <T>(address: string): Promise<T> => {
    const { status, text } = await ask(`/api/${address}`);
    if (status !== 200) throw new Error(`${address}: ${status} ${text}`);
    return JSON.parse(text) as T;
  };
  return { dashboard, home, ask, get, follow: (address, since) => follow(port, cookie, { address, since }) };
}

function follow(
  port: number,
  cookie: string,
  { address, since }: { address: string; since: number | undefined },
): Promise<Followed> {
  const headers = { cookie, ...(since === undefined ? {} : { 'last-event-id': String(since) }) };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: `/api/${address}`, headers, agent: false }, (response) => {
      const events: Followed['events'] = [];
      let [rest, over] = ['', false];
      response.setEncoding('utf8').on('data', (part: string) => {
        const blocks = `${rest}${part}`.split('\n\n');
        rest = blocks.pop() ?? '';
        events.push(...blocks.flatMap(eventIn));
      });
      response.on('close', () => (over = true)).on('error', () => undefined);
      const leave = (): void => void asked.destroy();
      onTestFinished(leave);
      resolve({ events, pause: () => response.pause(), resume: () => response.resume(), isOver: () => over, leave });
    });
    asked.on('error', reject).end();
  });
}

/** None in a comment. */
function eventIn(block: string): Followed['events'] {
  const field = (name: string): string | undefined =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const [event, data, id] = [field('event'), field('data'), field('id')];
  if (event === undefined || data === undefined) return [];
  return [{ event, id: id === undefined ? null : Number(id), data: JSON.parse(data) as unknown }];
}
