// Who may ask: a page of ours in a browser of this machine that holds the token, and nobody else. Everything is refused that no page of
// ours would send, before anything is read.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refused } from './refusal.js';

export interface Asked {
  method: string;
  headers: IncomingHttpHeaders;
}

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** What a browser says of where a request comes from: of another page is neither of them. */
const OURS = new Set(['same-origin', 'none']);

/** Throws `Refused` for what comes by another name, from another page, or wants to change something. `port`: ours. */
export function assertAskable({ method, headers }: Asked, port: number): void {
  if (!isOurHost(headers.host, port))
    throw new Refused(
      403,
      'foreign_host',
      'This server answers to its own address alone.',
      `Ask for 127.0.0.1:${port}.`,
    );
  if (!isOurOrigin(headers, port))
    throw new Refused(403, 'foreign_origin', 'Another page may not ask here.', 'Type the address, or paste it.');
  if (method !== 'GET' && method !== 'HEAD')
    throw new Refused(
      405,
      'read_only',
      'This server only looks: it changes nothing.',
      'Copy the command that is shown.',
    );
}

/** Exactly a name of this machine and our port. */
const isOurHost = (host: string | undefined, port: number): boolean =>
  NAMES.some((name) => host?.toLowerCase() === `${name}:${port}`);

function isOurOrigin({ origin, 'sec-fetch-site': site }: IncomingHttpHeaders, port: number): boolean {
  if (origin !== undefined && !NAMES.some((name) => origin === `http://${name}:${port}`)) return false;
  return site === undefined || (typeof site === 'string' && OURS.has(site));
}

/** Cookies know no ports: each server of this machine needs a name of its own. */
export const cookieName = (port: number): string => `millrace_${port}`;

export const cookieFor = (port: number, token: string): string =>
  `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${A_YEAR}`;

/** A page that stays open goes on over a restart of its browser. */
const A_YEAR = 31_536_000;

/** Whether the cookie of our name holds the token. */
export function holdsToken({ cookie = '' }: IncomingHttpHeaders, port: number, token: string): boolean {
  const name = `${cookieName(port)}=`;
  const held = cookie.split(';').map((one) => one.trim());
  return held.some((one) => one.startsWith(name) && isToken(one.slice(name.length), token));
}

/** In a time that says nothing of where they differ. */
export const isToken = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
