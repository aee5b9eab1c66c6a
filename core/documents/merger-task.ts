// The task that the runtime writes for a merger: what does not fit, word for word where others said it, and when it is done.
import { clipped, LIMITS } from '../contracts/limits.js';
import { inert } from '../inert.js';
import type { WorkDocument } from '../contracts/documents.js';

/** A command that did not end well in the merged result. */
export interface FailedCheck {
  command: string;
  /** How it ended, as `with status 1`. */
  end: string;
  /** The end of what it printed, without secrets. */
  output: string;
}

export interface MergerWork {
  /** Of the task. */
  id: string;
  root: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** The branch of the root, and the one that it goes to. */
  branch: string;
  into: string;
  /** Paths for people, with sentences on what no mark in a file can show, or the check that failed. */
  why: { paths: readonly string[]; how?: readonly string[] } | { failed: FailedCheck };
  /** All checks of the operator. */
  checks: readonly string[];
}

const MOST_PATHS = 200;
const MOST_LINES = 60;

export function mergerTask(work: MergerWork): WorkDocument {
  const { id, root, createdAt, branch, into, why, checks } = work;
  const files = 'paths' in why ? why.paths.slice(0, MOST_PATHS) : [];
  return {
    family: 'task',
    id,
    title: clipped(`Merge ${into} into ${branch}`, LIMITS.title),
    fields: {
      ...{ Summary: summaryOf(work), 'Root-Spec-ID': root, 'Spec-ID': root },
      ...{ 'Created-At': createdAt, 'Created-By': 'millrace', Tags: ['delivery'] },
      'Target-Paths': files.length > 0 ? files : ['The files in which the two branches meet.'],
      Acceptance: [
        `The work tree holds both what ${branch} and what ${into} are for, and no marks of a conflict.`,
        'Every required check ends well, and none was weakened for that.',
      ],
      'Required-Checks': checks.length > 0 ? checks.map(inert) : ['The checks that the project itself has.'],
      References: [`The branches ${branch} and ${into}.`],
      Risk: ['What one side is for gets lost without anybody saying so.'],
    },
    body: 'paths' in why ? conflictText(work, why) : failureText(work, why.failed),
  };
}

const summaryOf = ({ branch, into, why }: MergerWork): string =>
  'paths' in why
    ? `${branch} and ${into} changed the same places: they are to become one.`
    : `${branch} and ${into} go together, and the result fails a check: ${inert(clipped(why.failed.command, LIMITS.note))}`;

const tree = ({ branch, into }: MergerWork): string =>
  `The work tree is ${branch} with ${into} merged into it, as far as that goes without a decision. The commit is made when the task is done, and has both as its parents.`;

const conflictText = (
  work: MergerWork,
  { paths, how = [] }: { paths: readonly string[]; how?: readonly string[] },
): string =>
  [
    tree(work),
    `In conflict, ${paths.length} in all: between \`<<<<<<<\` and \`=======\` stands what ${work.branch} has, between \`=======\` and \`>>>>>>>\` what ${work.into} has. A file without such marks was removed or renamed on one side, or is no text.`,
    quoted(paths.slice(0, MOST_PATHS)),
    ...(how.length === 0 ? [] : ['What no mark shows, as git says it:', quoted(how.slice(0, MOST_PATHS))]),
  ].join('\n\n');

function failureText(work: MergerWork, { command, end, output }: FailedCheck): string {
  const lines = output.trimEnd().split('\n').slice(-MOST_LINES);
  const said = [`This ended ${end}:`, quoted([command]), 'The end of what it printed; `earlier/checks.txt` has more:'];
  return [tree(work), ...said, quoted(lines)].join('\n\n');
}

/** Data of others: each line marked, so that none is a field or a heading. */
const quoted = (lines: readonly string[]): string =>
  lines.map((line) => `> ${clipped(inert(line), LIMITS.note)}`).join('\n');
