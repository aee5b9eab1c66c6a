// What waits for a person, and what that person can do: each thing with its remedy, the most urgent first.
import { environmentCause } from '../core/contracts/environment.js';
import type { Approval } from '../core/contracts/approvals.js';
import { neededFamily } from '../core/contracts/families.js';
import { runtimePaths } from '../core/contracts/paths.js';
import type { RunSection, StuckView, WorkerTrouble, WorkspaceSection } from '../core/contracts/mirror.js';
import { troubleRemedy, troubleText } from '../core/contracts/troubles.js';
import { endText, ruleText } from '../core/engine/workspace/usage/words.js';
import { listAsked } from './approvals.js';
import type { BlockedView } from './blocked.js';
import { readPiece, shown } from './files.js';
import { headsInFiles } from './heads.js';
import type { InvalidView } from './invalid.js';
import type { SnapshotView } from './snapshot.js';
import { readTroubles } from './troubles.js';

/** Something that waits for a person. */
export interface Need {
  what:
    | 'ground'
    | 'approval'
    | 'blocked'
    | 'spending'
    | 'root'
    | 'quarantined'
    | 'environment'
    | 'waiting'
    | 'stuck'
    | 'damaged'
    | 'disk'
    | 'copy'
    | 'state'
    | 'worker';
  /** `family/id`, the path of a file, or the id of an approval or a workflow. */
  name: string;
  reason: string;
  remedy: string;
}

/** `blocked`, `invalid`: all there are. */
export function needsOf(
  dir: string,
  snapshot: SnapshotView | null,
  blocked: readonly BlockedView[],
  invalid: readonly InvalidView[],
): Need[] {
  const { targets = [], waiting = [], usage, phase, stuck = [] } = snapshot?.workspace ?? {};
  const needs = [
    ...damagedNeed(dir, snapshot !== null),
    ...readTroubles(dir).map(stuckNeed),
    ...askedNeeds(dir),
    ...(snapshot?.runs ?? []).flatMap(waitingNeed),
    ...spendingNeed(usage),
    ...targets.flatMap(parkedNeed),
    ...waiting.flatMap((one) => neverNeed(dir, one)),
    ...(phase === 'idle' ? waiting.flatMap(unknownNeed) : []),
    ...waiting.flatMap(unclaimedNeed),
    ...blocked.filter(needsPerson).map(blockedNeed),
    ...invalid.map(quarantinedNeed),
  ];
  // What keeps everything at rest, where nothing above says it.
  const named = new Set(needs.map(({ name }) => name));
  return [...needs, ...stuck.map((one) => restNeed(dir, one)).filter(({ name }) => !named.has(name))];
}

/** Work was shown here, and the file that says what runs is not there or cannot be read. */
function damagedNeed(dir: string, hasSnapshot: boolean): Need[] {
  if (hasSnapshot || readPiece(shown(dir, runtimePaths.manifest)) === null) return [];
  const reason = 'it is missing or cannot be read, so what runs is not known';
  const remedy = '`millrace mirror rebuild` writes it anew while the server runs; else the next `millrace run` does';
  return [{ what: 'damaged', name: runtimePaths.snapshot, reason, remedy }];
}

/** What stages ask, oldest first. */
export const askedNeeds = (dir: string): Need[] => listAsked(dir).map(askedNeed);

function askedNeed({ id, item, node, capabilities, expiresAt }: Approval): Need {
  const until = expiresAt === null ? '' : `, until ${expiresAt}`;
  const reason = `${node} of ${item.family}/${item.id} asks for ${capabilities.join(', ')}${until}`;
  return {
    what: 'approval',
    name: id,
    reason,
    remedy: `\`millrace approvals approve ${id}\`, or \`deny\` in its place`,
  };
}

/** What does not pass by itself: a network comes back, a missing binary does not. */
function waitingNeed({ family, id, waitsClass, waitsFor }: RunSection): Need[] {
  const cause = environmentCause(waitsClass ?? '');
  if (!cause?.needsYou) return [];
  return [{ what: 'environment', name: `${family}/${id}`, reason: waitsFor ?? '', remedy: cause.remedy }];
}

/** A limit on spending that does not end by itself. */
function spendingNeed(usage: WorkspaceSection['usage']): Need[] {
  if (usage === undefined || usage.blockers.length === 0 || usage.resumeAt !== null) return [];
  const { blockers } = usage;
  const name = blockers.map(({ id }) => id).join(', ');
  return [{ what: 'spending', name, reason: blockers.map(ruleText).join('; '), remedy: endText(blockers, null) }];
}

function stuckNeed(trouble: WorkerTrouble): Need {
  return { what: 'stuck', name: trouble.workflow, reason: troubleText(trouble), remedy: troubleRemedy(trouble) };
}

type Waiting = WorkspaceSection['waiting'][number];

/** What it waits for does not come by itself. */
function neverNeed(dir: string, { family, id, reason, never, on }: Waiting): Need[] {
  if (never !== true) return [];
  const file = runtimePaths.document(family, 'queued', id);
  const from = nameOf(dir, family, headsInFiles(dir)({ family, path: file }).needs, on);
  const command = `\`millrace queue retarget ${id} --from ${from} --to ${upper(family)}\``;
  const remedy = `take ${from} out of \`Depends-On\` in ${file}, or ${command}; ${upper(family)} is the ${neededFamily(family)} that ${id} is to wait for in its place`;
  return [{ what: 'waiting', name: `${family}/${id}`, reason, remedy }];
}

/** Nothing runs that could still bring the task. */
function unknownNeed({ family, id, reason, unknown }: Waiting): Need[] {
  if (unknown === undefined) return [];
  const remedy = `add ${neededFamily(family)} ${unknown}, or \`millrace queue retarget ${id} --from ${unknown} --to ${upper(family)}\` if another one is meant`;
  return [{ what: 'waiting', name: `${family}/${id}`, reason, remedy }];
}

/** Nobody takes it up, whatever else runs. */
function unclaimedNeed({ family, id, reason, never, unclaimed }: Waiting): Need[] {
  if (unclaimed !== true || never === true) return [];
  const remedy = `${OTHER_MODE}; or ${giveUp(family, id)}`;
  return [{ what: 'waiting', name: `${family}/${id}`, reason, remedy }];
}

const OTHER_MODE =
  'take a mode that does: `millrace modes list`, `millrace config set runtime.default_mode MODE`, `millrace reload`';

const giveUp = (family: string, id: string): string => `\`millrace cancel ${id} --family ${family}\` gives the work up`;

/** Nothing will come that would change it. */
function restNeed(dir: string, { what, family, id, reason }: StuckView): Need {
  const name = what === 'root' ? id : `${family}/${id}`;
  const which = `${id} --family ${family}`;
  const other = giveUp(family, id);
  if (what === 'root') return { what, name, reason, remedy: OTHER_MODE };
  if (what === 'unclaimed') return { what: 'waiting', name, reason, remedy: `${OTHER_MODE}; or ${other}` };
  if (what === 'blocked') {
    const remedy = `nobody else takes care of it: \`millrace queue show ${id}\`, then \`millrace retry ${which}\`; or ${other}`;
    return { what, name, reason, remedy };
  }
  const needs = headsInFiles(dir)({ family, path: runtimePaths.document(family, 'queued', id) }).needs;
  const from = nameOf(dir, family, needs);
  const remedy = `\`millrace queue retarget ${id} --from ${from} --to ${upper(family)}\` lets it wait for another ${neededFamily(family)}; or ${other}`;
  return { what: 'waiting', name, reason, remedy };
}

/** Stands in commands for the id of what an item of the family may wait for. */
const upper = (family: string): string => (neededFamily(family) === 'task' ? 'TASK' : 'DRAFT');

/** How the document names the task: `on` may have taken the place of the one that it names. */
function nameOf(dir: string, family: string, needs: readonly string[], on = needs[0] ?? 'A'): string {
  if (needs.includes(on)) return on;
  const of = neededFamily(family);
  return needs.find((one) => readPiece(shown(dir, runtimePaths.document(of, 'superseded', one))) !== null) ?? on;
}

/** A root that is not judged again by itself. */
function parkedNeed({ root, state, reason }: NonNullable<WorkspaceSection['targets']>[number]): Need[] {
  if (state !== 'parked') return [];
  const remedy = `add the missing work with \`Root-Spec-ID: ${root}\`, or put the cause right and \`millrace closures judge ${root}\``;
  return [{ what: 'root', name: root, reason: reason ?? 'no reason is recorded', remedy }];
}

/** Without diagnostics nobody else is known to take care of it. */
export const needsPerson = ({ diagnostics }: BlockedView): boolean => diagnostics?.needsYou !== false;

function blockedNeed({ family, id, diagnostics }: BlockedView): Need {
  const reason = diagnostics?.reason ?? 'no reason is recorded';
  const which = `${id} --family ${family}`;
  const remedy =
    diagnostics?.remedy ?? `\`millrace retry ${which}\` tries it again; \`millrace cancel ${which}\` gives it up`;
  return { what: 'blocked', name: `${family}/${id}`, reason, remedy };
}

function quarantinedNeed({ path, source, reason }: InvalidView): Need {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const remedy = `correct it and \`millrace quarantine fix ${name}\`, or put it back as ${source}; or \`quarantine drop ${name}\``;
  return { what: 'quarantined', name: path, reason: reason ?? 'no reason is recorded', remedy };
}
