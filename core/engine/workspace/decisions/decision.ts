// What the audit is told of a command: who gave it and why, how what it is about stood before and after, and what was answered.
import { AUDIT_LIMITS, type Decided, type DecidedBy, isSignature } from '../../../contracts/audit.js';
import type { Answer, Issued } from '../../../contracts/commands.js';
import type { CommandEvent } from '../../../contracts/command-table.js';
import { canonicalJson, sha256Hex } from '../../../contracts/digest.js';
import { clipped, jsonBytes } from '../../../contracts/limits.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { Look } from './standing.js';

/** `look`: at what the event is about; `before`: as it was then. */
export function decisionEntry(event: CommandEvent, answer: Answer, before: ReturnType<Look>, look: Look): MirrorEntry {
  const { type, at, args } = event;
  const { code, text, seq } = answer;
  const said = { code, text: clipped(text, AUDIT_LIMITS.text), seq };
  const what = decided(type, args);
  return {
    kind: 'decision',
    value: { at, who: decidedBy(args), what, why: args.reason, before, after: look(), answer: said },
  };
}

function decidedBy({ issuer, signed }: Issued): DecidedBy {
  if (signed === undefined || !isSignature(signed)) return { issuer };
  const { operator, workspace, at, signature } = signed;
  return { issuer, signed: { operator, workspace, at, signature } };
}

function decided(command: string, issued: Issued): Decided {
  const { commandId: id, issuer: _issuer, reason: _reason, signed: _signed, ...args } = issued;
  const bytes = jsonBytes(args);
  if (bytes <= AUDIT_LIMITS.args) return { command, id, args };
  return { command, id, sha256: sha256Hex(canonicalJson(args)), bytes };
}
