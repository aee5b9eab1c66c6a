// Decisions that no workflow learns of: they are on record before they take effect, so that none is missing; one whose process was killed
// just then may stand there and not have come about.
import { randomUUID } from 'node:crypto';
import { AUDIT_LIMITS, type Decided, type Standing } from '../../core/contracts/audit.js';
import { canonicalJson, sha256Hex } from '../../core/contracts/digest.js';
import { clipped, jsonBytes, LIMITS } from '../../core/contracts/limits.js';
import { appendDecisions } from './append.js';

export interface LocalDecision {
  /** As people call it, e.g. `quarantine drop`. */
  command: string;
  args: Record<string, unknown>;
  issuer: string;
  /** Default: nobody said why. */
  why?: string;
  before?: Standing;
  after?: Standing;
}

/** `state`: our state folder of the workspace. Throws as `appendDecisions`; then it must not take effect. */
export async function recordLocally(state: string, local: LocalDecision): Promise<void> {
  const { command, args, issuer, why = '', before = {}, after = {} } = local;
  const what = decided(command, args);
  const decision = { at: new Date().toISOString(), who: { issuer }, what, why: clipped(why, LIMITS.issued) };
  await appendDecisions(state, [{ ...decision, before, after, answer: { code: 'done', text: 'Done here.' } }]);
}

function decided(command: string, args: Record<string, unknown>): Decided {
  const id = randomUUID();
  const bytes = jsonBytes(args);
  if (bytes <= AUDIT_LIMITS.args) return { command, id, args };
  return { command, id, sha256: sha256Hex(canonicalJson(args)), bytes };
}
