// Whether the signatures in an audit are those of its words. Which key an operator had is in the line; whether that key is the operator's own
// a person has to know: its fingerprint is told as `ssh-keygen -l` tells it.
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { AuditLine } from '../../core/audit/line.js';
import { signedText } from '../../core/operators/canonical.js';

/** Before the 32 bytes of an Ed25519 key, in DER. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const RAW = 32;

export interface Signatures {
  /** How many decisions bear one, how many of these could be checked, and by whose key: `alice SHA256:...`. */
  signed: number;
  checked: number;
  keys: string[];
  /** Of the first whose signature is not that of its words: its number. */
  bad: number | null;
}

export interface SignatureCheck {
  take(line: AuditLine): void;
  found(): Signatures;
}

export function newSignatureCheck(): SignatureCheck {
  const keys = new Set<string>();
  const found = { signed: 0, checked: 0, bad: null as number | null };
  return {
    take(line) {
      const { signed, key } = line.who;
      if (signed === undefined || wasRefused(line)) return;
      found.signed += 1;
      if (typeof key !== 'string' || !('args' in line.what)) return;
      found.checked += 1;
      keys.add(`${signed.operator} ${fingerprint(key)}`);
      if (!isSigned(line, key)) found.bad ??= line.seq;
    },
    found: () => ({ ...found, keys: [...keys].sort() }),
  };
}

/** It may have been refused because of its signature. */
const wasRefused = ({ answer }: AuditLine): boolean => answer.code === 'refused';

function isSigned({ who, what, why }: AuditLine, key: string): boolean {
  const { signed, issuer } = who;
  if (signed === undefined || !('args' in what)) return false;
  try {
    const args = { ...what.args, commandId: what.id, issuer, reason: why };
    const text = signedText({ name: what.command, args, by: signed });
    return verify(null, Buffer.from(text), keyOf(key), Buffer.from(signed.signature, 'base64'));
  } catch {
    return false;
  }
}

/** `key`: `ssh-ed25519 ` and base64. */
const bytesOf = (key: string): Buffer => Buffer.from(key.split(' ')[1] ?? '', 'base64');

const keyOf = (key: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, bytesOf(key).subarray(-RAW)]), format: 'der', type: 'spki' });

const fingerprint = (key: string): string =>
  `SHA256:${createHash('sha256').update(bytesOf(key)).digest('base64').replace(/=+$/, '')}`;
