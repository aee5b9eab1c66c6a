// How an answer goes out: compressed where that is taken, not at all where the asker has it already.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { NO_STORE, SAFE_HEADERS } from './headers.js';
import { bodyOf, type Refused } from './refusal.js';

export interface Reply {
  status?: number;
  type: string;
  body: string | Buffer;
  /** Its `Cache-Control`; default: it is not kept. */
  keep?: string;
  /** Default: made of the body. */
  tag?: string;
  headers?: Record<string, string>;
}

const zipped = promisify(gzip);

/** Less does not grow smaller by it. */
const WORTH_ZIPPING = 1024;
const ZIPPABLE = /^(text\/|application\/json|image\/svg)/;

export const jsonReply = (value: unknown): Reply => ({ type: JSON_TYPE, body: JSON.stringify(value) });

export const jsonText = (body: string, tag: string): Reply => ({ type: JSON_TYPE, body, tag });

const JSON_TYPE = 'application/json; charset=utf-8';

export async function send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
  const { status = 200, type, body, keep = NO_STORE, headers = {} } = reply;
  const tag = `W/"${reply.tag ?? digestOf(body)}"`;
  const common = { ...SAFE_HEADERS, 'cache-control': keep, vary: 'accept-encoding', ...headers };
  if (status === 200 && request.headers['if-none-match'] === tag)
    return void response.writeHead(304, { ...common, etag: tag }).end();
  const bytes = Buffer.from(body);
  const isZipped = takesGzip(request) && ZIPPABLE.test(type) && bytes.length >= WORTH_ZIPPING;
  const sent = isZipped ? await zipped(bytes) : bytes;
  response.writeHead(status, {
    ...{ ...common, 'content-type': type, 'content-length': sent.length },
    ...(status === 200 ? { etag: tag } : {}),
    ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : sent);
}

export const digestOf = (body: string | Buffer): string =>
  createHash('sha256').update(body).digest('base64url').slice(0, 22);

const takesGzip = ({ headers }: IncomingMessage): boolean =>
  /(^|[,\s])gzip\s*(;|,|$)/.test(String(headers['accept-encoding'] ?? ''));

/** For a program, and a plain page for a person who opened an address. */
export const refusalReply = (refused: Refused, isApi: boolean): Reply => ({
  ...{ status: refused.status, headers: refused.status === 405 ? { allow: 'GET, HEAD' } : {} },
  ...(isApi
    ? { type: JSON_TYPE, body: JSON.stringify(bodyOf(refused)) }
    : { type: 'text/plain; charset=utf-8', body: `${refused.message} ${refused.hint}\n` }),
});
