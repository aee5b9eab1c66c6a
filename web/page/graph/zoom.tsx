// A picture that is moved and zoomed: by buttons, by keys while it has the focus, by dragging, and by the wheel with Ctrl.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { own } from '../../../core/own.js';
import { hasModifier } from '../keys.js';
import { LEAST_SCALE } from './measure.js';
import { isWhole, moved, type ViewBox, whole, zoomed } from './view-box.js';

interface ZoomProps {
  size: { width: number; height: number };
  /** Of the picture, for ears. */
  label: string;
  name: string;
  children: ComponentChildren;
}

const STEP = 1.3;
const MOST_SCALE = 1.35;
const KEYS: Record<string, (box: ViewBox, size: ZoomProps['size']) => ViewBox> = {
  '+': (box, size) => zoomed(box, size, STEP),
  '=': (box, size) => zoomed(box, size, STEP),
  '-': (box, size) => zoomed(box, size, 1 / STEP),
  '0': (_, size) => whole(size),
  ArrowLeft: (box, size) => moved(box, size, -0.15, 0),
  ArrowRight: (box, size) => moved(box, size, 0.15, 0),
  ArrowUp: (box, size) => moved(box, size, 0, -0.15),
  ArrowDown: (box, size) => moved(box, size, 0, 0.15),
};

export function Zoom({ size, label, name, children }: ZoomProps) {
  const [box, setBox] = useState(() => whole(size));
  const picture = useRef<SVGSVGElement>(null);
  useEffect(() => setBox(whole(size)), [size.width, size.height]);
  useWheel(picture, (factor, at) => setBox((before) => zoomed(before, size, factor, at)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const change = own(KEYS, event.key);
    const isArrow = event.key.startsWith('Arrow');
    if (change === undefined || hasModifier(event) || (isArrow && isWhole(box, size))) return;
    event.preventDefault();
    setBox(change(box, size));
  };
  return (
    <div
      class="zoom"
      role="region"
      aria-label={`${name}, zoom by + and -, the whole of it by 0`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div class="zoom-buttons" role="group" aria-label="Zoom">
        <button type="button" title="Closer (+)" aria-label="Closer" onClick={() => setBox(zoomed(box, size, STEP))}>
          +
        </button>
        <button
          type="button"
          title="Farther (-)"
          aria-label="Farther"
          disabled={isWhole(box, size)}
          onClick={() => setBox(zoomed(box, size, 1 / STEP))}
        >
          −
        </button>
        <button type="button" title="All of it (0)" disabled={isWhole(box, size)} onClick={() => setBox(whole(size))}>
          Fit
        </button>
      </div>
      <div class="scroller">
        <svg
          ref={picture}
          role="group"
          aria-label={label}
          class={`plane large ${isWhole(box, size) ? '' : 'movable'}`}
          viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
          style={{ minWidth: `${size.width * LEAST_SCALE}px`, maxWidth: `${size.width * MOST_SCALE}px` }}
          {...dragging(box, size, setBox)}
        >
          {children}
        </svg>
      </div>
    </div>
  );
}

type Set = (box: ViewBox) => void;

/** With Ctrl alone, so that the page is still scrolled over it; the browser asks for a listener that says it may stop the wheel. */
function useWheel(
  picture: { current: SVGSVGElement | null },
  onZoom: (factor: number, at: { x: number; y: number }) => void,
): void {
  useEffect(() => {
    const element = picture.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top, width, height } = element.getBoundingClientRect();
      onZoom(Math.exp(-event.deltaY / 300), { x: (event.clientX - left) / width, y: (event.clientY - top) / height });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });
}

/** A click on a stage is no dragging: the pointer is taken once it has moved. */
function dragging(box: ViewBox, size: ZoomProps['size'], setBox: Set) {
  return {
    onPointerMove: (event: PointerEvent & { currentTarget: SVGSVGElement }): void => {
      if (event.buttons !== 1 || isWhole(box, size)) return;
      const { width, height } = event.currentTarget.getBoundingClientRect();
      event.currentTarget.setPointerCapture(event.pointerId);
      setBox(moved(box, size, -event.movementX / width, -event.movementY / height));
    },
    onDragStart: (event: Event): void => event.preventDefault(),
  };
}
