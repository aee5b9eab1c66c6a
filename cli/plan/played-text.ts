// The route of a simulated activation as text.
import type { Plan } from '../../core/contracts/plan.js';
import type { Played, PlayedEnd, PlayedStage } from '../../core/simulate/played.js';
import { section, table } from '../render/table.js';
import { mostRuns } from './graphs.js';
import { own } from '../../core/own.js';

const HEADERS = ['STAGE', 'NODE', 'OUTCOME', 'CLASS', 'RUNG', 'NEXT', 'COUNTERS'];

export function playedLines(plan: Plan, played: Played): string[] {
  const { start, stages, end, up, unused } = played;
  const graph = plan.planes[start.plane];
  const { bounds = {} } = graph ?? {};
  const rows = stages.map((stage) => rowOf(stage, (bound) => own(bounds, bound)?.max));
  return [
    `${start.plane}: ${start.closes ? 'a drained root' : `a ${start.family}`} begins at ${start.node}; ${mostRuns(graph, start.key)}`,
    ...(rows.length === 0 ? [] : ['', ...table(rows, HEADERS)]),
    '',
    ...(end === null ? [] : [endText(end)]),
    ...(up === null ? [] : [`It stands at ${up.node}, stage ${up.number}, which may say ${up.legal.join(', ')}.`]),
    ...section(
      'not used, because it had ended',
      unused.map(({ place, outcome }) => `${place}: ${outcome}`),
    ),
  ];
}

/** One line, for a hint. */
export function routeText({ start, stages }: Played): string {
  const steps = stages.map(({ node, outcome, next }) => `${node} ${outcome} -> ${next}`);
  return `Played so far: ${steps.length === 0 ? `nothing, ${start.node} is up` : steps.join(', ')}.`;
}

function rowOf(stage: PlayedStage, maxOf: (bound: string) => number | undefined): string[] {
  const { number, attempt, node, outcome, next, failureClass, resultClass, rung, counters } = stage;
  const spent = Object.entries(counters).map(([name, times]) => `${name} ${times}/${maxOf(boundOf(name)) ?? '?'}`);
  return [
    attempt === 1 ? String(number) : `${number} (try ${attempt})`,
    ...[node, outcome, failureClass ?? resultClass],
    rung === null ? 'waits' : `${rung.number} of ${rung.of}`,
    ...[next, spent.join(', ')],
  ];
}

/** A counter is a bound, or `bound:class`. */
const boundOf = (counter: string): string => counter.split(':')[0] ?? counter;

function endText({ state, end, disposition, class: resultClass, verdict, reason, needsYou }: PlayedEnd): string {
  const how = end === null ? '' : ` at end:${end} (${disposition ?? ''}, ${resultClass ?? ''})`;
  const judged =
    verdict === null ? '' : verdict === 'passed' ? '; the root is closed' : '; an incident says what is missing';
  return `It ends ${state}${how}${judged}${reason === null ? '' : `: ${reason}`}${needsYou ? '; needs you' : ''}.`;
}
