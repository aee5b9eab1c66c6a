// What becomes of the sentences of a root: the planner makes requirements of them, the manager tasks, the Arbiter criteria. What a
// stage left out is asked about once; after that it stands in the table as a hole.
import type { Evidence } from '../../core/artifacts/verdict.js';
import { runArtifacts } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { parseDocument } from '../../core/documents/parse.js';
import type { WorkDocument } from '../../core/contracts/documents.js';
import { DRAFTS, planHoles, rubricChanges, rubricHoles, taskHoles } from '../../core/requirements/holes.js';
import { criteriaOf } from '../../core/requirements/judged.js';
import { readMapping } from '../../core/requirements/mapping.js';
import {
  type Change,
  itemName,
  pendingDrafts,
  servedBy,
  type ServingTask,
  type Without,
} from '../../core/requirements/record.js';
import type { Dirs } from '../../disk/dirs.js';
import { readJudgement } from '../../disk/store/judgement.js';
import { readRequirements } from '../../disk/store/requirements.js';
import { getText } from '../../disk/store/texts.js';
import { type Ended, failed, type Told } from './effect.js';
import type { Emissions } from './emissions.js';
import type { LeftByStage } from './left.js';
import {
  furtherTasks,
  isUnplanned,
  requirementsBefore,
  requirementsIn,
  requirementsOfItem,
  sourcesOfItem,
  tableAt,
} from './requirements-of.js';

/** What a stage says of the requirements. `hole`: what it left out, in a sentence; null = nothing. */
export interface Mapped {
  hole: string | null;
  change: Change | null;
}

/** A hole is a fault of form once; whoever leaves it again may have a reason, and it stands as a remark and in the table. */
export function mapped({ request, verdict }: Ended, told: Told, { hole, change }: Mapped): Told {
  if (hole !== null && request.form?.chance === 'ahead')
    return failed(verdict, { failureClass: 'requirements_hole', detail: hole });
  return {
    ...told,
    ...(change === null ? {} : { requirements: change }),
    ...(hole === null ? {} : { remarks: [hole] }),
  };
}

const NOTHING: Mapped = { hole: null, change: null };

/** `left`: of a planner whose item goes on, or became child specs. */
export async function planned(dirs: Dirs, request: StageRunRequest, left: LeftByStage): Promise<Mapped> {
  const sources = await sourcesOfItem(dirs, request);
  if (sources.length === 0) return NOTHING;
  const mapping = readMapping(left.text(runArtifacts.plannerReport) ?? '', 'S');
  const known = idsOf(requirementsBefore(dirs, request));
  const plan = { item: itemName(request.item), sources, ...mapping };
  return { hole: planHoles(sources, mapping, known), change: { kind: 'plan', plan } };
}

/** `left`: of a manager that succeeded. */
export async function managed(
  dirs: Dirs,
  request: StageRunRequest,
  left: LeftByStage,
  emissions: Emissions,
): Promise<Mapped> {
  const asked = requirementsOfItem(dirs, request);
  if (asked.length === 0) return NOTHING;
  const record = readRequirements(dirs.state, request.item.root);
  const fresh = await tasksIn(dirs, emissions);
  const none = [
    ...readMapping(left.text(runArtifacts.managerReport) ?? '', 'R').none,
    ...withoutWork(left, fresh, idsOf(asked)),
  ];
  const tasks = [...record.works.flatMap((work) => work.tasks), ...furtherTasks(dirs, record), ...fresh];
  const hole = taskHoles(asked, tasks, none, idsOf(requirementsIn(record)), fresh);
  return { hole, change: { kind: 'work', work: { item: itemName(request.item), tasks: fresh, none } } };
}

/** `drafts`: of a manager that cuts the plan into them; the tasks come later, each from its own draft. */
export function cut(dirs: Dirs, request: StageRunRequest, left: LeftByStage, drafts: readonly WorkDocument[]): Mapped {
  const asked = requirementsOfItem(dirs, request);
  if (asked.length === 0) return NOTHING;
  const record = readRequirements(dirs.state, request.item.root);
  const fresh = drafts.map((draft) => ({ id: draft.id, serves: servedBy(draft) }));
  const { none } = readMapping(left.text(DRAFTS.report) ?? '', 'R');
  const there = [...record.works.flatMap(({ tasks }) => tasks), ...pendingDrafts(record), ...fresh];
  const hole = taskHoles(asked, there, none, idsOf(requirementsIn(record)), fresh, DRAFTS);
  return { hole, change: { kind: 'work', work: { item: itemName(request.item), tasks: [], none, drafts: fresh } } };
}

/** A manager that left no task said of everything why. */
function withoutWork(left: LeftByStage, fresh: readonly ServingTask[], asked: ReadonlySet<string>): Without[] {
  const why = left.text(runArtifacts.noWork)?.trim() ?? '';
  const { none } = readMapping(why, 'R');
  if (why === '' || fresh.length > 0) return none;
  const named = new Set(none.flatMap(({ of }) => of));
  const of = [...asked].filter((id) => !named.has(id));
  return of.length === 0 ? none : [...none, { of, why: why.split('\n', 1)[0]?.slice(0, 300) ?? '' }];
}

/** What any other stage made of a plan: of a draft that became a task, say. Null where the root has no requirements. */
export async function served(dirs: Dirs, { item }: StageRunRequest, emissions: Emissions): Promise<Change | null> {
  if (isUnplanned(dirs, item.root)) return null;
  const tasks = await tasksIn(dirs, emissions);
  return tasks.length === 0 ? null : { kind: 'work', work: { item: itemName(item), tasks, none: [] } };
}

/** `evidence`: without a problem. */
export async function judgedBy(dirs: Dirs, root: string, { rubric }: Evidence): Promise<Mapped> {
  const criteria = criteriaOf(rubric ?? '');
  const before = (await readJudgement(dirs.state, root))?.rubric ?? '';
  const table = tableAt(dirs, root, true, null);
  const holes = [
    rubricChanges(criteriaOf(before), criteria),
    table === null ? null : rubricHoles(table, criteria),
  ].filter((hole) => hole !== null);
  return { hole: holes.length === 0 ? null : holes.join(' '), change: null };
}

async function tasksIn(dirs: Dirs, { documents }: Emissions): Promise<ServingTask[]> {
  const tasks = documents.filter(({ family }) => family === 'task');
  return Promise.all(
    tasks.map(async ({ id, sha256 }) => {
      const parsed = parseDocument('task', await getText(dirs.state, sha256));
      return { id, serves: parsed.ok ? servedBy(parsed.document) : [] };
    }),
  );
}

const idsOf = (all: readonly { id: string }[]): Set<string> => new Set(all.map(({ id }) => id));
