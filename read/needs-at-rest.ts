// What waits for something that does not come by itself: another task, a plan that takes it up, a judgement.
import { shellWord } from '../core/attention/shell-word.js';
import { isFamily } from '../core/contracts/ids.js';
import type { StuckView, WorkspaceSection } from '../core/contracts/mirror.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { readPiece, shown } from './files.js';
import { headsInFiles } from './heads.js';
import { blockedActions, fileHere, type Need, needOf, whichItem } from './need.js';

type Waiting = WorkspaceSection['waiting'][number];

/** What it waits for does not come by itself. */
export function neverNeed(dir: string, { family, id, reason, never, on }: Waiting): Need[] {
  if (never !== true) return [];
  const path = runtimePaths.document(family, 'queued', id);
  const from = nameOf(dir, headsInFiles(dir)({ family, path }).needs, on);
  const command = `\`millrace queue retarget ${id} --from ${from} --to TASK\``;
  const remedy = `take ${from} out of \`Depends-On\` in ${path}, or ${command}; TASK is the task that ${id} is to wait for in its place`;
  return [waitsNeed({ family, id, reason, remedy, from })];
}

/** `from`: the task that it waits for, where another one could take its place. */
function waitsNeed(one: { family: string; id: string; reason: string; remedy: string; from: string | null }): Need {
  const { family, id, from, reason, remedy } = one;
  const name = `${family}/${id}`;
  const retarget =
    from === null ? [] : [`millrace queue retarget ${shellWord(id)} --from ${shellWord(from)} --to TASK`];
  const about = { key: from ?? '', item: name, evidence: documentOf(family, id) };
  const actions = [...retarget, `millrace queue show ${shellWord(id)}`, `millrace cancel ${whichItem(family, id)}`];
  return needOf({ what: 'waiting', kind: 'dependency_unresolvable', name, reason, remedy, ...about, actions });
}

/** Nothing runs that could still bring the task. */
export function unknownNeed({ family, id, reason, unknown }: Waiting): Need[] {
  if (unknown === undefined) return [];
  const remedy = `add task ${unknown}, or \`millrace queue retarget ${id} --from ${unknown} --to TASK\` if another one is meant`;
  return [waitsNeed({ family, id, reason, remedy, from: unknown })];
}

/** Nobody takes it up, whatever else runs. */
export function unclaimedNeed({ family, id, reason, never, unclaimed }: Waiting): Need[] {
  if (unclaimed !== true || never === true) return [];
  const remedy = `${OTHER_MODE}; or ${giveUp(family, id)}`;
  return [waitsNeed({ family, id, reason, remedy, from: null })];
}

const OTHER_MODE =
  'take a mode that does: `millrace modes list`, `millrace config set runtime.default_mode MODE`, `millrace config reload`';

const giveUp = (family: string, id: string): string => `\`millrace cancel ${id} --family ${family}\` gives the work up`;

/** Nothing will come that would change it. */
export function restNeed(dir: string, { what, family, id, reason }: StuckView): Need {
  const name = `${family}/${id}`;
  const which = `${id} --family ${family}`;
  const other = giveUp(family, id);
  if (what === 'root') return rootNeed(id, reason, OTHER_MODE, ['millrace modes list', 'millrace config reload']);
  if (what === 'unclaimed') return waitsNeed({ family, id, reason, remedy: `${OTHER_MODE}; or ${other}`, from: null });
  if (what === 'blocked') {
    const remedy = `nobody else takes care of it: \`millrace queue show ${id}\`, then \`millrace retry ${which}\`; or ${other}`;
    const about = { key: 'at rest', item: name, actions: blockedActions(family, id) };
    return needOf({ what, kind: 'item_blocked', name, reason, remedy, ...about });
  }
  const needs = headsInFiles(dir)({ family, path: runtimePaths.document(family, 'queued', id) }).needs;
  const from = nameOf(dir, needs);
  const remedy = `\`millrace queue retarget ${id} --from ${from} --to TASK\` lets it wait for another task; or ${other}`;
  return waitsNeed({ family, id, reason, remedy, from });
}

const rootNeed = (root: string, reason: string, remedy: string, actions: string[]): Need =>
  needOf({
    ...{ what: 'root', kind: 'closure_blocked', name: root, reason, remedy, item: `spec/${root}`, actions },
    ...{ key: reason, evidence: [fileHere(runtimePaths.target(root))] },
  });

/** How the document names the task: `on` may have taken the place of the one that it names. */
function nameOf(dir: string, needs: readonly string[], on = needs[0] ?? 'A'): string {
  if (needs.includes(on)) return on;
  return needs.find((task) => readPiece(shown(dir, runtimePaths.document('task', 'superseded', task))) !== null) ?? on;
}

/** A root that is not judged again by itself. */
export function parkedNeed({ root, state, reason }: NonNullable<WorkspaceSection['targets']>[number]): Need[] {
  if (state !== 'parked') return [];
  const remedy = `add the missing work with \`Root-Spec-ID: ${root}\`, or put the cause right and \`millrace closures judge ${root}\``;
  const word = shellWord(root);
  const actions = [
    `millrace lineage show ${word}`,
    `millrace closures show ${word}`,
    `millrace closures judge ${word}`,
  ];
  return [rootNeed(root, reason ?? 'no reason is recorded', remedy, actions)];
}

/** The snapshot may name a family that there cannot be. */
const documentOf = (family: string, id: string): string[] =>
  isFamily(family) ? [fileHere(runtimePaths.document(family, 'queued', id))] : [];
