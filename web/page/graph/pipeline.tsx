// One plane of the plan with what runs in it and the way of a run, for the first screen of a workspace and the page of a run.
import { useMemo, useRef, useState } from 'preact/hooks';
import { inert } from '../../../core/inert.js';
import type { Flow, PlanePicture, PlanPicture, Report, RunPage } from '../../contract.js';
import { count } from '../grouped.js';
import { addressOf, withQuery } from '../route.js';
import { AsList } from './as-list.js';
import { StageCard } from './card.js';
import { planeWords } from './facts.js';
import { NoPlan } from './no-plan.js';
import { layoutOf } from './layout.js';
import { useLooked } from './looked.js';
import { LEAST_SCALE, NARROW, useWidth } from './measure.js';
import { PlaneSvg } from './plane-svg.js';
import { walkOf } from './walk.js';

interface PipelineProps {
  /** Of the workspace, in addresses. */
  wsKey: string;
  plan: PlanPicture;
  /** Null = no figures are shown. */
  flow: Flow | null;
  now: Report['now'];
  /** Its way is drawn. */
  run: RunPage | null;
}

/** Lookbacks of the figures, as they are asked for. */
export const HOURS = 24;

export function Pipeline(props: PipelineProps) {
  const { plan, now, run } = props;
  const [chosen, choose] = useState<string | null>(null);
  const wanted = chosen ?? (run?.plane || now[0]?.plane || 'execution');
  const plane = plan.planes.find((one) => one.plane === wanted) ?? plan.planes[0];
  if (plane === undefined) return <NoPlan />;
  return (
    <div class="pipeline-picture">
      <div class="segments" role="group" aria-label="Plane">
        {plan.planes.map((one) => (
          <button key={one.plane} type="button" aria-pressed={one === plane} onClick={() => choose(one.plane)}>
            {inert(one.plane)}
            {workingIn(now, one.plane) > 0 && (
              <span class="at-work" title="Stages at work in it">{` ● ${workingIn(now, one.plane)}`}</span>
            )}
          </button>
        ))}
      </div>
      <PlanePanel key={plane.plane} {...props} plane={plane} />
      <AsList plane={plane} />
    </div>
  );
}

const workingIn = (now: Report['now'], plane: string): number => now.filter((one) => one.plane === plane).length;

export const stageAddress = (key: string, node: string): string =>
  withQuery(addressOf({ is: 'runs', key }), [['node', node]]);

/** By stage of a plane: how many are at work. */
export function activeIn(now: Report['now'], plane: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of now) if (one.plane === plane) count(counts, one.node);
  return counts;
}

const MOST_SCALE = 1.15;

function PlanePanel({ plane, wsKey, flow, now, run }: PipelineProps & { plane: PlanePicture }) {
  const frame = useRef<HTMLDivElement>(null);
  const isNarrow = useWidth(frame) < NARROW;
  const hasFigures = flow !== null;
  const laid = useMemo(() => layoutOf(plane, { isNarrow, hasFigures, isTerse: true }), [plane, isNarrow, hasFigures]);
  const [looked, onLook] = useLooked(frame);
  const active = activeIn(now, plane.plane);
  const figures = (node: string) => flow?.nodes.find((one) => one.plane === plane.plane && one.node === node);
  const walk = run !== null && run.plane === plane.plane ? walkOf(plane, run) : null;
  const stage = plane.nodes.find(({ node }) => node === looked.node);
  const cardId = `card-${plane.plane}`;
  const view = {
    ...{ plane, laid, hasFigures, figures, active, walk, counts: new Map(), tallies: new Map() },
    ...{ hrefOf: (node: string) => stageAddress(wsKey, node), look: looked.node, onLook, cardId },
  };
  return (
    <div class="plane-frame" ref={frame}>
      <div class="scroller" tabIndex={0} role="region" aria-label={`Picture of the ${inert(plane.plane)} graph`}>
        <svg
          role="group"
          aria-label={planeWords(plane, [...active.keys()])}
          class="plane"
          viewBox={`0 0 ${laid.width} ${laid.height}`}
          style={{ minWidth: `${laid.width * LEAST_SCALE}px`, maxWidth: `${laid.width * MOST_SCALE}px` }}
        >
          <PlaneSvg view={view} />
        </svg>
      </div>
      {stage && <StageCard id={cardId} node={stage} figures={figures(stage.node)} hours={HOURS} at={looked.at} />}
    </div>
  );
}
