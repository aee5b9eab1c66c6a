// The requirements of a root as agents and people read them: lines of a prompt, and the table as Markdown.
import { clipped } from '../contracts/limits.js';
import { shortly } from './ids.js';
import type { Requirement } from './mapping.js';
import type { Source } from './record.js';
import { counts, type RequirementTable, type Row } from './table.js';

/** Names of the parts of a prompt. */
export const NUMBERED_SOURCE = 'Numbered Source';
export const REQUIREMENTS = 'Requirements';

/** What the planner maps. `known`: requirements of earlier plans of the root. */
export function numberedSource(sources: readonly Source[], known: readonly Requirement[]): string {
  const lines = sources.map(({ id, field, text }) => `- ${id}${field === null ? '' : ` (${field})`}: ${text}`);
  const earlier =
    known.length === 0
      ? []
      : [
          '',
          `${REQUIREMENTS}: those so far; a plan may name them again, and its new ones get new numbers.`,
          '',
          ...requirementLines(known),
        ];
  return [
    `${NUMBERED_SOURCE}: the sentences and items of the document above that say what is wanted.`,
    '',
    ...lines,
    ...earlier,
  ].join('\n');
}

/** What the tasks serve. */
export const servedRequirements = (requirements: readonly Requirement[]): string =>
  [`${REQUIREMENTS}: those of the plan, each of which a task serves.`, '', ...requirementLines(requirements)].join(
    '\n',
  );

const requirementLines = (all: readonly Requirement[]): string[] =>
  all.map(({ id, sources, text }) => `- ${id}${sources.length === 0 ? '' : ` (${shortly(sources)})`}: ${text}`);

/** The whole table, for the desk of the judge and for people. */
export function tableText(root: string, table: RequirementTable): string {
  const { requirements, met, holes } = counts(table);
  const isJudged = table.rows.some(({ verdict }) => verdict !== null);
  const head = ['Requirement', 'Of', 'Tasks', ...(isJudged ? ['Criteria', 'Verdict'] : []), 'Holes'];
  return [
    `# Requirements of ${root}`,
    '',
    `Requirements: ${requirements}${isJudged ? `, met: ${met}` : ''}, holes: ${holes}.`,
    '',
    row(head),
    row(head.map(() => '---')),
    ...table.rows.map((one) => row(cells(one, isJudged))),
    '',
    ...table.strays.map(
      ({ id, serves }) => `HOLE: task ${id} says it serves ${serves.join(', ')}, which is no requirement.`,
    ),
    '## Sentences',
    '',
    ...table.sources.map(({ id, field, text }) => `- ${id}${field === null ? '' : ` (${field})`}: ${text}`),
    ...table.none.map(({ of, why }) => `- none (${shortly(of)}): ${why}`),
    '',
  ].join('\n');
}

function cells({ id, text, sources, tasks, without, criteria, verdict, holes }: Row, isJudged: boolean): string[] {
  const criterion = criteria.map((one) => `${one.id} ${one.status ?? 'without a status'}`).join(', ');
  return [
    `${id}: ${clipped(text, 120)}`,
    id.startsWith('S') ? '' : shortly(sources),
    tasks.join(', ') || (without === null ? '' : `none: ${clipped(without, 80)}`),
    ...(isJudged ? [criterion, verdict ?? ''] : []),
    holes.length === 0 ? '' : `HOLE: ${holes.join(', ')}`,
  ];
}

const row = (all: readonly string[]): string => `| ${all.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
