// Plays one step of a script as the answer to one request: an error, a stream, a stream that breaks, or a page that is no answer.
import type { ServerResponse } from 'node:http';
import { chatBody, chatEvents } from './chat.js';
import { messagesBody, messagesError, messagesEvents } from './messages.js';
import type { ModelRequest, Protocol } from './request.js';
import { responsesEvents } from './responses.js';
import { statusOf, type Step } from './script.js';
import { encodeSse, type Answer, type SseEvent } from './sse.js';
import { toolCallOf } from './tools.js';

const DEFAULT_USAGE = { input: 100, cached: 0, output: 20, reasoning: 0 };

const EVENTS: Readonly<Record<Protocol, (answer: Answer) => SseEvent[]>> = {
  responses: responsesEvents,
  chat: chatEvents,
  messages: messagesEvents,
};

/** Of the protocols whose clients may ask for no stream. */
const BODIES: Readonly<Partial<Record<Protocol, (answer: Answer) => unknown>>> = {
  chat: chatBody,
  messages: messagesBody,
};

/** `id`: names the answer, for this request alone. */
export function play(step: Step, id: string, seen: ModelRequest, response: ServerResponse): void {
  if (step.drop === true) return void response.destroy();
  if (step.hang === 'headers') return;
  if (step.status !== undefined) return sendJson(response, step.status, errorBody(step, seen), step.headers);
  if (step.page !== undefined) return void response.writeHead(200, { 'content-type': 'text/html' }).end(step.page);
  if (step.failed !== undefined && seen.body['stream'] !== true)
    return sendJson(
      response,
      statusOf(step.failed),
      errorBody({ message: step.failed.message, status: statusOf(step.failed) }, seen),
    );
  const call = toolCallOf(step, seen.tools);
  const answer: Answer = { id, model: seen.model, step, call, usage: { ...DEFAULT_USAGE, ...step.usage } };
  const bodyOf = inOnePiece(step, seen) ? BODIES[seen.protocol] : undefined;
  if (bodyOf !== undefined) return sendJson(response, 200, bodyOf(answer), step.headers);
  stream(step, EVENTS[seen.protocol](answer), response);
}

/**
 * A client of Messages asks again like this when a stream was broken, and a small client of chat completions never asks otherwise.
 * What can only break in a stream breaks in one.
 */
const inOnePiece = ({ hang, cut }: Step, { body }: ModelRequest): boolean =>
  body['stream'] !== true && [hang, cut].every((one) => one === undefined);

function stream(step: Step, events: SseEvent[], response: ServerResponse): void {
  const type = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };
  response.writeHead(200, { ...type, ...step.headers });
  const broken = step.hang === 'mid' || step.cut === 'mid';
  const sent = step.cut === 'start' ? [] : broken ? events.slice(0, 3) : events;
  const wire = sent.map(encodeSse).join('');
  if (step.hang === 'mid') return void response.write(wire);
  if (step.cut === 'mid') return void response.write(wire, () => response.destroy());
  if (step.split !== undefined) return void inPieces(Buffer.from(wire), step.split, response);
  response.end(wire);
}

/** Each goes out before the next one is written. */
async function inPieces(wire: Buffer, size: number, response: ServerResponse): Promise<void> {
  for (let at = 0; at < wire.length; at += size) {
    response.write(wire.subarray(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  response.end();
}

function errorBody({ body, status = 500, message }: Step, { protocol }: ModelRequest): unknown {
  if (body !== undefined) return body;
  const said = message ?? `scripted error ${status}`;
  if (protocol === 'messages') return messagesError(status, said);
  return { error: { message: said, type: 'scripted_error', param: null, code: null } };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
