// The stage that is looked at, by pointer or by focus, and where its card stands.
import { useState } from 'preact/hooks';

/** Px in its frame; `isAbove`: `y` is its lower edge, as there is no room below. */
export interface CardPlace {
  x: number;
  y: number;
  isAbove: boolean;
}

export interface Looked {
  node: string | null;
  at: CardPlace;
}

const CARD_WIDTH = 300;
const CARD_HEIGHT = 300;
const NOTHING: Looked = { node: null, at: { x: 0, y: 0, isAbove: false } };

/** `frame`: the part that the card stands in. */
export function useLooked(frame: {
  current: HTMLElement | null;
}): [Looked, (node: string | null, element?: Element) => void] {
  const [looked, setLooked] = useState(NOTHING);
  return [
    looked,
    (node, element) => {
      if (node === null || element === undefined || frame.current === null) setLooked(NOTHING);
      else setLooked({ node, at: besideOf(element, frame.current) });
    },
  ];
}

function besideOf(element: Element, frame: HTMLElement): Looked['at'] {
  const [box, room] = [element.getBoundingClientRect(), frame.getBoundingClientRect()];
  const most = Math.max(0, room.width - CARD_WIDTH);
  const isAbove = box.bottom + CARD_HEIGHT > innerHeight && box.top > CARD_HEIGHT;
  const y = isAbove ? box.top - room.top - 6 : box.bottom - room.top + 6;
  return { x: Math.min(most, Math.max(0, box.left - room.left)), y, isAbove };
}
