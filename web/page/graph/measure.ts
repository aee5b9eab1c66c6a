// How wide a part of the page is, as long as it stands there; whether movement is wanted; and what of a picture is shown.
import { useEffect, useState } from 'preact/hooks';

interface Ref {
  current: HTMLElement | null;
}

/** Until it is known. */
const USUAL_WIDTH = 900;

/** In px. */
export function useWidth(ref: Ref): number {
  const [width, setWidth] = useState(USUAL_WIDTH);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? USUAL_WIDTH)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

export const wantsMovement = (): boolean => !matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Smaller than this no letter of a picture is legible: one that does not fit is moved sideways. */
export const LEAST_SCALE = 0.6;

/** Below it a page is narrow. */
export const NARROW = 620;
