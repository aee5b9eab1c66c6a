// The request of a stage without what its plan says of its node, and without what the entry says with which the stage begins.
import type { Plan } from '../contracts/plan.js';
import type { StageRunRequest } from '../contracts/stage.js';
import type { Began, ToldEntry, ToldRequest, ToldStage } from '../contracts/told.js';
import type { StageInput } from '../contracts/activities.js';
import { own } from '../own.js';
import { toldEntries, wholeEntries } from './entries.js';

/** `plan`: of the request; null = it is not known, and the request is told whole. */
export function toldStage({ request, mirror }: StageInput, plan: Plan | null): ToldStage {
  const told = mirror && { ...mirror, entries: toldEntries(mirror.entries) };
  return { request: plan === null ? request : toldRequest(request, plan, told?.entries ?? []), mirror: told };
}

function toldRequest(request: StageRunRequest, plan: Plan, entries: readonly ToldEntry[]): ToldRequest {
  const known = knownOf(request, plan, entries);
  const isNews = ([name, value]: [string, unknown]): boolean =>
    ALWAYS.has(name) || JSON.stringify(value) !== JSON.stringify(own(known, name));
  const { requestId, node, planDigest } = request;
  const told = { requestId, node, planDigest, ...Object.fromEntries(Object.entries(request).filter(isNews)) };
  const whole = requestFrom(told, plan, entries);
  return JSON.stringify(inOrder(whole)) === JSON.stringify(inOrder(request)) ? without(told, 'schema') : request;
}

/** For whoever reads it, and to find plan and node by. */
const ALWAYS: ReadonlySet<string> = new Set(['requestId', 'node', 'planDigest']);

/** Whether the plan is needed to make it whole. */
export const isToldShort = (request: ToldRequest): boolean => !('schema' in request);

/** `plan`: of its `planDigest`; not looked at where the request is whole. */
export function wholeStage({ request, mirror }: ToldStage, plan: Plan | null): StageInput {
  const whole = plan === null || !isToldShort(request) ? request : requestFrom(request, plan, mirror?.entries ?? []);
  return {
    request: whole as StageRunRequest,
    mirror: mirror && { ...mirror, entries: wholeEntries(mirror.entries) },
  };
}

const requestFrom = (told: ToldRequest, plan: Plan, entries: readonly ToldEntry[]): Record<string, unknown> => ({
  ...knownOf(told, plan, entries),
  ...told,
});

/** What plan and beginning say of the request; in its order. */
function knownOf(
  { requestId, node, plane: told }: ToldRequest,
  plan: Plan,
  entries: readonly ToldEntry[],
): Record<string, unknown> {
  const isItsOwn = (entry: ToldEntry): entry is Began =>
    entry.kind === 'began' && entry.value.activation.requestId === requestId;
  const run = runFields(entries.find(isItsOwn));
  const plane = told ?? (run['plane'] as StageRunRequest['plane'] | undefined);
  const graph = plane === undefined ? undefined : plan.planes[plane];
  const { routes: _routes, fallbacks: _fallbacks, ...contract } = own(graph?.nodes ?? {}, node) ?? {};
  return { schema: 1, ...run, mode: plan.mode, ...contract, emittedPerStage: plan.limits.emittedPerStage };
}

function runFields(began: Began | undefined): Record<string, unknown> {
  if (began === undefined) return {};
  const { lineage, activation } = began.value;
  const { runId, turn, stageNumber, attempt, plane, closure, story } = activation;
  const { family, id, root, sha256 } = activation.item;
  return {
    ...{ runId, lineage, turn, stageNumber, attempt, plane, item: { family, id, root, sha256 } },
    ...(closure === undefined ? {} : { closure }),
    ...(story === undefined ? {} : { story }),
  };
}

const inOrder = (of: object): [string, unknown][] => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));

function without<T extends object>(of: T, name: string): T {
  return Object.fromEntries(Object.entries(of).filter(([one]) => one !== name)) as T;
}
