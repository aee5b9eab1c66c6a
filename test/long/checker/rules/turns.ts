// G16, turns: they only grow, one at a time; each reaches its lineage once, works on its own item, and comes back once.
import type { Evidence } from '../evidence.js';
import type { Finding, Rule } from '../finding.js';
import { groupBy } from '../group.js';
import { keyOf } from '../rebuild.js';
import { stageRuns } from '../stages.js';
import type { Activate, Left } from '../timeline.js';
import { arrived, timelineOf } from '../timeline.js';

interface Sent {
  to: string;
  where: string;
  message: Activate;
}

export const turnsGrow: Rule = (evidence) => {
  const timeline = timelineOf(evidence.workspace);
  const sent = timeline.filter((moment) => moment.type === 'activate');
  const lefts = timeline.filter((moment) => moment.type === 'left');
  return [
    ...inOrder(sent),
    ...sent.flatMap((one) =>
      comesBackOnce(
        one,
        lefts.map(({ message }) => message),
      ),
    ),
    ...lefts.flatMap(({ where, message }) => wasGiven(where, message, sent)),
    ...evidence.workflows
      .filter((one) => one !== evidence.workspace)
      .flatMap((lineage) =>
        sameTurns(
          lineage.id,
          sent.filter(({ to }) => to === lineage.id),
          arrived(lineage),
        ),
      ),
    ...stagesOfTheirTurn(evidence, sent),
  ];
};

function inOrder(sent: Sent[]): Finding[] {
  return sent.flatMap(({ where, message: { turn } }, index) =>
    turn === index + 1 ? [] : [finding(where, `gives turn ${turn}; the next one is ${index + 1}`)],
  );
}

function comesBackOnce({ where, message }: Sent, lefts: Left[]): Finding[] {
  const own = lefts.filter(({ turn }) => turn === message.turn);
  if (own.length === 1) return [];
  return [finding(where, `turn ${message.turn} came back ${own.length} times; it should be once`)];
}

function wasGiven(where: string, left: Left, sent: Sent[]): Finding[] {
  const own = sent.find(({ message }) => message.turn === left.turn);
  if (own === undefined) return [finding(where, `brings back turn ${left.turn}, which was never given`)];
  if (keyOf(own.message.item) === keyOf(left)) return [];
  return [finding(where, `brings back turn ${left.turn} of ${keyOf(own.message.item)} with ${keyOf(left)}`)];
}

function sameTurns(lineage: string, sent: Sent[], received: Activate[]): Finding[] {
  const [gave, took] = [sent.map(({ message }) => message.turn).join(), received.map(({ turn }) => turn).join()];
  return gave === took
    ? []
    : [finding(lineage, `was given the turns ${gave || 'none'} and received ${took || 'none'}`)];
}

/** One turn is one activation of one item. */
function stagesOfTheirTurn({ workflows }: Evidence, sent: Sent[]): Finding[] {
  const requests = [...stageRuns(workflows).values()].map(({ request }) => request);
  return [...groupBy(requests, ({ turn }) => turn)].flatMap(([turn, own]) => {
    const item = sent.find(({ message }) => message.turn === turn)?.message.item;
    const seen = [...new Set(own.map((one) => `${one.runId} of ${keyOf(one.item)}`))];
    if (seen.length === 1 && item !== undefined && own.every((one) => keyOf(one.item) === keyOf(item))) return [];
    return [finding(`turn ${turn}`, `was given to ${item ? keyOf(item) : 'nobody'} and ran ${seen.join(' and ')}`)];
  });
}

const finding = (where: string, what: string): Finding => ({ rule: 'G16', where, what });
