// A model provider on 127.0.0.1 that plays scripts, so that real coding-agent CLIs run in tests without a network.
// It speaks the Responses API (Codex), chat completions (Pi) and Anthropic Messages (Claude Code). Every `/s/<session>` has a script and
// a log of its own.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { play, sendJson } from './play.js';
import { protocolOf, readModelRequest, type ModelRequest } from './request.js';
import { scriptPlayer, type Script } from './script.js';

export interface ModelServer {
  /**
   * Gives a session its script and returns the base URL for its client, `http://127.0.0.1:PORT/s/NAME/v1`. A client of Messages adds
   * the `/v1` itself.
   */
  session(name: string, script: Script): string;
  /** Requests seen by a session, oldest first. */
  requests(name: string): readonly ModelRequest[];
  close(): Promise<void>;
}

interface Session {
  next: ReturnType<typeof scriptPlayer>;
  requests: ModelRequest[];
}

/** `port`: 0 = a free one. */
export async function startModelServer(port = 0): Promise<ModelServer> {
  const sessions = new Map<string, Session>();
  const server = createServer((request, response) => {
    serve(sessions, request, response).catch((error: unknown) => {
      sendJson(response, 500, { error: { message: String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    session(name, script) {
      sessions.set(name, { next: scriptPlayer(script), requests: [] });
      return `http://127.0.0.1:${address.port}/s/${name}/v1`;
    },
    requests: (name) => sessions.get(name)?.requests ?? [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(sessions: Map<string, Session>, request: IncomingMessage, response: ServerResponse) {
  const [, name = '', path = ''] = /^\/s\/([^/]+)(\/[^?]*)/.exec(request.url ?? '') ?? [];
  const session = sessions.get(name);
  const protocol = protocolOf(path);
  const text = await bodyText(request);
  if (session === undefined) return sendJson(response, 404, { error: { message: `no session ${name}` } });
  if (protocol === null || request.method !== 'POST') return sendJson(response, 200, aside(path));
  const body = JSON.parse(text) as Record<string, unknown>;
  const seen = readModelRequest(protocol, path, keyIn(request), body);
  session.requests.push(seen);
  const id = `${name}_${session.requests.length}`;
  play(session.next(seen.userText, seen.toolResults), id, seen, response);
}

/** What is asked beside answers: models, and how long a prompt is. */
const aside = (path: string): object =>
  path.endsWith('/count_tokens') ? { input_tokens: 100 } : { object: 'list', data: [] };

/** A client of Messages with an API key, and not a login, has a header of its own for it. */
const keyIn = ({ headers }: IncomingMessage): string => headers.authorization ?? [headers['x-api-key']].flat()[0] ?? '';

async function bodyText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
