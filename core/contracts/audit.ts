// A decision as the audit keeps it: who, what, why, how what it is about stood before and after, and what was answered.
import { type Check, hasForm } from '../form.js';
import { LIMITS } from './limits.js';
import type { AnswerCode, Signed } from './commands.js';

/** How things stand, each by its name (`task T-42`, `workspace`, `plan`), in a few words. */
export type Standing = Readonly<Record<string, string>>;

export interface Decision {
  /** ISO 8601 UTC: when it was carried out. */
  at: string;
  who: DecidedBy;
  what: Decided;
  /** As it was given; empty where nobody said why. */
  why: string;
  before: Standing;
  after: Standing;
  answer: { code: AnswerCode; text: string; /** As of `Answer`; absent where no workflow answered. */ seq?: number };
}

export interface DecidedBy {
  issuer: string;
  /** As it was sent; absent where nobody signed. */
  signed?: Signed;
  /** Public key that the operator had then, as OpenSSH writes it; absent where none was known. */
  key?: string;
}

/** `id`: of the command. Arguments that are too large are named by the sha256 of their canonical JSON. */
export type Decided = { command: string; id: string } & (
  { args: Record<string, unknown> } | { sha256: string; bytes: number }
);

const isShort: Check = (value) => typeof value === 'string' && value.length <= LIMITS.issued;

/** A signature as it may come from anybody. */
export const isSignature = hasForm({ operator: isShort, workspace: isShort, at: isShort, signature: isShort });

/** A decision is one line, and a line stays small. */
export const AUDIT_LIMITS = {
  /** Bytes of arguments that are kept whole. */
  args: 8 * 1024,
  /** Things whose standing is told. */
  standing: 20,
  /** Characters of one standing, and of an answer. */
  word: 200,
  text: 300,
} as const;
