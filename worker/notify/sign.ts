// The signature by which a receiver knows that a message is ours and of now.
import { createHmac } from 'node:crypto';

/** `v1=` and HMAC-SHA256, in hex, of the seconds since 1970, a dot, and the body. */
export const signatureOf = (key: string | Buffer, seconds: number, body: string): string =>
  `v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;
