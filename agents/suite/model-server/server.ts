// A model provider on 127.0.0.1 that plays scripts, so that real coding-agent CLIs run in tests without a network.
// It speaks the Responses API (Codex) and chat completions (Pi). Every `/s/<session>` has a script and a log of its own.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatEvents } from './chat.js';
import { protocolOf, readModelRequest, type ModelRequest } from './request.js';
import { responsesEvents } from './responses.js';
import { scriptPlayer, type Script, type Step } from './script.js';
import { encodeSse, type Answer, type SseEvent } from './sse.js';
import { toolCallOf } from './tools.js';

export interface ModelServer {
  /** Gives a session its script and returns the base URL for its client, `http://127.0.0.1:PORT/s/NAME/v1`. */
  session(name: string, script: Script): string;
  /** Requests seen by a session, oldest first. */
  requests(name: string): readonly ModelRequest[];
  close(): Promise<void>;
}

interface Session {
  next: ReturnType<typeof scriptPlayer>;
  requests: ModelRequest[];
}

const DEFAULT_USAGE = { input: 100, cached: 0, output: 20, reasoning: 0 };

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
  if (protocol === null || request.method !== 'POST') return sendJson(response, 200, { object: 'list', data: [] });
  const body = JSON.parse(text) as Record<string, unknown>;
  const seen = readModelRequest(protocol, path, request.headers.authorization ?? '', body);
  session.requests.push(seen);
  const id = `${name}_${session.requests.length}`;
  await play(session.next(seen.userText, seen.toolResults), id, seen, response);
}

async function bodyText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

async function play(step: Step, id: string, seen: ModelRequest, response: ServerResponse): Promise<void> {
  if (step.drop === true) return void response.destroy();
  if (step.hang === 'headers') return;
  if (step.status !== undefined) return sendJson(response, step.status, errorBody(step));
  const call = toolCallOf(step, seen.tools);
  const answer: Answer = { id, model: seen.model, step, call, usage: { ...DEFAULT_USAGE, ...step.usage } };
  stream(step, seen.protocol === 'responses' ? responsesEvents(answer) : chatEvents(answer), response);
}

function stream(step: Step, events: SseEvent[], response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const broken = step.hang === 'mid' || step.cut === 'mid';
  const wire = (broken ? events.slice(0, 3) : events).map(encodeSse).join('');
  if (step.hang === 'mid') return void response.write(wire);
  if (step.cut === 'mid') return void response.write(wire, () => response.destroy());
  response.end(wire);
}

function errorBody(step: Step): unknown {
  if (step.body !== undefined) return step.body;
  const message = step.message ?? `scripted error ${step.status}`;
  return { error: { message, type: 'scripted_error', param: null, code: null } };
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
