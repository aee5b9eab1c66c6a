// Items on their stages as small signs with their ids, and those that move, on their way.
import { useEffect, useRef } from 'preact/hooks';
import { clip, inert } from '../../../core/inert.js';
import { addressOf } from '../route.js';
import { itemRoute } from '../parts/links.js';
import type { FlowItem } from './facts.js';
import { type LaidPlace, left, top } from './geometry.js';
import { textWidth } from './words.js';

/** More stand behind a number. */
const SHOWN = 2;

export function Chips({ place, items }: { place: LaidPlace; items: readonly FlowItem[] }) {
  const shown = items.slice(0, SHOWN);
  const rest = items.length - shown.length;
  let x = left(place) + 6;
  return (
    <g class="chips">
      {shown.map((item) => {
        const name = chipName(item.item);
        const width = textWidth(name) + 12;
        const chip = <Chip key={item.item} item={item} name={name} x={x} y={top(place) - 9} width={width} />;
        x += width + 4;
        return chip;
      })}
      {rest > 0 && <text class="more" x={x + 2} y={top(place) + 3}>{`+${rest}`}</text>}
    </g>
  );
}

const chipName = (item: string): string => inert(clip(item.split('/').slice(1).join('/') || item, 9));

interface ChipProps {
  item: FlowItem;
  name: string;
  x: number;
  y: number;
  width: number;
}

function Chip({ item, name, x, y, width }: ChipProps) {
  const route = itemRoute(item.item);
  const state = item.state === 'active' ? '' : 'waits';
  const drawn = (
    <>
      <title>{inert(`${item.item}: ${item.title} (${item.state})`)}</title>
      <rect x={x} y={y} width={width} height="16" rx="8" />
      <text x={x + width / 2} y={y + 11.5}>
        {name}
      </text>
    </>
  );
  if (route === null) return <g class={`chip ${state}`}>{drawn}</g>;
  return (
    <a class={`chip ${state}`} href={addressOf(route)} aria-label={inert(`${item.item}: ${item.title}, ${item.state}`)}>
      {drawn}
    </a>
  );
}

const TRAVEL = '900ms';

/** Goes its way once, and says so when it has arrived. */
export function Mover({ path, onArrived }: { path: string; onArrived: () => void }) {
  const motion = useRef<SVGAnimationElement>(null);
  useEffect(() => {
    const element = motion.current;
    element?.beginElement();
    element?.addEventListener('endEvent', onArrived);
    return () => element?.removeEventListener('endEvent', onArrived);
  }, []);
  return (
    <circle class="mover" r="6" aria-hidden="true">
      <animateMotion
        ref={motion}
        {...{ path }}
        dur={TRAVEL}
        begin="indefinite"
        fill="freeze"
        calcMode="spline"
        keyTimes="0;1"
        keySplines="0.4 0 0.2 1"
      />
    </circle>
  );
}
