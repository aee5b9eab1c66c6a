// The addresses of answers. Each part of an address is looked up in a list of what there is, and never becomes a path unseen.
import type { House } from './house.js';
import { approvalsAnswer } from './answers/approvals.js';
import { auditAnswer } from './answers/audit.js';
import { eventsAnswer } from './answers/events.js';
import { flowAnswer } from './answers/flow.js';
import { itemPage } from './answers/item.js';
import { lineagePage, lineagesAnswer } from './answers/lineages.js';
import { queueAnswer } from './answers/queue.js';
import { shelfAnswer } from './answers/shelf.js';
import { spendAnswer } from './answers/spend.js';
import { timelineAnswer } from './answers/timeline.js';
import { pictureShown } from './answers/picture.js';
import { planShown } from './answers/plan.js';
import { pieceAnswer } from './answers/pieces.js';
import type { Answer, Question } from './answers/question.js';
import { runPage } from './answers/run.js';
import { runsAnswer } from './answers/runs.js';
import { fleetOf } from './fleet.js';
import { badQuestion, notThere } from './refusal.js';
import { jsonReply, jsonText, type Reply } from './reply.js';

const report: Answer = async ({ place }) => {
  const { text, tag } = await place.watched.report();
  return jsonText(text, tag);
};

/** By the word behind the key of a workspace. */
const ANSWERS = new Map<string, Answer>([
  ['report', alone(report)],
  ['graph', alone(({ dir }) => pictureShown(planShown(dir)))],
  ['flow', alone(flowAnswer)],
  ['timeline', alone(timelineAnswer)],
  ['runs', (question) => runParts(question)(question)],
  ['queue', alone(queueAnswer)],
  ['items', itemPage],
  ['lineages', (question) => (question.parts.length === 0 ? lineagesAnswer(question) : lineagePage(question))],
  ['spend', alone(spendAnswer)],
  ['approvals', alone(approvalsAnswer)],
  ['audit', alone(auditAnswer)],
  ['shelf', alone(shelfAnswer)],
  ['events', alone(eventsAnswer)],
]);

/** Nothing lies below it. */
function alone(answer: Answer): Answer {
  return (question) => {
    if (question.parts.length > 0) throw notThere('such answer');
    return answer(question);
  };
}

/** `runs`, `runs/RUN`, and what lies below. */
const runParts = ({ parts }: Question): Answer =>
  parts.length === 0 ? runsAnswer : parts.length === 1 ? runPage : pieceAnswer;

/** `path`: such as `/api/w/KEY/report`. Throws `Refused`. */
export async function answer(house: House, path: string, query: URLSearchParams): Promise<Reply> {
  const parts = partsOf(path);
  const [, room, key = '', name = '', ...rest] = parts;
  if (room === 'fleet' && parts.length === 2) return jsonReply(await fleetOf(house, Date.now()));
  const found = room === 'w' ? ANSWERS.get(name) : undefined;
  if (found === undefined) throw notThere('such answer', 'docs/dashboard.md lists them.');
  const place = house.at(key);
  const { state, shown } = place;
  await place.watched.ready();
  const given = await found({ house, place, dir: shown.dir, state, parts: rest, query, now: Date.now() });
  return isReply(given) ? given : jsonReply(given);
}

const isReply = (given: unknown): given is Reply =>
  typeof given === 'object' && given !== null && 'type' in given && 'body' in given;

/** Without slashes. */
export function partsOf(path: string): string[] {
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    throw badQuestion('This address is not written as addresses are.');
  }
}
