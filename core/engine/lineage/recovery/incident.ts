// An incident that the runtime writes itself: planning takes it up like any other. Its evidence is the run that led to it.
import type { Activation } from '../../../contracts/activation.js';
import { sha256Hex } from '../../../contracts/digest.js';
import type { FailureName } from '../../../contracts/failures.js';
import { isRootless } from '../../../contracts/ids.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import type { FailedStage } from '../../../contracts/story.js';
import { inert } from '../../../inert.js';
import { saidOf } from '../story/chain.js';
import { renderDocument } from '../../../documents/render.js';
import type { TurnStep } from '../step.js';

export interface Cause {
  id: string;
  title: string;
  summary: string;
  failureClass: FailureName;
  trigger: string;
  /** How deep the incident lies below its root. */
  generation: number;
}

/** The text to store; the incident itself goes with what the activation emitted. */
export function writeIncident(step: TurnStep, outcome: StageOutcome, cause: Cause): MirrorEntry {
  const { activation, at } = step;
  const text = renderDocument(incident(step, outcome, cause));
  const sha256 = sha256Hex(text);
  const { root } = activation.item;
  const ref = { family: 'incident', id: cause.id, root, createdAt: at, dependsOn: [], sha256 };
  activation.emitted.push({ ...ref, source: 'runtime', generation: cause.generation, stuck: null });
  return { kind: 'text', sha256, text };
}

/** Never the same for two runs. */
export const incidentId = (prefix: string, { item, runId }: Activation): string =>
  `${prefix}-${item.id.slice(0, 100)}-${sha256Hex(runId).slice(0, 8)}`;

function incident({ state, activation, at }: TurnStep, outcome: StageOutcome, cause: Cause) {
  const { item, plane, node, runId } = activation;
  const source = item.family === 'task' ? { 'Source-Task-ID': item.id } : { 'Source-Spec-ID': item.id };
  const root = isRootless(item.root) ? {} : { 'Root-Spec-ID': item.root };
  return {
    family: 'incident',
    id: cause.id,
    title: cause.title,
    fields: {
      'Incident-ID': cause.id,
      Title: cause.title,
      Summary: cause.summary,
      ...root,
      ...source,
      'Source-Stage': node,
      'Source-Plane': plane,
      'Failure-Class': cause.failureClass,
      Severity: 'high',
      'Trigger-Reason': cause.trigger,
      'Consultant-Decision': 'needs_planning',
      'Opened-At': at,
      'Opened-By': 'runtime',
      ...(state.rules < 6 ? plainFindings(node, outcome) : findings(activation, outcome)),
      'Related-Run-IDs': [runId],
      'Related-Stage-Results': [`millrace-agents/runs/${runId}/stage_results/${outcome.requestId}.json`],
    },
    body: '',
  };
}

/** Before revision 6. */
const plainFindings = (node: string, outcome: StageOutcome) => ({
  'Observed-Symptoms': symptoms(node, outcome, []),
  'Evidence-Paths': rawFiles(outcome),
});

/** What was said of it and what was tried; reports come before what the runtime itself keeps of its last stage. */
function findings({ story, node }: Activation, outcome: StageOutcome) {
  const { reports = [], gaps = [] } = outcome;
  const said = gaps.length > 0 ? gaps : [saidOf(outcome)];
  const others = [story?.first, story?.failed].filter((failed) => failed?.requestId !== outcome.requestId);
  const tried = others.flatMap((failed) => (failed === undefined ? [] : attempt(failed)));
  return {
    'Observed-Symptoms': symptoms(node, outcome, said.map(oneLine)),
    ...(tried.length === 0 ? {} : { 'Failed-Attempts': tried }),
    'Evidence-Paths': [...new Set([...reports, ...rawFiles(outcome)])],
  };
}

const rawFiles = ({ artifacts }: StageOutcome): string[] => artifacts.map((artifact) => artifact.path);

function attempt({ node, stageNumber, outcome, detail }: FailedStage): string {
  const why = detail === '' ? '' : `: ${detail}`;
  return oneLine(`${node}, stage ${stageNumber}, ended with ${outcome}${why}`);
}

/** `said`: in words of others, which come first. */
function symptoms(node: string, outcome: StageOutcome, said: readonly string[]): string[] {
  const notes = outcome.notes.map((note) => note.replace(/\s+/g, ' ').trim());
  const lines = [...said, ...notes].filter((line) => line !== '');
  return lines.length > 0 ? lines : [`${node} ended with ${outcome.outcome}`];
}

const oneLine = (text: string): string => inert(text.replace(/\s+/g, ' ').trim());
