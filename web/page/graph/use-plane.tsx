// One plane in its frame, the same for every picture of it: where its parts stand, what runs in it, and the stage that is looked at.
import { useMemo, useRef } from 'preact/hooks';
import type { Flow, PlanePicture, Report } from '../../contract.js';
import { count } from '../grouped.js';
import { addressOf, withQuery } from '../route.js';
import { StageCard } from './card.js';
import { layoutOf } from './layout.js';
import { useLooked } from './looked.js';
import { NARROW, useWidth } from './measure.js';
import type { PlaneView } from './plane-svg.js';

interface PlaneProps {
  plane: PlanePicture;
  /** Of the workspace, in addresses. */
  wsKey: string;
  /** Null = no figures are shown. */
  flow: Flow | null;
  now: Report['now'];
}

/** Lookbacks of the figures, as they are asked for. */
export const HOURS = 24;

/** `card`: of the stage that is looked at. The view tells no way of a run and weighs nothing: who knows of that adds it. */
export function usePlane<E extends HTMLElement>({ plane, wsKey, flow, now }: PlaneProps, isTerse = false) {
  const frame = useRef<E>(null);
  const isNarrow = useWidth(frame) < NARROW;
  const hasFigures = flow !== null;
  const laid = useMemo(
    () => layoutOf(plane, { isNarrow, hasFigures, isTerse }),
    [plane, isNarrow, hasFigures, isTerse],
  );
  const [looked, onLook] = useLooked(frame);
  const figures = (node: string) => flow?.nodes.find((one) => one.plane === plane.plane && one.node === node);
  const stage = plane.nodes.find(({ node }) => node === looked.node);
  const cardId = `card-${plane.plane}`;
  const view: PlaneView = {
    ...{ plane, laid, hasFigures, figures, active: activeIn(now, plane.plane) },
    ...{ walk: null, counts: new Map(), tallies: new Map() },
    ...{ hrefOf: (node) => stageAddress(wsKey, node), look: looked.node, onLook, cardId },
  };
  const card = stage && (
    <StageCard id={cardId} node={stage} figures={figures(stage.node)} hours={HOURS} at={looked.at} />
  );
  return { frame, laid, view, card };
}

/** By stage of a plane: how many are at work. */
function activeIn(now: Report['now'], plane: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of now) if (one.plane === plane) count(counts, one.node);
  return counts;
}

const stageAddress = (key: string, node: string): string => withQuery(addressOf({ is: 'runs', key }), [['node', node]]);
