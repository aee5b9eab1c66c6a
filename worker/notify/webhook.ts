// Sends a message by POST. One that is answered with 2xx has arrived; nothing else has, and no redirect is followed.
import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import { shownAddress } from '../../core/notify/address.js';
import { proxyFor } from '../server/proxy.js';
import { signatureOf } from './sign.js';
import { Undelivered } from './undelivered.js';

export interface Post {
  url: string;
  /** JSON. */
  body: string;
  delivery: string;
  /** Null = it is not signed. */
  key: string | null;
  /** ms since 1970. */
  now: number;
}

/** Bytes of an answer that are read: enough to say why something was refused. */
const MOST_READ = 2048;
const PROXIES = ['https_proxy', 'HTTPS_PROXY'];

/** Throws `Undelivered`. `signal`: ends it. */
export async function post(given: Post, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const url = new URL(given.url);
  try {
    const answer = await answerTo(given, url, env, signal);
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return void answer.destroy();
    throw new Undelivered(refusal(status, await beginningOf(answer)));
  } catch (error) {
    const why = signal.aborted ? 'did not answer in time' : error instanceof Error ? error.message : String(error);
    throw new Undelivered(
      `${shownAddress(given.url)} ${error instanceof Undelivered ? why : whyNot(why, signal.aborted)}`,
    );
  }
}

const whyNot = (why: string, isLate: boolean): string => (isLate ? why : `cannot be reached: ${why}`);

function refusal(status: number, text: string): string {
  if (status >= 300 && status < 400)
    return `answered ${status}, a redirect, and none is followed: give the address itself`;
  return `answered ${status}${text === '' ? '' : `: ${text}`}`;
}

async function answerTo(given: Post, url: URL, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = headersOf(given);
  const options: RequestOptions = { method: 'POST', headers, signal, agent: false };
  if (url.protocol === 'http:') return sent(plainRequest(url, options), given.body);
  const socket = await throughProxy(url, env, signal);
  if (socket === null) return sent(secureRequest(url, options), given.body);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const name = isIP(host) === 0 ? { servername: host } : {};
  const createConnection = (): Socket => secure({ socket, host, ...name, ALPNProtocols: ['http/1.1'] });
  return sent(secureRequest(url, { ...options, createConnection }), given.body);
}

const headersOf = ({ body, delivery, key, now }: Post): Record<string, string | number> => {
  const seconds = Math.floor(now / 1000);
  return {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'User-Agent': 'millrace-notify/1',
    'Millrace-Delivery': delivery,
    'Millrace-Timestamp': seconds,
    ...(key === null ? {} : { 'Millrace-Signature': signatureOf(key, seconds, body) }),
  };
};

const sent = (request: ReturnType<typeof plainRequest>, body: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });

/** A tunnel that a proxy of the environment opened; null where none stands between. */
async function throughProxy(url: URL, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Socket | null> {
  const target = `${url.hostname}:${url.port || '443'}`;
  const proxy = proxyFor(target, env, PROXIES);
  if (proxy === null) return null;
  const { username, password } = proxy.credentials ?? {};
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  const headers = { Host: target, ...(proxy.credentials === null ? {} : { 'Proxy-Authorization': `Basic ${login}` }) };
  const { hostname, port } = new URL(`http://${proxy.address}`);
  const asking = plainRequest({
    hostname,
    port: port || 80,
    method: 'CONNECT',
    path: target,
    headers,
    signal,
    agent: false,
  });
  return new Promise((resolve, reject) => {
    asking.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy of ${proxy.variable} answered ${statusCode}`));
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** Of an answer that may be endless. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let read = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece.subarray(0, MOST_READ - read));
    read += piece.length;
    if (read >= MOST_READ) break;
  }
  return Buffer.concat(pieces).toString('utf8').trim();
}
