// Lanes over time: what ran, and what it waited for. Dragging over the axis chooses a stretch; keys move and zoom it.
import { computed } from '@preact/signals';
import { useMemo, useRef, useState } from 'preact/hooks';
import { inert } from '../../../core/inert.js';
import type { Bar, Timeline } from '../../contract.js';
import { Link, runRoute } from '../parts/links.js';
import { wallTime } from '../parts/time.js';
import { addressOf } from '../route.js';
import { now } from '../store/clock.js';
import { barsIn, barSign, barTone, type LaidBar } from './bars.js';
import { useWidth } from './measure.js';
import { brushed, partOf, type Span, ticks } from './time-scale.js';

export interface TimelineProps {
  timeline: Timeline;
  /** What is shown; what was answered may be more or less. */
  span: Span;
  onSpan: (span: Span) => void;
  /** A smaller one, without what explains it. */
  isSmall?: boolean;
}

const MARK_PX = 78;
/** Nearer to the end there is no room for its words. */
const LAST_MARK_PX = 44;
const ROW_PX = 22;
/** Of one lane. A day of short stages is not legible anyhow, and hundreds of thousands of bars would stop the page. */
const MOST_BARS = 1500;

export function TimelineView({ timeline, span, onSpan, isSmall = false }: TimelineProps) {
  const room = useRef<HTMLDivElement>(null);
  const width = useWidth(room);
  const { lanes, omitted } = timeline;
  const left = lanes.reduce((sum, { bars }) => sum + Math.max(0, bars.length - MOST_BARS), omitted);
  return (
    <div class={`timeline ${isSmall ? 'small' : ''}`}>
      <Axis span={span} room={room} width={width} onSpan={onSpan} />
      {lanes.length === 0 && <p class="empty">Nothing ran in this stretch.</p>}
      {lanes.map(({ lane, bars }) => (
        <Lane key={lane} lane={lane} bars={bars} span={span} width={width} />
      ))}
      {left > 0 && (
        <p class="quiet">{`${left.toLocaleString('en')} more bars are left out: choose a shorter stretch.`}</p>
      )}
      {!isSmall && <Signs />}
    </div>
  );
}

interface AxisProps {
  span: Span;
  room: { current: HTMLDivElement | null };
  width: number;
  onSpan: (span: Span) => void;
}

function Axis({ span, room, width, onSpan }: AxisProps) {
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const partAt = (event: PointerEvent): number => {
    const box = room.current?.getBoundingClientRect();
    return box === undefined || box.width === 0 ? 0 : (event.clientX - box.left) / box.width;
  };
  const end = (): void => {
    const chosen = drag === null ? null : brushed(span, ...drag);
    setDrag(null);
    if (chosen !== null) onSpan(chosen);
  };
  return (
    <div
      class="axis"
      ref={room}
      title="Drag to choose a stretch"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([partAt(event), partAt(event)]);
      }}
      onPointerMove={(event) => drag !== null && setDrag([drag[0], partAt(event)])}
      onPointerUp={end}
      onPointerCancel={() => setDrag(null)}
    >
      {ticks(span, Math.max(2, Math.floor(width / MARK_PX)), offsetAt(span.to))
        .filter((at) => (1 - partOf(at, span)) * width > LAST_MARK_PX)
        .map((at) => (
          <span key={at} class="mark" style={{ left: `${partOf(at, span) * 100}%` }}>
            {markText(at, span)}
          </span>
        ))}
      {drag !== null && (
        <span
          class="brush"
          style={{ left: `${Math.min(...drag) * 100}%`, width: `${Math.abs(drag[1] - drag[0]) * 100}%` }}
        />
      )}
      <NowLine span={span} hasWord />
    </div>
  );
}

const offsetAt = (at: number): number => -new Date(at).getTimezoneOffset() * 60_000;

const LONG = 36 * 3_600_000;

function markText(at: number, { from, to }: Span): string {
  const wall = wallTime(new Date(at).toISOString());
  return to - from > LONG ? `${wall.slice(5, 10)} ${wall.slice(11, 16)}` : wall.slice(11, 16);
}

/** By itself, so that a second that passes draws nothing else anew. */
function NowLine({ span, hasWord = false }: { span: Span; hasWord?: boolean }) {
  const part = partOf(now.value, span);
  if (part < 0 || part > 1.001) return null;
  return (
    <span class="now-line" style={{ left: `${Math.min(1, part) * 100}%` }}>
      {hasWord && <span>now</span>}
    </span>
  );
}

interface LaneProps {
  lane: string;
  bars: readonly Bar[];
  span: Span;
  width: number;
}

/** Bars that go on are drawn anew so often: a lane that read the clock itself would be, each second. */
const fiveSeconds = computed(() => Math.floor(now.value / 5000));

function Lane({ lane, bars, span, width }: LaneProps) {
  const goesOn = bars.some(({ to }) => to === null);
  const laid = useMemo(
    () => barsIn(bars.slice(-MOST_BARS), span, now.peek()),
    [bars, span, goesOn ? fiveSeconds.value : 0],
  );
  const rows = Math.max(0, ...laid.map(({ row }) => row)) + 1;
  return (
    <section class="time-lane" aria-label={inert(`Lane ${lane}, ${laid.length} bars`)}>
      <h3 title={inert(lane)}>{inert(lane)}</h3>
      <div class="track" style={{ height: `${rows * ROW_PX + 6}px` }}>
        {laid.map((one) => (
          <BarLink key={`${one.bar.run} ${one.bar.node} ${one.bar.from} ${one.bar.is}`} laid={one} width={width} />
        ))}
        <NowLine span={span} />
      </div>
    </section>
  );
}

/** In px: with less room there is a colour and a pattern alone, and its title. */
const WORD_PX = 64;
const SIGN_PX = 14;

function BarLink({ laid: { bar, left, width: percent, row, words }, width }: { laid: LaidBar; width: number }) {
  const px = (percent / 100) * width;
  const style = { left: `${left}%`, width: `${percent}%`, top: `${3 + row * ROW_PX}px` };
  const label = `${words}, from ${wallTime(bar.from)}`;
  return (
    <a
      class={`bar ${barTone(bar)}`}
      href={addressOf(runRoute(bar.run))}
      style={style}
      data-row
      tabIndex={-1}
      title={label}
      aria-label={label}
    >
      {px >= SIGN_PX && <span class="sign">{barSign(bar)}</span>}
      {px >= WORD_PX && <span class="word">{inert(bar.is === 'wait' ? bar.state : bar.node)}</span>}
    </a>
  );
}

const SIGNS = [
  ['success', 'success'],
  ['repair', 'sent to a repair'],
  ['failure', 'failure'],
  ['running', 'at work'],
] as const;

const Signs = () => (
  <ul class="signs" aria-label="What the bars mean">
    {SIGNS.map(([state, word]) => (
      <li key={state}>
        <span class={`bar ${state}`}>
          <span class="sign">{barSign({ is: 'stage', state })}</span>
        </span>
        {word}
      </li>
    ))}
    <li>
      <span class="bar wait">
        <span class="sign">{barSign({ is: 'wait', state: '' })}</span>
      </span>
      waits, and for what
    </li>
  </ul>
);

const MOST_LISTED = 200;

/** For whoever does not see the bars, or wants to read them one by one: the newest first. */
export function TimelineList({ timeline }: { timeline: Timeline }) {
  const all = timeline.lanes.flatMap(({ lane, bars }) => bars.map((bar) => ({ lane, bar })));
  const newest = all.sort((a, b) => b.bar.from.localeCompare(a.bar.from)).slice(0, MOST_LISTED);
  return (
    <details class="as-list">
      <summary>The timeline as a list</summary>
      <ul>
        {newest.map(({ lane, bar }) => (
          <li key={`${lane} ${bar.run} ${bar.node} ${bar.from} ${bar.is}`}>
            {inert(`${wallTime(bar.from)} ${lane}: `)}
            <Link to={runRoute(bar.run)}>{inert(`${bar.item} ${bar.node}`)}</Link>
            {inert(bar.is === 'wait' ? `, waits for ${bar.state}` : `, ${bar.outcome ?? bar.state}`)}
          </li>
        ))}
      </ul>
    </details>
  );
}
