// What waits for a person, and what that person can do: each thing with its remedy, the most urgent first.
import { askedText, firstAsked } from './words.js';
import { environmentCause } from '../core/contracts/environment.js';
import { isId } from '../core/contracts/ids.js';
import { type Approval, wished } from '../core/contracts/approvals.js';
import { shellWord } from '../core/attention/shell-word.js';
import { failureNamed } from '../core/contracts/failure-lists.js';
import { runtimePaths } from '../core/contracts/paths.js';
import type { RunSection, WorkerTrouble, WorkspaceSection } from '../core/contracts/mirror.js';
import { troubleRemedy, troubleText } from '../core/contracts/troubles.js';
import { endText, ruleText } from '../core/engine/workspace/usage/words.js';
import { listAsked } from './approvals.js';
import type { BlockedView } from './blocked.js';
import { readPiece, shown } from './files.js';
import type { InvalidView } from './invalid.js';
import type { SnapshotView } from './snapshot.js';
import { blockedActions, fileHere, type Need, needOf } from './need.js';
import { neverNeed, parkedNeed, restNeed, unclaimedNeed, unknownNeed } from './needs-at-rest.js';
import { readTroubles } from './troubles.js';

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
    ...blocked.filter(needsPerson).map((one) => blockedNeed(dir, one)),
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
  const actions = ['millrace mirror rebuild', 'millrace run'];
  const where = { name: runtimePaths.snapshot, evidence: [fileHere(runtimePaths.snapshot)] };
  return [needOf({ what: 'damaged', kind: 'state_damaged', ...where, reason, remedy, actions })];
}

/** What stages ask, oldest first. */
export const askedNeeds = (dir: string): Need[] => listAsked(dir).map(askedNeed);

function askedNeed(approval: Approval): Need {
  const { id, item, node, expiresAt, askedAt } = approval;
  const until = expiresAt === null ? '' : `, until ${expiresAt}`;
  const reason = `${node} of ${item.family}/${item.id} asks for ${wished(approval)}${until}`;
  return needOf({
    ...{ what: 'approval', kind: 'approval_pending', name: id, reason },
    remedy: `\`millrace approvals approve ${id}\`, or \`deny\` in its place`,
    ...{ since: askedAt, item: `${item.family}/${item.id}`, evidence: [fileHere(runtimePaths.asked(id))] },
    actions: ['approve', 'deny', 'show'].map((verb) => `millrace approvals ${verb} ${shellWord(id)}`),
  });
}

/** What does not pass by itself: a network comes back, a missing binary does not. */
function waitingNeed({ family, id, runId, since, waitsClass, waitsFor }: RunSection): Need[] {
  const cause = environmentCause(waitsClass ?? '');
  if (!cause?.needsYou) return [];
  const name = `${family}/${id}`;
  const about = {
    since,
    item: name,
    key: `${runId} ${waitsClass}`,
    evidence: [fileHere(`${runtimePaths.runs}/${runId}`)],
  };
  const actions = ['millrace doctor', `millrace logs ${shellWord(id)}`];
  const words = { reason: waitsFor ?? '', remedy: cause.remedy };
  return [needOf({ what: 'environment', kind: 'runner_unavailable', name, ...words, ...about, actions })];
}

/** A limit on spending that does not end by itself. */
function spendingNeed(usage: WorkspaceSection['usage']): Need[] {
  if (usage === undefined || usage.blockers.length === 0 || usage.resumeAt !== null) return [];
  const { blockers } = usage;
  const name = blockers.map(({ id }) => id).join(', ');
  const words = { reason: blockers.map(ruleText).join('; '), remedy: endText(blockers, null) };
  const about = {
    evidence: [fileHere(runtimePaths.governance)],
    actions: ['millrace usage', 'millrace config reload'],
  };
  return [needOf({ what: 'spending', kind: 'budget_paused', name, ...words, ...about })];
}

function stuckNeed(trouble: WorkerTrouble): Need {
  const words = { reason: troubleText(trouble), remedy: troubleRemedy(trouble) };
  const about = {
    since: textOf(trouble.since),
    key: textOf(trouble.activity) ?? '',
    evidence: [fileHere(runtimePaths.troubles)],
  };
  const actions = ['millrace doctor'];
  return needOf({ what: 'stuck', kind: 'workflow_stuck', name: trouble.workflow, ...words, ...about, actions });
}

/** Without diagnostics nobody else is known to take care of it. */
export const needsPerson = ({ diagnostics }: BlockedView): boolean => diagnostics?.needsYou !== false;

function blockedNeed(dir: string, { family, id, diagnostics }: BlockedView): Need {
  const reason = diagnostics?.reason ?? 'no reason is recorded';
  const which = `${id} --family ${family}`;
  const remedy =
    diagnostics?.remedy ?? `\`millrace retry ${which}\` tries it again; \`millrace cancel ${which}\` gives it up`;
  const asked = firstAsked(dir, diagnostics?.runId ?? '');
  const told = asked === null || reason.includes(asked.words) ? {} : { asked: askedText(asked) };
  const { runId, failureClass, at } = diagnostics ?? {};
  const name = `${family}/${id}`;
  return needOf({
    ...{ what: 'blocked', name, reason, remedy, item: name, since: textOf(at), key: textOf(runId) ?? '' },
    kind: CAPS.includes(failureNamed(failureClass)) ? 'recovery_cap' : 'item_blocked',
    evidence: [
      fileHere(runtimePaths.blocked(family, id)),
      ...(isId(runId) ? [fileHere(`${runtimePaths.runs}/${runId}`)] : []),
    ],
    actions: blockedActions(family, id),
    ...told,
  });
}

/** Failures that say that a bound on tries is used up. */
const CAPS: readonly string[] = ['fix_cycle_exhausted', 'stage_run_limit', 'plan_limit'];

/** A field of a file that anybody may have written. */
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function quarantinedNeed({ path, source, reason, at }: InvalidView): Need {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const before = `${path.slice(0, path.lastIndexOf('/'))}/${source}`;
  const remedy = `correct it and \`millrace quarantine fix ${name}\`, or put it back as ${fileHere(before)}; or \`quarantine drop ${name}\``;
  return needOf({
    ...{
      what: 'quarantined',
      kind: 'input_quarantined',
      name: path,
      reason: reason ?? 'no reason is recorded',
      remedy,
    },
    ...{ key: at ?? '', since: at, evidence: [fileHere(path)] },
    actions: ['fix', 'drop'].map((verb) => `millrace quarantine ${verb} ${shellWord(name)}`),
  });
}
