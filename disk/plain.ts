// Reads a file that a person or an agent left: a regular file of bearable size, or a reason. Links are not followed.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, type Stats } from 'node:fs';
import { sha256OfBytes } from '../core/contracts/digest.js';
import { codeOf } from './errors.js';
import { bytesOf, ForeignObject, openPlain } from './read.js';

export type Plain = { ok: true; bytes: Uint8Array; stat: Stats } | { ok: false; missing: boolean; reason: string };

/** `limit`: largest size in bytes. Synchronous: documents are small, and most looks find nothing. */
export function readPlain(file: string, limit: number): Plain {
  let descriptor: number | null = null;
  try {
    descriptor = openPlain(file);
    return readOpened(descriptor, limit);
  } catch (error) {
    return { ok: false, missing: codeOf(error) === 'ENOENT', reason: reasonOf(error) };
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function readOpened(descriptor: number, limit: number): Plain {
  const stat = fstatSync(descriptor);
  if (stat.size > limit) return refused(`it has ${stat.size} bytes; a document may have ${limit}. Shorten it`);
  return { ok: true, bytes: bytesOf(descriptor, stat.size), stat };
}

const refused = (reason: string): Plain => ({ ok: false, missing: false, reason });

function reasonOf(error: unknown): string {
  const foreign = error instanceof ForeignObject;
  const code = codeOf(foreign ? error.cause : error) ?? (foreign ? 'ENXIO' : null);
  if (code === 'ELOOP') return 'it is a symbolic link, and links are not followed; put the document itself here';
  if (code === 'EACCES') return 'it may not be read; change its permissions';
  if (code === 'ENXIO') return 'it is not a regular file; put the document itself here';
  if (code === 'ENAMETOOLONG') return 'no file can have such a long name; give the path of a file';
  return `it cannot be read (${code ?? String(error)})`;
}

/** Of so few bytes our own code has the digest before Node has loaded its own, which a command that looks would wait for. */
const FEW_BYTES = 4096;

/** What was asked for last, by its signs: what lies in a workspace is mostly what was accepted of it, file by file. */
const known = new Map<string, string>();
const MOST_KNOWN = 16;

/** sha256 of the bytes; for UTF-8 the same name that the text store gives. */
export const digestOf = (bytes: Uint8Array): string =>
  bytes.length <= FEW_BYTES ? fewDigest(bytes) : createHash('sha256').update(bytes).digest('hex');

function fewDigest(bytes: Uint8Array): string {
  const signs = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const digest = known.get(signs) ?? sha256OfBytes(bytes);
  if (known.size === MOST_KNOWN) known.clear();
  known.set(signs, digest);
  return digest;
}
