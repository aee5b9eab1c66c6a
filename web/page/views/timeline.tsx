// Stages and waits by lane, over the stretch that somebody chose; it goes on with the time while it ends at the present.
import { computed, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Timeline } from '../../contract.js';
import { LONGEST, movedSpan, type Span, zoomedSpan } from '../graph/time-scale.js';
import { TimelineList, TimelineView } from '../graph/timeline-view.js';
import { hasModifier, isTyping } from '../keys.js';
import { Answered, Panel } from '../parts/panel.js';
import { wallTime } from '../parts/time.js';
import { own } from '../../../core/own.js';
import { pathIn, withQuery } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { now } from '../store/clock.js';
import { keyNow } from '../store/place.js';
import { changes } from '../store/workspace.js';

const HOUR = 3_600_000;
const LENGTHS = [
  ['1h', HOUR],
  ['6h', 6 * HOUR],
  ['24h', 24 * HOUR],
  ['7d', 168 * HOUR],
] as const;

/** `to` null: it ends at the present. */
interface Chosen {
  length: number;
  to: number | null;
}

const chosen = signal<Chosen>({ length: 6 * HOUR, to: null });

/** Of a stretch that goes with the time, what is asked for and drawn changes by a hundredth at a time, and is the same until then. */
export function useSpan({ length, to }: Chosen): Span {
  const present = useMemo(() => computed(() => stepAfter(now.value, length / 100)), [length]);
  const end = to ?? present.value;
  return useMemo(() => ({ from: end - length, to: end }), [end, length]);
}

const stepAfter = (at: number, step: number): number => Math.ceil(at / step) * step;

export function choose({ from, to }: Span): void {
  const isPresent = to >= now.peek() - (to - from) / 200;
  chosen.value = { length: Math.min(LONGEST, to - from), to: isPresent ? null : to };
}

export function useTimeline(key: string, span: Span) {
  const [from, to] = [span.from, span.to].map((at) => new Date(at).toISOString());
  return useAnswer<Timeline>(
    withQuery(pathIn(key, 'timeline'), [
      ['from', from ?? ''],
      ['to', to ?? ''],
    ]),
    changes.value,
  );
}

export function TimelinePage() {
  const key = keyNow();
  const span = useSpan(chosen.value);
  const answer = useTimeline(key, span);
  useKeys(span);
  return (
    <Panel name="Stages and waits" more={<Lengths span={span} />}>
      <Answered answer={answer}>
        {(timeline) => (
          <>
            <TimelineView timeline={timeline} span={span} onSpan={choose} />
            <TimelineList timeline={timeline} />
          </>
        )}
      </Answered>
    </Panel>
  );
}

function Lengths({ span }: { span: Span }) {
  const { length, to } = chosen.value;
  return (
    <div class="lengths">
      <span class="quiet">{`${wallTime(new Date(span.from).toISOString()).slice(0, 16)} to ${to === null ? 'now' : wallTime(new Date(span.to).toISOString()).slice(0, 16)}`}</span>
      <div class="segments" role="group" aria-label="How long a stretch">
        {LENGTHS.map(([name, ms]) => (
          <button
            key={name}
            type="button"
            aria-pressed={length === ms && to === null}
            onClick={() => (chosen.value = { length: ms, to: null })}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}

const KEYS: Record<string, (span: Span) => Span> = {
  '+': (span) => zoomedSpan(span, 0.5, now.peek()),
  '-': (span) => zoomedSpan(span, 2, now.peek()),
  ArrowLeft: (span) => movedSpan(span, -0.25, now.peek()),
  ArrowRight: (span) => movedSpan(span, 0.25, now.peek()),
};

/** Anywhere on the page, but in a field. */
function useKeys(span: Span): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isOurs = !event.defaultPrevented && !hasModifier(event) && !isTyping(event.target);
      const change = isOurs ? own(KEYS, event.key) : undefined;
      if (change === undefined) return;
      event.preventDefault();
      choose(change(span));
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [span.from, span.to]);
}
