// To which host a workspace belongs, as the memo of its workflow says it: every list of workflows shows it, without a worker.
import { clip, inert } from '../inert.js';
import { hasForm, isFlag, isMoment, isText, orAbsent } from '../form.js';
import { LIMITS } from './limits.js';

/** Key in the memo. */
export const HOST_MEMO = 'host';

export interface HostMark {
  /** Made once for each state home. */
  id: string;
  /** For people. */
  name: string;
  /** ISO 8601: since when the workspace belongs to it. */
  since: string;
  /** Somebody gave the host its name; absent: an older build did not say. */
  named?: boolean;
}

/** What a workspace of any host does, in a word or two. `status`: of its workflow; `state`: as it said last, null = it did not. */
export const hostedState = ({ status, state }: { status: string; state: string | null }): string =>
  status === 'running' ? (state ?? status) : `workflow ${status}`;

const isMark = hasForm({ id: isText, name: isText, since: isMoment, named: orAbsent(isFlag) });

/** Whoever reaches the server may have written it: null where it says no host. */
export function hostMarkOf(memo: Readonly<Record<string, unknown>> | undefined): HostMark | null {
  const mark = memo?.[HOST_MEMO];
  if (!isMark(mark)) return null;
  const { id, name, since, named } = mark as HostMark;
  const words = { id: clip(inert(id), LIMITS.name), name: clip(inert(name), LIMITS.name) };
  return { ...words, since: clip(since, LIMITS.word), ...(named !== undefined && { named }) };
}
