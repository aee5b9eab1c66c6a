// What the audit is told of a command: who gave it and why, how what it is about stood before and after, and what was answered.
import { AUDIT_LIMITS, type Decided, type DecidedBy, isSignature, type Standing } from '../../../contracts/audit.js';
import type { Answer, Issued } from '../../../contracts/commands.js';
import type { CommandEvent } from '../../../contracts/command-table.js';
import { canonicalJson, sha256Hex } from '../../../contracts/digest.js';
import { clipped, jsonBytes } from '../../../contracts/limits.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { SchedulerState } from '../scheduler-state.js';
import type { Look } from './standing.js';

/** As it was before the command was carried out, which may be about that very key. */
interface Before {
  look: Standing;
  /** Of the operator who signed, where one is known. */
  key?: string | undefined;
}

/** `look`: at what the event is about. */
export function decisionEntry(event: CommandEvent, answer: Answer, before: Before, look: Look): MirrorEntry {
  const { type, at, args } = event;
  const { code, text, seq } = answer;
  const said = { code, text: clipped(text, AUDIT_LIMITS.text), seq };
  const what = decided(type, args);
  return {
    kind: 'decision',
    value: {
      ...{ at, who: decidedBy(args, before.key), what, why: args.reason },
      ...{ before: before.look, after: look(), answer: said },
    },
  };
}

export const keyOf = ({ operators }: SchedulerState, { signed }: Issued): string | undefined =>
  operators?.named.find(({ name }) => name === signed?.operator)?.key;

function decidedBy({ issuer, signed }: Issued, key: string | undefined): DecidedBy {
  if (signed === undefined || !isSignature(signed)) return { issuer };
  const { operator, workspace, at, signature } = signed;
  return { issuer, signed: { operator, workspace, at, signature }, ...(key === undefined ? {} : { key }) };
}

function decided(command: string, issued: Issued): Decided {
  const { commandId: id, issuer: _issuer, reason: _reason, signed: _signed, ...args } = issued;
  const bytes = jsonBytes(args);
  if (bytes <= AUDIT_LIMITS.args) return { command, id, args };
  return { command, id, sha256: sha256Hex(canonicalJson(args)), bytes };
}
