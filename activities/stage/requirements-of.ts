// What a stage has to map of the requirements of its root, as it is told and as it is checked: both from the same record.
import { parseDocument } from '../../core/documents/parse.js';
import type { EffectName } from '../../core/contracts/registered.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Judged } from '../../core/requirements/judged.js';
import {
  itemName,
  type Requirement,
  type Requirements,
  type ServingTask,
  type Source,
  sourcesFor,
} from '../../core/requirements/record.js';
import { factsOf, type RequirementTable, tableOf } from '../../core/requirements/table.js';
import type { Dirs } from '../../disk/dirs.js';
import { findDocumentText } from '../../disk/mirror/document-text.js';
import { servingTasks } from '../../disk/mirror/serving-tasks.js';
import { hasRequirements, readRequirements } from '../../disk/store/requirements.js';

export const hasEffect = ({ effects = {} }: StageRunRequest, name: EffectName): boolean =>
  Object.values(effects).includes(name);

/** What a planner maps: empty where the document asks for nothing, and where its text is gone since the planner was told it. */
export async function sourcesOfItem(dirs: Dirs, { item }: StageRunRequest): Promise<Source[]> {
  const text = hasRequirements(item.root) ? await findDocumentText(dirs, item) : null;
  const parsed = text === null ? null : parseDocument(item.family, text);
  return parsed?.ok === true ? sourcesFor(readRequirements(dirs.state, item.root), parsed.document) : [];
}

/** What a manager's tasks have to serve: the requirements that the plan of its item names. */
export function requirementsOfItem(dirs: Dirs, { item }: StageRunRequest): Requirement[] {
  const record = readRequirements(dirs.state, item.root);
  const plan = record.plans.find((one) => one.item === itemName(item));
  return requirementsIn(record).filter(({ id }) => plan?.requirements.some((one) => one.id === id));
}

/** Of the plans of other items. */
export function requirementsBefore(dirs: Dirs, { item }: StageRunRequest): Requirement[] {
  const record = readRequirements(dirs.state, item.root);
  return requirementsIn({ ...record, plans: record.plans.filter((plan) => plan.item !== itemName(item)) });
}

/** Of every plan of the root, each once. */
export const requirementsIn = (record: Requirements): Requirement[] =>
  factsOf(record, { isOver: false, judged: null }).requirements;

/** No item of the root was planned: nothing is known of requirements. */
export const isUnplanned = (dirs: Dirs, root: string): boolean =>
  !hasRequirements(root) || readRequirements(dirs.state, root).plans.length === 0;

/** `isOver`: no more tasks are made of them. Null for a root that is unplanned. */
export function tableAt(dirs: Dirs, root: string, isOver: boolean, judged: Judged | null): RequirementTable | null {
  if (isUnplanned(dirs, root)) return null;
  const record = readRequirements(dirs.state, root);
  return tableOf(factsOf(record, { tasks: furtherTasks(dirs, record), isOver, judged }));
}

/** Tasks that no stage left, and that say what they serve. */
export function furtherTasks(dirs: Dirs, { root, works }: Requirements): ServingTask[] {
  return servingTasks(dirs, root, new Set(works.flatMap(({ tasks }) => tasks.map(({ id }) => id))));
}
