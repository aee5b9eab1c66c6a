// The holes that one stage should have filled, in words for the agent that is asked once more: all of them, and how each is filled.
import { clipped } from '../contracts/limits.js';
import { shortly } from './ids.js';
import type { Criterion } from '../artifacts/rubric.js';
import type { Mapping, Without } from './mapping.js';
import type { ServingTask, Source } from './record.js';
import type { RequirementTable } from './table.js';

/** So many are quoted; of more the names are said alone. */
const QUOTED = 8;
const QUOTE = 60;

/** Of a planner's report: null where it has none. `known`: requirements that earlier plans of the root name. */
export function planHoles(
  sources: readonly Source[],
  { requirements, none }: Mapping,
  known: ReadonlySet<string>,
): string | null {
  const named = [...requirements.flatMap((one) => one.sources), ...none.flatMap(({ of }) => of)];
  const lost = sources.filter(({ id }) => !named.includes(id));
  const strange = named.filter((id) => !sources.some((source) => source.id === id));
  const wordless = requirements.filter(({ id, text }) => text === '' && !known.has(id)).map(({ id }) => id);
  return said(
    [
      lost.length === 0 ? null : `no line is about ${quoted(lost)}`,
      strange.length === 0 ? null : `${shortly([...new Set(strange)])} is none of the numbered sentences`,
      wordless.length === 0 ? null : `${shortly(wordless)} has no words`,
    ],
    'Below `## Requirements` of planner_report.md',
    'Every numbered sentence belongs to one line: `- R1 (S1, S3): what must be true`, or `- none (S2): why`.',
  );
}

/**
 * Of a manager's tasks. `asked`: the requirements that they have to serve. `none`: of those that need no task. `known`: every one of the
 * root. `fresh`: the tasks that this very stage left, which alone it can mend.
 */
export function taskHoles(
  asked: readonly { id: string; text: string }[],
  tasks: readonly ServingTask[],
  none: readonly Without[],
  known: ReadonlySet<string>,
  fresh: readonly ServingTask[] = tasks,
  as: Served = TASKS,
): string | null {
  const served = new Set([...tasks.flatMap(({ serves }) => serves), ...none.flatMap(({ of }) => of)]);
  const lost = asked.filter(({ id }) => !served.has(id));
  const strays = fresh.flatMap(({ id, serves }) =>
    serves.filter((one) => !known.has(one)).map((one) => `${id} names ${one}`),
  );
  return said(
    [
      lost.length === 0 ? null : `no ${as.what} serves ${quoted(lost)}`,
      strays.length === 0 ? null : `${clipped(strays.join(', '), 300)}, which is no requirement`,
    ],
    `In the ${as.what}s`,
    `Each requirement is named by a ${as.what}, in a field \`Serves: R1, R2\`, or by a line \`- none (R3): where it is there already\` of ${as.report}.`,
  );
}

/** What is made of a plan, and the report of who makes it. */
export interface Served {
  what: string;
  report: string;
}

export const TASKS: Served = { what: 'task', report: 'manager_report.md' };
export const DRAFTS: Served = { what: 'draft', report: 'manager_blueprint_report.md' };

/** Of a rubric. `table`: as it stands without a judgement. */
export function rubricHoles({ rows }: RequirementTable, criteria: readonly Criterion[]): string | null {
  const lost = rows.filter(({ id }) => !criteria.some(({ requirements }) => requirements.includes(id)));
  const known = new Set(rows.map(({ id }) => id));
  const strays = criteria.flatMap(({ id, requirements }) =>
    requirements.filter((one) => one.startsWith('R') && !known.has(one)).map((one) => `${id} names ${one}`),
  );
  return said(
    [
      lost.length === 0 ? null : `no criterion is about ${quoted(lost)}`,
      strays.length === 0 ? null : `${clipped(strays.join(', '), 300)}, which is no requirement`,
    ],
    'In the rubric',
    'Each row of requirements.md has a criterion that names it, `- C1 (R1): what is observed`, and the verdict a status for it; a hole is judged like any other.',
  );
}

/** Of a rubric that follows another one of its root: what fell under the table between two rounds. */
export function rubricChanges(before: readonly Criterion[], now: readonly Criterion[]): string | null {
  const lost = before.filter(({ id }) => !now.some((one) => one.id === id));
  const other = before.filter(({ id, text }) => now.some((one) => one.id === id && plain(one.text) !== plain(text)));
  return said(
    [
      lost.length === 0 ? null : `${quoted(lost)} of the rubric before is left out`,
      other.length === 0 ? null : `${quoted(other)} says something else than before`,
    ],
    'In the rubric',
    'Its first round fixed it: copy every criterion word for word from last-judgement/rubric.md, and only add to them.',
  );
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

function said(parts: readonly (string | null)[], where: string, how: string): string | null {
  const faults = parts.filter((part) => part !== null);
  return faults.length === 0 ? null : `${where} ${faults.join('; ')}. ${how}`;
}

function quoted(all: readonly { id: string; text: string }[]): string {
  if (all.length > QUOTED) return shortly(all.map(({ id }) => id));
  return all.map(({ id, text }) => (text === '' ? id : `${id} (“${clipped(text, QUOTE)}”)`)).join(', ');
}
