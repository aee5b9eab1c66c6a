// One plane as a picture. It knows no server and no address but the one it is given for a stage; all texts in it are inert.
import type { ComponentChildren } from 'preact';
import { inert } from '../../../core/inert.js';
import type { NodeFigures, PlanePicture } from '../../contract.js';
import { figureLine } from './facts.js';
import type { Laid, LaidLink, LaidPlace, LaidRail } from './geometry.js';
import { left, top } from './geometry.js';
import { pathOf, strokeWidth } from './strokes.js';
import type { Walk } from './walk.js';
import { shortOutcome } from './words.js';

export interface PlaneView {
  plane: PlanePicture;
  laid: Laid;
  hasFigures: boolean;
  figures: (node: string) => NodeFigures | undefined;
  /** Stages at work: how many. */
  active: ReadonlyMap<string, number>;
  walk: Walk | null;
  /** By link: how often it was gone over; empty = no edge is weighed. */
  counts: ReadonlyMap<string, number>;
  /** By place: what stands at an entry or left by an end; absent = it is not told. */
  tallies: ReadonlyMap<string, number>;
  hrefOf: (node: string) => string;
  /** The stage that is looked at, or null. */
  look: string | null;
  onLook: (node: string | null, element?: Element) => void;
  /** Of the card that stands beside it then. */
  cardId: string;
}

export function PlaneSvg({ view, children }: { view: PlaneView; children?: ComponentChildren }) {
  const { laid } = view;
  const taken = takenLinks(view);
  return (
    <>
      <defs>
        {(['success', 'repair', 'failure', 'entry', 'taken'] as const).map((is) => (
          <marker
            key={is}
            id={markerId(view, is)}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0.6 L7.4 4 L0 7.4 Z" class={`tip ${is}`} />
          </marker>
        ))}
      </defs>
      {laid.rails.map((rail) => (
        <Rail key={rail.id} rail={rail} view={view} taken={taken} />
      ))}
      {laid.links.map((link) => (
        <LinkLine key={link.id} link={link} view={view} isTaken={taken.has(link.id)} />
      ))}
      {laid.links.map((link) => (
        <LinkLabel key={link.id} link={link} view={view} isTaken={taken.has(link.id)} />
      ))}
      {laid.places.map((place) =>
        place.is === 'node' ? (
          <Stage key={place.id} place={place} view={view} />
        ) : (
          <Port key={place.id} place={place} view={view} />
        ),
      )}
      {children}
    </>
  );
}

const markerId = ({ plane, laid }: PlaneView, is: string): string =>
  `tip-${plane.plane.replaceAll(/[^a-z]/g, '')}-${Math.round(laid.width)}-${is}`;

/** Links of the edges that the selected run went over, and of the stages that are looked at. */
function takenLinks({ walk, laid }: PlaneView): Set<string> {
  return new Set(walk === null ? [] : [...walk.edges.keys()].flatMap((key) => laid.ways.get(key) ?? []));
}

const isLookedAt = ({ look }: PlaneView, { node, to, from }: LaidLink): boolean =>
  look !== null && (node === look || to === `node:${look}` || from === `node:${look}`);

function LinkLine({ link, view, isTaken }: { link: LaidLink; view: PlaneView; isTaken: boolean }) {
  const count = view.counts.get(link.id) ?? 0;
  const isJoint = link.to.startsWith('rail:');
  const marker = isJoint ? undefined : `url(#${markerId(view, isTaken ? 'taken' : link.is)})`;
  const look = isLookedAt(view, link) ? 'looked' : view.look === null ? '' : 'aside';
  const width = view.counts.size === 0 ? (isTaken ? 2.5 : 1.5) : strokeWidth(count);
  return (
    <path
      class={`edge ${link.is} ${isTaken ? 'taken' : ''} ${look} ${count > 0 ? 'used' : ''}`}
      d={pathOf(link.points)}
      stroke-width={width}
      marker-end={marker}
    />
  );
}

function LinkLabel({ link, view, isTaken }: { link: LaidLink; view: PlaneView; isTaken: boolean }) {
  const { label, lines, is } = link;
  const count = view.counts.get(link.id) ?? 0;
  if (label === null) return null;
  const shown = withUsed(link, lines, view.walk);
  const look = view.look === null || isLookedAt(view, link) ? '' : 'aside';
  return (
    <g class={`edge-label ${is} ${isTaken ? 'taken' : ''} ${look}`}>
      <rect x={left(label)} y={top(label)} width={label.width} height={label.height} rx="3" />
      {shown.map((line, at) => (
        <text key={at} x={label.x} y={top(label) + 11.5 + at * 13}>
          {inert(is === 'failure' && at === 0 ? `✕ ${line}` : line)}
        </text>
      ))}
      {count > 0 && (
        <text class="tally-on" x={label.x + label.width / 2} y={top(label) - 1}>
          {count}
        </text>
      )}
      <title>{inert(titleOf(link, count))}</title>
    </g>
  );
}

/** `max 2` as `1 of 2`, once a run is looked at that took it. */
function withUsed({ bound }: LaidLink, lines: readonly string[], walk: Walk | null): string[] {
  const used = bound === null ? undefined : walk?.bounds.get(bound.name);
  return used === undefined || bound === null
    ? [...lines]
    : lines.map((line) => line.replace(`max ${bound.limit}`, `${used} of ${bound.limit}`));
}

const titleOf = ({ outcomes, bound, is }: LaidLink, count: number): string =>
  [
    outcomes.join(', '),
    bound === null ? '' : `${bound.name}: at most ${bound.limit}, then ${bound.then}`,
    is,
    count === 0 ? '' : `gone over ${count} times in the last day`,
  ]
    .filter((part) => part !== '')
    .join(' · ');

function Rail({ rail, view, taken }: { rail: LaidRail; view: PlaneView; taken: ReadonlySet<string> }) {
  const { from, to, label, outcomes } = rail;
  const isTaken = view.laid.links.some((link) => link.to === rail.id && taken.has(link.id));
  return (
    <g class={`rail ${isTaken ? 'taken' : ''}`}>
      <path d={pathOf([from, to])} />
      <rect x={left(label)} y={top(label)} width={label.width} height={label.height} rx="3" />
      <text x={label.x} y={label.y + 4}>
        {inert(outcomes.map((outcome) => shortOutcome(outcome, '')).join(', '))}
      </text>
      <title>{inert(`${outcomes.join(', ')} of the stages that join here leads to these, best first`)}</title>
    </g>
  );
}

function Stage({ place, view }: { place: LaidPlace; view: PlaneView }) {
  const { name, x, y, width, height } = place;
  const { active, walk, hasFigures, onLook } = view;
  const [running, visits] = [active.get(name) ?? 0, walk?.visits.get(name) ?? 0];
  const state = [
    running > 0 ? 'active' : '',
    visits > 0 ? 'visited' : '',
    walk?.at === name ? 'here' : '',
    view.look === name ? 'looked' : '',
  ];
  const figure = hasFigures ? figureLine(view.figures(name)) : '';
  return (
    <a
      class={`stage ${state.join(' ')}`}
      href={view.hrefOf(name)}
      aria-describedby={view.look === name ? view.cardId : undefined}
      onMouseEnter={({ currentTarget }) => onLook(name, currentTarget)}
      onMouseLeave={() => onLook(null)}
      onFocus={({ currentTarget }) => onLook(name, currentTarget)}
      onBlur={() => onLook(null)}
    >
      {running > 0 && (
        <rect class="pulse" x={left(place) - 4} y={top(place) - 4} width={width + 8} height={height + 8} rx="10" />
      )}
      <rect class="body" x={left(place)} y={top(place)} width={width} height={height} rx="7" />
      <text class="name" x={x} y={hasFigures ? y - 5 : y + 4}>
        {running > 0 && <tspan>● </tspan>}
        {inert(name)}
      </text>
      {hasFigures && (
        <text class="figure" x={x} y={y + 13}>
          {figure}
        </text>
      )}
      {visits > 0 && (
        <g class="visits">
          <rect x={left(place) + width - 18} y={top(place) - 8} width="24" height="15" rx="7.5" />
          <text x={left(place) + width - 6} y={top(place) + 3}>
            {`×${visits}`}
          </text>
        </g>
      )}
    </a>
  );
}

/** An entry or an end, with how many wait there or left by it. */
function Port({ place, view }: { place: LaidPlace; view: PlaneView }) {
  const { id, is, name, x, y, width, height } = place;
  const tally = view.tallies.get(id);
  const isBad = is === 'end' && view.plane.edges.some((edge) => edge.ends && edge.to === name && edge.is === 'failure');
  return (
    <g class={`port ${is} ${isBad ? 'bad' : ''}`}>
      <rect x={left(place)} y={top(place)} width={width} height={height} rx={height / 2} />
      <text x={x} y={y + 4}>
        {isBad ? '✕ ' : ''}
        {inert(name)}
        {tally !== undefined && tally > 0 && <tspan class="tally">{` ${tally}`}</tspan>}
      </text>
      <title>{inert(is === 'entry' ? `Where ${name} begins` : `An end: ${name}`)}</title>
    </g>
  );
}
