// What is said of a stage, an edge and an item on the picture: words for eyes and for ears, made in one place.
import { counted } from '../../../cli/render/count.js';
import { duration, tokens } from '../../../cli/render/duration.js';
import { inert } from '../../../core/inert.js';
import type { EdgePicture, Flow, NodeFigures, NodePicture, PlanePicture } from '../../contract.js';
import { percent } from '../parts/num.js';

export type FlowItem = Flow['items'][number];

/** Of stages that came to an end; null without any. */
export const successShare = ({ succeeded, failed }: NodeFigures): number | null =>
  succeeded + failed === 0 ? null : succeeded / (succeeded + failed);

/** `92 %, 1m40s`: the second line of a stage. */
export function figureLine(figures: NodeFigures | undefined): string {
  if (figures === undefined || figures.stages === 0) return 'not run lately';
  const share = successShare(figures);
  const time = figures.seconds === null ? null : duration(figures.seconds.median * 1000);
  return [share === null ? null : `${percent(share)} ok`, time].filter((part) => part !== null).join(' · ');
}

/** Rows of a card: what it is, and what came of it. */
export function cardRows(
  node: NodePicture,
  figures: NodeFigures | undefined,
  hours: number,
): [name: string, value: string][] {
  const { stageKind, runner, model, effort, permission, timeout, outcomes } = node;
  return [
    ['Kind', stageKind],
    ['Runner', runner],
    ['Model', `${model ?? "the runner's own"}${effort === null ? '' : `, effort ${effort}`}`],
    ['Permission', permission],
    ['Deadline', duration(timeout * 1000)],
    ['Outcomes', outcomes.join(', ')],
    ...(figures === undefined ? [] : figureRows(figures, hours)),
  ];
}

function figureRows(figures: NodeFigures, hours: number): [string, string][] {
  const { stages, succeeded, failed, seconds, tokens: used } = figures;
  const share = successShare(figures);
  const rows: [string, string][] = [
    [`Last ${hours} h`, `${counted(stages, 'stage')}, ${succeeded} succeeded, ${failed} failed`],
  ];
  if (share !== null) rows.push(['Success', percent(share)]);
  if (seconds !== null)
    rows.push([
      'Time',
      `half within ${duration(seconds.median * 1000)}, nine of ten within ${duration(seconds.p90 * 1000)}`,
    ]);
  if (used !== null)
    rows.push(['Tokens', `half at most ${tokens(used.median)}, nine of ten at most ${tokens(used.p90)}`]);
  return rows;
}

const EDGE_WORDS = { success: 'leads on', repair: 'mends', failure: 'fails' };

/** An edge of the plan as a sentence. */
export function edgeWords({ from, to, ends, outcome, is, bound }: EdgePicture): string {
  const limit = bound === null ? '' : `, at most ${bound.limit} times (${bound.name}), then ${bound.then}`;
  return inert(`${from}: ${outcome} leads to ${ends ? `the end ${to}` : to}${limit}. It ${EDGE_WORDS[is]}.`);
}

/** What a plane is, in one sentence, for whoever does not see its picture. */
export function planeWords({ plane, nodes, edges, entries }: PlanePicture, active: readonly string[]): string {
  const stands = active.length === 0 ? 'Nothing runs in it.' : `At work: ${active.join(', ')}.`;
  return inert(`Plane ${plane}: ${nodes.length} stages, ${edges.length} edges, ${entries.length} entries. ${stands}`);
}

/** The part of `family/id` before the stroke. */
export const familyOf = (item: string): string => item.split('/', 1)[0] ?? '';
