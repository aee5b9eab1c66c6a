// All planes, large and live: where each item stands, what moves, and how often each edge was gone over.
import { useMemo, useRef } from 'preact/hooks';
import { inert } from '../../../core/inert.js';
import type { EventRow, Flow, PlanePicture, PlanPicture, Report } from '../../contract.js';
import { AsList } from './as-list.js';
import { StageCard } from './card.js';
import { Chips, Mover } from './chips.js';
import { planeWords } from './facts.js';
import { layoutOf } from './layout.js';
import { useLooked } from './looked.js';
import { NARROW, useWidth } from './measure.js';
import type { Move } from './moves.js';
import { useMoves } from './moving.js';
import { NoPlan } from './no-plan.js';
import { activeIn, HOURS, stageAddress } from './pipeline.js';
import { PlaneSvg } from './plane-svg.js';
import { standingIn } from './standing.js';
import { flowCounts, linkCounts, pathOf, wayOf } from './strokes.js';
import { Zoom } from './zoom.js';

interface FlowProps {
  wsKey: string;
  plan: PlanPicture;
  flow: Flow;
  now: Report['now'];
  /** The newest first. */
  feed: readonly EventRow[];
}

export function FlowView(props: FlowProps) {
  const { plan, flow, feed } = props;
  const [moves, arrived] = useMoves(plan, flow, feed);
  if (plan.planes.length === 0) return <NoPlan />;
  return (
    <div class="flow-planes">
      {plan.planes.map((plane) => (
        <FlowPlane
          key={plane.plane}
          {...props}
          plane={plane}
          moves={moves.filter((one) => one.plane === plane.plane)}
          arrived={arrived}
        />
      ))}
    </div>
  );
}

interface PlaneProps extends FlowProps {
  plane: PlanePicture;
  moves: readonly Move[];
  arrived: (move: Move) => void;
}

function FlowPlane({ plane, wsKey, flow, now, moves, arrived }: PlaneProps) {
  const frame = useRef<HTMLElement>(null);
  const isNarrow = useWidth(frame) < NARROW;
  const laid = useMemo(() => layoutOf(plane, { isNarrow, hasFigures: true }), [plane, isNarrow]);
  const standing = useMemo(() => standingIn(plane, flow), [plane, flow]);
  const [looked, onLook] = useLooked(frame);
  const active = activeIn(now, plane.plane);
  const figures = (node: string) => flow.nodes.find((one) => one.plane === plane.plane && one.node === node);
  const counts = linkCounts(laid, flowCounts(flow, plane.plane));
  const stage = plane.nodes.find(({ node }) => node === looked.node);
  const cardId = `flow-card-${plane.plane}`;
  const view = {
    ...{ plane, laid, hasFigures: true, figures, active, walk: null, counts, tallies: standing.tallies },
    ...{ hrefOf: (node: string) => stageAddress(wsKey, node), look: looked.node, onLook, cardId },
  };
  const name = `${inert(plane.plane)} plane`;
  return (
    <section class="flow-plane plane-frame" ref={frame} aria-label={name}>
      <h2>{inert(plane.plane)}</h2>
      <Zoom size={laid} name={name} label={planeWords(plane, [...active.keys()])}>
        <PlaneSvg view={view}>
          {laid.places.map((place) => (
            <Chips
              key={place.id}
              place={place}
              items={place.is === 'node' ? (standing.atStage.get(place.name) ?? []) : []}
            />
          ))}
          {moves.map((move) => (
            <Mover key={move.seq} path={pathOf(pointsOf(laid, move))} onArrived={() => arrived(move)} />
          ))}
        </PlaneSvg>
      </Zoom>
      {stage && <StageCard id={cardId} node={stage} figures={figures(stage.node)} hours={HOURS} at={looked.at} />}
      <AsList plane={plane} />
    </section>
  );
}

const pointsOf = (laid: ReturnType<typeof layoutOf>, { way, to }: Move) =>
  (way === null
    ? laid.links.find((link) => link.is === 'entry' && link.to === `node:${to}`)?.points
    : wayOf(laid, way)) ?? [];
