// What a prompt says of what went before: the failure that is repaired or done again, how often that is tried, what persons said and what
// was refused. Nothing to say is no line. The words are those of agents and persons: each is one quoted line, and bounded.
import { failureWords } from '../core/contracts/failure-lists.js';
import type { FailedStage, StageStory } from '../core/contracts/story.js';
import { clipMiddle, inert } from '../core/inert.js';

export interface PromptStory {
  story: StageStory;
  /** Which round of judgements this is, from 1 on; null = no root is judged. */
  round: number | null;
  /** Documents of the failed stage that were not taken. */
  refused: readonly RefusedDocument[];
}

export interface RefusedDocument {
  name: string;
  reason: string;
}

/** Characters of one text, and documents that are named. */
const MOST_TEXT = 2000;
const MOST_REASON = 300;
const MOST_REFUSED = 10;

type Line = [label: string, value: string | null];

/** Label and value of each; null = nothing to say. `run`: of the stage that is told. */
export function storyLines({ story, round, refused }: PromptStory, run: string): Line[] {
  const { failed, first, repair, said = [], rounds } = story;
  return [
    ...(failed === undefined ? [] : failureLines('', failed, run)),
    ...(first === undefined ? [] : failureLines('First ', first, run)),
    ['Attempt', repair === undefined ? null : `${repair.n} of ${repair.of}`],
    ['Round', round === null || rounds === undefined ? null : `${round} of ${rounds}`],
    ...said.map(({ reason, issuer }): Line => ['Operator Says', `${quoted(reason)} (${quoted(issuer, MOST_REASON)})`]),
    ['Refused Documents', refused.length === 0 ? null : refusedText(refused)],
  ];
}

function failureLines(which: string, failed: FailedStage, run: string): Line[] {
  const { runId, node, stageNumber, outcome, failureClass, detail } = failed;
  const where = `stage ${stageNumber} of ${runId === run ? 'this run' : runId}`;
  return [
    [`${which}Failed Stage`, `${inert(node)}, ${where}, ended with ${inert(outcome)}`],
    [`${which}Failure Class`, failureClass === null ? null : classText(inert(failureClass))],
    [`${which}Failure Detail`, detail === '' ? null : quoted(detail)],
  ];
}

function classText(name: string): string {
  const words = failureWords(name);
  return words === name ? name : `${name} (${words})`;
}

function refusedText(refused: readonly RefusedDocument[]): string {
  const named = refused.slice(0, MOST_REFUSED).map(({ name, reason }) => {
    return `${quoted(name, MOST_REASON)}: ${quoted(reason, MOST_REASON)}`;
  });
  const more = refused.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** In quotes as JSON has them: nothing in it looks like a line of ours, or like a marker. */
const quoted = (text: string, most = MOST_TEXT): string =>
  JSON.stringify(clipMiddle(inert(text.replace(/\s+/g, ' ').trim()), most));
