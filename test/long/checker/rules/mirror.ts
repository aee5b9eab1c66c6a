// G16, files: folders, snapshot and status files equal the state, as it follows from the histories alone.
import type { Finding, Rule } from '../finding.js';
import type { Run } from '../history.js';
import type { Mirror } from '../mirror.js';
import { PLANES } from '../mirror.js';
import type { Rebuilt } from '../rebuild.js';
import { depthOf, keyOf, phaseOf, rebuild } from '../rebuild.js';
import { timelineOf } from '../timeline.js';

const SNAPSHOT = 'state/runtime_snapshot.json';

export const mirrorIsState: Rule = ({ workflows, workspace, mirror }) => {
  const unshown = workflows.flatMap((workflow) => workflow.runs.flatMap(notShown));
  if (unshown.length > 0) return unshown;
  const state = rebuild(timelineOf(workspace));
  const shown = [...flatFields(mirror, state), ...sections(mirror, state)];
  return [
    ...folders(mirror, state),
    ...shown.flatMap(([name, has, should]) => differs(SNAPSHOT, name, has, should)),
    ...PLANES.flatMap((plane) => statusFile(mirror, state, plane)),
  ];
};

/** Files lag behind while a change is on its way, and stay so when no worker is left: such evidence was taken too early. */
function notShown({ events }: Run): Finding[] {
  const completed = events.filter(({ type }) => type === 'ACTIVITY_TASK_COMPLETED');
  const over = new Set(completed.map(({ attributes }) => attributes.scheduledEventId));
  const what = 'is a change that was still to be shown; take the evidence when a worker has come to rest';
  return events
    .filter(({ attributes, id }) => attributes.activityType?.name === 'mirror' && !over.has(id))
    .map(({ where }) => ({ rule: 'evidence', where, what }));
}

function folders(mirror: Mirror, state: Rebuilt): Finding[] {
  return mirror.documents.flatMap((file) => {
    const item = state.items.get(keyOf(file));
    if (item === undefined) return [finding(file.path, 'is a document that nobody admitted')];
    return item.state === file.state ? [] : [finding(file.path, `is ${item.state} by the histories`)];
  });
}

/** Name, what the file says, what follows from the histories. */
type Field = [name: string, has: unknown, should: unknown];

function flatFields({ snapshot }: Mirror, state: Rebuilt): Field[] {
  const open = state.open;
  return [
    ['turn', snapshot['turn'], state.turn],
    ['paused', snapshot['paused'], state.paused],
    ['blocked', snapshot['blocked'], blockedOf(state)],
    ['active_work_item_id', snapshot['active_work_item_id'], open?.key.slice(open.key.indexOf('/') + 1) ?? null],
    ['run.turn', snapshot.run?.turn ?? null, open?.turn ?? null],
    ...PLANES.map((plane): Field => [`queue_depth_${plane}`, snapshot[`queue_depth_${plane}`], depthOf(state, plane)]),
    ...phase('phase', snapshot['phase'], state),
  ];
}

function sections({ snapshot }: Mirror, state: Rebuilt): Field[] {
  const section = snapshot.sections?.workspace;
  const { active } = section ?? {};
  return [
    ['sections.workspace.turn', section?.turn, state.turn],
    ['sections.workspace.blocked', section?.blocked, blockedOf(state)],
    ['sections.workspace.active', active ? keyOf(active) : null, state.open?.key ?? null],
    ['sections.workspace.pauseSources', section?.pauseSources.join(), state.paused ? 'operator' : ''],
    ...PLANES.map((plane): Field => [
      `sections.workspace.depths.${plane}`,
      section?.depths[plane],
      depthOf(state, plane),
    ]),
    ...phase('sections.workspace.phase', section?.phase, state),
  ];
}

/** While a turn is out the phase depends on what its lineage does; that is left to the lineage's own story. */
const phase = (name: string, has: unknown, state: Rebuilt): Field[] =>
  state.open === null ? [[name, has, phaseOf(state)]] : [];

const blockedOf = (state: Rebuilt): number =>
  [...state.items.values()].filter((item) => item.state === 'blocked').length;

/** A plane that never had a turn has no file. While one is out its file shows a stage. */
function statusFile({ status, snapshot }: Mirror, state: Rebuilt, plane: string): Finding[] {
  if (state.lanes.some((open) => open.plane === plane)) return [];
  const marker = state.markers[plane];
  const file = marker === undefined ? null : `### ${marker}`;
  return [
    ...differs(`state/${plane}_status.md`, 'its line', status[plane], file),
    ...differs(SNAPSHOT, `${plane}_status_marker`, snapshot[`${plane}_status_marker`], file ?? '### IDLE'),
  ];
}

const differs = (file: string, name: string, has: unknown, should: unknown): Finding[] =>
  has === should
    ? []
    : [finding(file, `${name} is ${JSON.stringify(has)}; by the histories it is ${JSON.stringify(should)}`)];

const finding = (where: string, what: string): Finding => ({ rule: 'G16', where, what });
