// The stage that is looked at, by pointer or by focus, and where its card stands.
import { useState } from 'preact/hooks';

export interface Looked {
  node: string | null;
  at: { x: number; y: number };
}

const CARD_WIDTH = 300;
const NOTHING: Looked = { node: null, at: { x: 0, y: 0 } };

/** `frame`: the part that the card stands in. */
export function useLooked(frame: {
  current: HTMLElement | null;
}): [Looked, (node: string | null, element?: Element) => void] {
  const [looked, setLooked] = useState(NOTHING);
  return [
    looked,
    (node, element) => {
      if (node === null || element === undefined || frame.current === null) setLooked(NOTHING);
      else setLooked({ node, at: underneath(element, frame.current) });
    },
  ];
}

function underneath(element: Element, frame: HTMLElement): Looked['at'] {
  const [box, room] = [element.getBoundingClientRect(), frame.getBoundingClientRect()];
  const most = Math.max(0, room.width - CARD_WIDTH);
  return { x: Math.min(most, Math.max(0, box.left - room.left)), y: box.bottom - room.top + 6 };
}
