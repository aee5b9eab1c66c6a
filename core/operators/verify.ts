// Whether a command bears the signature of a key. Runs in workflows, where an exception would loop for ever: it is a no.
import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { fromBase64 } from './base64.js';
import { signedText, type ToSign } from './canonical.js';
import { keyBytes } from './public-key.js';

/** `key`: of OpenSSH; `signature`: in base64. Takes some milliseconds, the first time about 150. Never throws. */
export function isSignedBy(key: string, command: ToSign, signature: string): boolean {
  try {
    const [publicKey, bytes] = [keyBytes(key), fromBase64(signature)];
    if (publicKey === null || bytes?.length !== 64) return false;
    // The strict reading of RFC 8032: no second form of a signature counts, and no key of small order.
    return ed25519.verify(bytes, utf8ToBytes(signedText(command)), publicKey, { zip215: false });
  } catch {
    return false;
  }
}
