// What is known of the requirements of one root: a plan for each item that was planned, and the tasks that were made of it. A plan that
// is made again takes the place of the earlier one.
import { fieldsOf, hasForm, isListOf, isText, orAbsent, orNull } from '../form.js';
import type { WorkDocument } from '../contracts/documents.js';
import { DRAFT } from '../contracts/families.js';
import { own } from '../own.js';
import { idsIn, numberOf } from './ids.js';
import type { Mapping, Requirement, Without } from './mapping.js';
import { type Source, sourcesOfDocument } from './sources.js';

export interface Plan extends Mapping {
  /** `family/id` of the planned item. */
  item: string;
  sources: Source[];
}

export interface ServingTask {
  id: string;
  /** Ids of requirements. */
  serves: string[];
}

export interface Work {
  /** `family/id` of the item that the tasks were made of. */
  item: string;
  tasks: ServingTask[];
  /** Requirements that need no task. */
  none: Without[];
  /** Drafts that the item was cut into, each of which becomes a task; absent = it was not cut. */
  drafts?: ServingTask[];
}

export interface Requirements {
  schema: 1;
  root: string;
  /** In the order in which they were planned first. */
  plans: Plan[];
  works: Work[];
}

/** What a stage adds to it; adding it twice is adding it once. */
export type Change = { kind: 'plan'; plan: Plan } | { kind: 'work'; work: Work };

export const noRequirements = (root: string): Requirements => ({ schema: 1, root, plans: [], works: [] });

export const itemName = ({ family, id }: { family: string; id: string }): string => `${family}/${id}`;

/** Numbers go on where those of other items end; the same text keeps its own. */
export function sourcesFor({ plans }: Requirements, document: WorkDocument): Source[] {
  const item = itemName(document);
  const others = plans.filter((plan) => plan.item !== item);
  const mine = plans.find((plan) => plan.item === item)?.sources ?? [];
  const again = sourcesOfDocument(document, numberOf(mine[0]?.id ?? 'S1'));
  if (again.length === mine.length && again.every(({ text }, at) => text === mine[at]?.text)) return again;
  return sourcesOfDocument(
    document,
    Math.max(0, ...others.flatMap(({ sources }) => sources.map(({ id }) => numberOf(id)))) + 1,
  );
}

export function changed(record: Requirements, change: Change): Requirements {
  if (change.kind === 'plan') return { ...record, plans: placed(record.plans, change.plan) };
  const { work } = change;
  const before = record.works.find(({ item }) => item === work.item);
  const earlier = (before?.tasks ?? []).filter(({ id }) => !work.tasks.some((task) => task.id === id));
  const joined = {
    ...work,
    tasks: [...earlier, ...work.tasks],
    none: work.none.length > 0 ? work.none : (before?.none ?? []),
  };
  return { ...record, works: placed(record.works, joined) };
}

function placed<T extends { item: string }>(all: readonly T[], one: T): T[] {
  const at = all.findIndex(({ item }) => item === one.item);
  return at < 0 ? [...all, one] : all.with(at, one);
}

/** Requirements that a task document says it serves. */
export function servedBy({ fields }: WorkDocument): string[] {
  const value = own(fields, 'Serves');
  return idsIn(Array.isArray(value) ? value.join(', ') : '', 'R');
}

const isSource = hasForm({ id: isText, field: orNull(isText), text: isText });
const isRequirement = hasForm({ id: isText, sources: isListOf(isText), text: isText });
const isWithout = hasForm({ of: isListOf(isText), why: isText });
const isPlan = hasForm({
  item: isText,
  sources: isListOf(isSource),
  requirements: isListOf(isRequirement),
  none: isListOf(isWithout),
});
const isTask = hasForm({ id: isText, serves: isListOf(isText) });
const isWork = hasForm({
  ...{ item: isText, tasks: isListOf(isTask), none: isListOf(isWithout) },
  drafts: orAbsent(isListOf(isTask)),
});

/** Drafts of which no task was made so far. */
export function pendingDrafts({ works }: Requirements): ServingTask[] {
  const worked = new Set(works.map(({ item }) => item));
  return works.flatMap(({ drafts = [] }) => drafts).filter(({ id }) => !worked.has(itemName({ family: DRAFT, id })));
}

/** Whether what was read back is one of this root. */
export function isRequirements(value: unknown, root: string): value is Requirements {
  const { schema, root: of, plans, works } = fieldsOf(value);
  return schema === 1 && of === root && isListOf(isPlan)(plans) && isListOf(isWork)(works);
}

export type { Requirement, Source, Without };
