// The way of every sentence of a root: to a requirement, its tasks, its criteria and what the judge saw. Where it breaks off is a hole.
import type { Judged } from './judged.js';
import type { Requirement, Without } from './mapping.js';
import { pendingDrafts, type Requirements, type ServingTask, type Source } from './record.js';

export interface TableFacts {
  sources: Source[];
  requirements: Requirement[];
  /** Sentences that need no requirement, and requirements that need no task. */
  none: Without[];
  tasks: ServingTask[];
  /** Requirements of which nobody made tasks so far: they are no holes yet. */
  awaited: ReadonlySet<string>;
  /** Null: nobody judged so far. */
  judged: Judged | null;
}

export type Hole = 'no requirement' | 'no task' | 'no criterion' | 'no status';

export type RowVerdict = 'met' | 'not met' | 'unknown';

export interface Row {
  /** Id of the requirement; of a sentence that no requirement is made of, its own. */
  id: string;
  text: string;
  sources: string[];
  tasks: string[];
  /** Why it needs no task; null where nobody said so. */
  without: string | null;
  criteria: { id: string; status: string | null }[];
  /** Null: nobody judged it so far. */
  verdict: RowVerdict | null;
  holes: Hole[];
}

export interface RequirementTable {
  sources: Source[];
  rows: Row[];
  /** Sentences of which somebody said that they need no requirement. */
  none: Without[];
  /** Tasks that say they serve what there is not. */
  strays: ServingTask[];
}

/** `tasks`: further ones than the record knows. `isOver`: no more tasks are made of it. */
export function factsOf(
  record: Requirements,
  { tasks = [], isOver, judged }: { tasks?: readonly ServingTask[]; isOver: boolean; judged: Judged | null },
): TableFacts {
  const { plans, works } = record;
  const drafts = isOver ? [] : pendingDrafts(record);
  const worked = new Set(works.map(({ item }) => item));
  const open = plans.filter(({ item }) => !isOver && !worked.has(item));
  const known = works.flatMap((work) => work.tasks);
  return {
    sources: plans.flatMap(({ sources }) => sources),
    requirements: joined(plans.flatMap(({ requirements }) => requirements)),
    none: [...plans, ...works].flatMap(({ none }) => none),
    tasks: [...known, ...tasks.filter(({ id }) => !known.some((one) => one.id === id))],
    awaited: new Set([
      ...open.flatMap(({ requirements }) => requirements.map(({ id }) => id)),
      ...drafts.flatMap(({ serves }) => serves),
    ]),
    judged,
  };
}

/** A requirement of several plans is one; its first words count. */
function joined(all: readonly Requirement[]): Requirement[] {
  const found = new Map<string, Requirement>();
  for (const { id, sources, text } of all) {
    const before = found.get(id);
    const both = [...new Set([...(before?.sources ?? []), ...sources])];
    found.set(id, { id, sources: both, text: before?.text || text });
  }
  return [...found.values()];
}

export function tableOf(facts: TableFacts): RequirementTable {
  const { sources, requirements, none, tasks } = facts;
  const mapped = new Set([...requirements.flatMap((one) => one.sources), ...none.flatMap(({ of }) => of)]);
  const lost = sources.filter(({ id }) => !mapped.has(id));
  const known = new Set(requirements.map(({ id }) => id));
  return {
    sources,
    rows: [...requirements.map((one) => rowOf(facts, one)), ...lost.map((source) => lostRow(facts, source))],
    none: none.filter(({ of }) => of.some((id) => id.startsWith('S'))),
    strays: tasks
      .map(({ id, serves }) => ({ id, serves: serves.filter((one) => !known.has(one)) }))
      .filter(({ serves }) => serves.length > 0),
  };
}

function rowOf(facts: TableFacts, { id, text, sources }: Requirement): Row {
  const tasks = facts.tasks.filter(({ serves }) => serves.includes(id)).map((task) => task.id);
  const without = facts.none.find(({ of }) => of.includes(id))?.why ?? null;
  const isServed = tasks.length > 0 || without !== null || facts.awaited.has(id);
  const holes: Hole[] = isServed ? [] : ['no task'];
  return judgedRow(facts, { id, text, sources, tasks, without, holes });
}

const lostRow = (facts: TableFacts, { id, text }: Source): Row =>
  judgedRow(facts, { id, text, sources: [id], tasks: [], without: null, holes: ['no requirement'] });

function judgedRow({ judged }: TableFacts, row: Omit<Row, 'criteria' | 'verdict'>): Row {
  if (judged === null) return { ...row, criteria: [], verdict: null };
  const mine = judged.criteria.filter(({ requirements }) => requirements.includes(row.id));
  const criteria = mine.map(({ id }) => ({ id, status: judged.statuses.get(id) ?? null }));
  const missing: Hole[] =
    criteria.length === 0 ? ['no criterion'] : criteria.some(({ status }) => status === null) ? ['no status'] : [];
  return { ...row, criteria, verdict: verdictOf(criteria), holes: [...row.holes, ...missing] };
}

function verdictOf(criteria: Row['criteria']): RowVerdict {
  if (criteria.some(({ status }) => status === 'not_met')) return 'not met';
  return criteria.length > 0 && criteria.every(({ status }) => status === 'met') ? 'met' : 'unknown';
}

/** Requirements, those that are met, and holes. */
export function counts({ rows, strays }: RequirementTable): { requirements: number; met: number; holes: number } {
  const requirements = rows.filter(({ id }) => id.startsWith('R'));
  return {
    requirements: requirements.length,
    met: requirements.filter(({ verdict }) => verdict === 'met').length,
    holes: rows.reduce((sum, { holes }) => sum + holes.length, strays.length),
  };
}
