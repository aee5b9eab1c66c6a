// What listens for who reads figures: GET alone, and only where the request names this machine, so that no page of the web reaches it by a name of its own.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Page {
  status: number;
  type: string;
  body: string;
}

/** By path. One that throws is answered with 500. */
export type Pages = ReadonlyMap<string, () => Promise<Page>>;

export interface Listening {
  /** Such as `http://127.0.0.1:9464`. */
  address: string;
  close(): void;
}

const TEXT = 'text/plain; charset=utf-8';
const REQUEST_MS = 5000;
const MOST_CONNECTIONS = 32;
const LONGEST_HEADERS = 16_384;

/** `port`: 0 = a free one. Rejects with the error of the system (`EADDRINUSE`, …). It keeps no process alive. */
export function listen(host: string, port: number, pages: Pages): Promise<Listening> {
  const options = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, maxHeaderSize: LONGEST_HEADERS };
  const server = createServer(options, (request, response) => void answer(request, response, pages));
  server.maxConnections = MOST_CONNECTIONS;
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      // What goes wrong later concerns one connection.
      server.off('error', reject).on('error', () => undefined);
      resolve({ address: addressOf(server), close: () => closed(server) });
    });
  });
}

function closed(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function addressOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function answer(request: IncomingMessage, response: ServerResponse, pages: Pages): Promise<void> {
  const { status, type, body } = await pageFor(request, pages);
  const headers = { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  response.writeHead(status, { ...headers, ...(status === 405 ? { allow: 'GET, HEAD' } : {}) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function pageFor({ method = '', url = '', headers }: IncomingMessage, pages: Pages): Promise<Page> {
  if (!isThisMachine(headers.host)) return said(403, 'Ask for it by a name of this machine, such as 127.0.0.1.');
  if (method !== 'GET' && method !== 'HEAD') return said(405, 'Nothing can be changed here.');
  const page = pages.get(url.split('?', 1)[0] ?? '');
  if (page === undefined) return said(404, `There are ${[...pages.keys()].join(' and ')}.`);
  try {
    return await page();
  } catch (error) {
    return said(500, `It could not be made: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export const said = (status: number, text: string): Page => ({ status, type: TEXT, body: `${text}\n` });

const NAMES = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Exactly a name and a port: `127.0.0.1.example.org` is somebody else. */
export function isThisMachine(host: string | undefined): boolean {
  const name = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host ?? '')?.[1];
  return name !== undefined && NAMES.has(name.toLowerCase());
}
