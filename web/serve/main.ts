// The server of the dashboard: for this machine alone, for who holds the token alone, and it only looks. Nothing that is asked here changes
// a file or sends a command.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fleetNews, streamFleet } from './fleet-stream.js';
import { assertAskable, cookieFor, holdsToken, isToken } from './guard.js';
import { type House, type Housing, openHouse } from './house.js';
import { type PageFiles, readPage } from './page-files.js';
import { Refused, refusedBy } from './refusal.js';
import { refusalReply, send } from './reply.js';
import { answer, partsOf } from './routes.js';
import { streamWorkspace } from './stream.js';
import { WIRE_TIMES, type WireTimes } from './wire.js';

export type { ElsewhereRow } from '../contract.js';
export type { Named } from './workspaces.js';

export interface Opening extends Housing {
  /** 0 = a free one. */
  port: number;
  token: string;
  /** Folder of the page; default: where the build puts it. */
  page?: string;
  times?: WireTimes;
}

export interface Dashboard {
  port: number;
  /** With the token: it opens the page. */
  url: string;
  /** Ends the streams, and every connection. */
  close(): Promise<void>;
}

/** The one address it has. */
const HOST = '127.0.0.1';
const REQUEST_MS = 10_000;
const LONGEST_HEADERS = 16_384;
const MOST_CONNECTIONS = 256;
const MOST_STREAMS = 64;

/** Rejects with the error of the system where it cannot listen (`EADDRINUSE`, …). */
export function openDashboard({ port, token, page, times = WIRE_TIMES, ...housing }: Opening): Promise<Dashboard> {
  const house = openHouse(housing);
  const options = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, maxHeaderSize: LONGEST_HEADERS };
  const desk: Desk = { house, token, times, page: readPage(page), port: 0, streams: new Set(), news: fleetNews(house) };
  const server = createServer(options, (request, response) => void serve(desk, request, response));
  server.maxConnections = MOST_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      // What goes wrong later concerns one connection.
      server.off('error', reject).on('error', () => undefined);
      desk.port = (server.address() as AddressInfo).port;
      const url = `http://${HOST}:${desk.port}/?token=${token}`;
      resolve({ port: desk.port, url, close: () => closed(server, desk) });
    });
  });
}

interface Desk {
  house: House;
  token: string;
  times: WireTimes;
  page: PageFiles;
  port: number;
  /** What ends each. */
  streams: Set<() => void>;
  news: ReturnType<typeof fleetNews>;
}

function closed(server: Server, { streams, news, house }: Desk): Promise<void> {
  for (const end of streams) end();
  news.end();
  house.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 200).unref();
  });
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { path, query } = addressOf(request);
  const isApi = path === '/api' || path.startsWith('/api/');
  try {
    assertAskable({ method: request.method ?? '', headers: request.headers }, desk.port);
    await serveAsked(desk, { request, response, path, query });
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    await send(request, response, refusalReply(refusedBy(error), isApi)).catch(() => response.destroy());
  }
}

interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  query: URLSearchParams;
}

async function serveAsked(desk: Desk, call: Call): Promise<void> {
  const { request, response, path, query } = call;
  const token = query.get('token');
  if (token !== null && isToken(token, desk.token)) return letIn(desk, call);
  if (!holdsToken(request.headers, desk.port, desk.token))
    throw new Refused(
      401,
      'no_token',
      'This page is for who started it.',
      'Open the address that `millrace serve` printed.',
    );
  if (isStream(path)) return stream(desk, call);
  if (path.startsWith('/api/')) return send(request, response, await answer(desk.house, path, query));
  const file = desk.page.of(path);
  if (file !== null) return send(request, response, file);
  throw new Refused(404, 'not_found', 'There is no such page.', 'The page was not built, or the address is wrong.');
}

/** The token leaves the address, so that nobody reads it there or sends it on. */
function letIn({ port, token }: Desk, { request, response, path, query }: Call): Promise<void> {
  query.delete('token');
  const location = query.size === 0 ? path : `${path}?${query.toString()}`;
  const headers = { location, 'set-cookie': cookieFor(port, token) };
  return send(request, response, { status: 303, type: 'text/plain; charset=utf-8', body: 'Welcome.\n', headers });
}

const isStream = (path: string): boolean => path.startsWith('/api/') && path.endsWith('/stream');

async function stream(desk: Desk, { request, response, path, query }: Call): Promise<void> {
  const { streams, house, times, news } = desk;
  const [, room, key = '', ...rest] = partsOf(path);
  if (streams.size >= MOST_STREAMS)
    throw new Refused(503, 'too_many', `${MOST_STREAMS} pages are open already.`, 'Close some of them.');
  const isFleet = room === 'fleet' && key === 'stream' && rest.length === 0;
  if (!isFleet && (room !== 'w' || rest.length !== 1)) throw new Refused(404, 'not_found', 'There is no such stream.');
  const place = isFleet ? null : house.at(key);
  if (request.method === 'HEAD') return void response.writeHead(200).end();
  const end =
    place === null
      ? streamFleet(request, response, news, times)
      : streamWorkspace(request, response, { ...place, env: house.env }, { follow: query.get('follow'), times });
  streams.add(end);
  response.on('close', () => streams.delete(end));
}

/** Never with two slashes first: that would be the name of another machine. */
function addressOf({ url = '/' }: IncomingMessage): { path: string; query: URLSearchParams } {
  const [before = '', ...behind] = url.split('?');
  return { path: `/${before.replace(/^[/\\]+/, '')}`, query: new URLSearchParams(behind.join('?')) };
}
