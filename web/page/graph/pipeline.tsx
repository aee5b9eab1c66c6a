// One plane of the plan with what runs in it and the way of a run, for the first screen of a workspace and the page of a run.
import { useState } from 'preact/hooks';
import { inert } from '../../../core/inert.js';
import type { Flow, PlanePicture, PlanPicture, Report, RunPage } from '../../contract.js';
import { AsList } from './as-list.js';
import { planeWords } from './facts.js';
import { NoPlan } from './no-plan.js';
import { LEAST_SCALE } from './measure.js';
import { PlaneSvg } from './plane-svg.js';
import { usePlane } from './use-plane.js';
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

const MOST_SCALE = 1.15;

function PlanePanel(props: PipelineProps & { plane: PlanePicture }) {
  const { plane, run } = props;
  const { frame, laid, view, card } = usePlane<HTMLDivElement>(props, true);
  const walk = run !== null && run.plane === plane.plane ? walkOf(plane, run) : null;
  return (
    <div class="plane-frame" ref={frame}>
      <div class="scroller" tabIndex={0} role="region" aria-label={`Picture of the ${inert(plane.plane)} graph`}>
        <svg
          role="group"
          aria-label={planeWords(plane, [...view.active.keys()])}
          class="plane"
          viewBox={`0 0 ${laid.width} ${laid.height}`}
          style={{ minWidth: `${laid.width * LEAST_SCALE}px`, maxWidth: `${laid.width * MOST_SCALE}px` }}
        >
          <PlaneSvg view={{ ...view, walk }} />
        </svg>
      </div>
      {card}
    </div>
  );
}
