// What a learning request says of the result that made it: where it came from, and what lies there, bound by digest.
import { canonicalJson } from '../../../contracts/digest.js';
import type { PlanTrigger } from '../../../contracts/plan.js';
import type { ArtifactRef, StageOutcome } from '../../../contracts/stage.js';
import { LEARNING_REQUEST } from '../../../documents/lesson-id.js';
import { renderDocument } from '../../../documents/render.js';
import { inert } from '../../../inert.js';
import { boundLine } from '../../../learning/evidence.js';
import { own } from '../../../own.js';
import { saidOf } from '../story/chain.js';
import type { ActiveStep } from '../step.js';

/** A result that somebody learns from. */
export interface Lesson {
  id: string;
  trigger: PlanTrigger;
  outcome: StageOutcome;
  /** Class of the failure that was repaired, or the outcome where nothing had failed. */
  failure: string;
}

/** Characters; far below what a message may carry. */
const LONGEST = 8_000;
/** How many artifacts it names: as many as fit. */
const NAMED = [20, 8, 3];

/** The document, which our own parser takes. */
export function lessonText(step: ActiveStep, lesson: Lesson): string {
  const texts = NAMED.map((most) => renderDocument(requestOf(step, lesson, most)));
  return texts.find((text) => text.length <= LONGEST) ?? renderDocument(requestOf(step, lesson, 0));
}

function requestOf(step: ActiveStep, lesson: Lesson, most: number) {
  const { id, trigger, outcome } = lesson;
  const { activation, at } = step;
  const { item, runId, node, story } = activation;
  const title = oneLine(`Learn from ${outcome.outcome} of ${node}, ${item.family} ${item.id}`);
  const evidence = evidenceOf(outcome).slice(0, most);
  return {
    family: LEARNING_REQUEST,
    id,
    title,
    fields: {
      'Learning-Request-ID': id,
      Title: title,
      Summary: summaryOf(lesson, node, saidOf(outcome)),
      'Requested-Action': trigger.action,
      ...(trigger.skill === undefined ? {} : { 'Target-Skill-ID': trigger.skill }),
      'Target-Stage': trigger.target,
      'Trigger-Metadata': canonicalJson(metadataOf(step, lesson)),
      'Created-At': at,
      'Created-By': 'runtime',
      'Source-Refs': sourcesOf(step, outcome),
      'Preferred-Output-Paths': trigger.outputs ?? [],
      'Originating-Run-IDs': [...new Set([...(story?.runs ?? []), runId])],
      'Artifact-Paths': evidence.map(({ path }) => oneLine(path)),
      'Artifact-Digests': evidence.map((one) => oneLine(boundLine(one))),
      References: [`millrace-agents/runs/${runId}/stage_results/${outcome.requestId}.json`],
    },
    body: '',
  };
}

function summaryOf({ trigger, outcome, failure }: Lesson, node: string, said: string): string {
  const repaired = failure === outcome.outcome ? '' : ` What was repaired: ${failure}.`;
  const words = said === '' ? '' : ` It said: ${said}`;
  return oneLine(
    `The ${node} ended with ${outcome.outcome}, from which the rule ${trigger.id} learns.${repaired}${words}`,
  );
}

function sourcesOf({ activation, graph }: ActiveStep, outcome: StageOutcome): string[] {
  const { item, runId, node } = activation;
  const kind = own(graph.nodes, node)?.kind ?? node;
  return [
    ...[`run:${runId}`, `request:${outcome.requestId}`, `node:${node}`, `stage_kind:${kind}`],
    ...[`outcome:${outcome.outcome}`, `item:${item.family}/${item.id}`, `root:${item.root}`],
  ];
}

function metadataOf({ activation }: ActiveStep, { trigger, outcome, failure }: Lesson) {
  const { item, runId, plane, node, planDigest } = activation;
  return {
    ...{ rule: trigger.id, plane, node, outcome: outcome.outcome, failure, plan: planDigest },
    ...{ item: `${item.family}/${item.id}`, item_sha256: item.sha256, run: runId, request: outcome.requestId },
  };
}

/** What people read comes first; what the runtime kept of the stage last. */
function evidenceOf({ artifacts, reports = [] }: StageOutcome): ArtifactRef[] {
  const isReport = ({ path }: ArtifactRef): boolean => reports.includes(path);
  return [...artifacts.filter(isReport), ...artifacts.filter((one) => !isReport(one))];
}

const oneLine = (text: string): string => inert(text.replace(/\s+/g, ' ').trim());
