// Which planes may be at work at the same time. Planning and execution never: one agent at most writes the work tree.
import { isPlane, type Plane, PLANES } from '../../contracts/families.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean } from '../diagnostics.js';

export function concurrentPlanes({ mode, diagnostics }: PlanContext): [Plane, Plane][] {
  const pairs: [Plane, Plane][] = [];
  for (const [index, planes] of mode.concurrent.entries()) {
    const pair = pairOf(planes);
    const problem = pair === null ? faultOf(planes) : clashOf(pair, pairs, mode.planes);
    if (problem === null && pair !== null) pairs.push(pair);
    const message = `The pair [${planes.join(', ')}] ${problem ?? ''}`;
    if (problem !== null) diagnostics.push(diagnostic('MR1037', mode.path, message, { field: `concurrent.${index}` }));
  }
  return pairs;
}

function pairOf([one = '', other = '', ...more]: string[]): [Plane, Plane] | null {
  return isPlane(one) && isPlane(other) && more.length === 0 ? [one, other] : null;
}

function faultOf(planes: string[]): string {
  const unknown = planes.find((one) => !isPlane(one));
  if (unknown === undefined) return `names ${planes.length} planes.`;
  return `names ${unknown}, which is no plane.${didYouMean(unknown, PLANES)}`;
}

function clashOf([one, other]: [Plane, Plane], before: [Plane, Plane][], bound: PlanContext['mode']['planes']) {
  if (one === other) return 'names one plane twice.';
  if (one !== 'learning' && other !== 'learning') return 'would let two agents write the work tree at once.';
  if (before.some((pair) => pair.includes(one) && pair.includes(other))) return 'is there twice.';
  return bound.learning === undefined ? 'names learning, for which the mode has no graph.' : null;
}
