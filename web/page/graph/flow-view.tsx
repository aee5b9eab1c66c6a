// All planes, large and live: where each item stands, what moves, and how often each edge was gone over.
import { useMemo } from 'preact/hooks';
import { inert } from '../../../core/inert.js';
import type { EventRow, Flow, PlanePicture, PlanPicture, Report } from '../../contract.js';
import { AsList } from './as-list.js';
import { Chips, Mover } from './chips.js';
import { planeWords } from './facts.js';
import type { Laid } from './geometry.js';
import type { Move } from './moves.js';
import { useMoves } from './moving.js';
import { NoPlan } from './no-plan.js';
import { PlaneSvg } from './plane-svg.js';
import { standingIn } from './standing.js';
import { flowCounts, linkCounts, pathOf, wayOf } from './strokes.js';
import { usePlane } from './use-plane.js';
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

function FlowPlane(props: PlaneProps) {
  const { plane, flow, moves, arrived } = props;
  const { frame, laid, view, card } = usePlane<HTMLElement>(props);
  const { atStage, tallies } = useMemo(() => standingIn(plane, flow), [plane, flow]);
  const counts = linkCounts(laid, flowCounts(flow, plane.plane));
  const name = `${inert(plane.plane)} plane`;
  return (
    <section class="flow-plane plane-frame" ref={frame} aria-label={name}>
      <h2>{inert(plane.plane)}</h2>
      <Zoom size={laid} name={name} label={planeWords(plane, [...view.active.keys()])}>
        <PlaneSvg view={{ ...view, counts, tallies }}>
          {laid.places.map((place) => (
            <Chips key={place.id} place={place} items={place.is === 'node' ? (atStage.get(place.name) ?? []) : []} />
          ))}
          {moves.map((move) => (
            <Mover key={move.seq} path={pathOf(pointsOf(laid, move))} onArrived={() => arrived(move)} />
          ))}
        </PlaneSvg>
      </Zoom>
      {card}
      <AsList plane={plane} />
    </section>
  );
}

const pointsOf = (laid: Laid, { way, to }: Move) =>
  (way === null
    ? laid.links.find((link) => link.is === 'entry' && link.to === `node:${to}`)?.points
    : wayOf(laid, way)) ?? [];
