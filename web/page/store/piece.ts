// A long text of a stage, piece by piece: from its beginning, or its end, as somebody asks for more of it.
import { useEffect, useState } from 'preact/hooks';
import type { Piece } from '../../contract.js';
import { withQuery } from '../route.js';
import { askServer, type Trouble } from './answer.js';

export interface LongPiece {
  text: string;
  /** Bytes before what is held. */
  from: number;
  next: number | null;
  /** Of all of it. */
  bytes: number;
}

export interface Held {
  piece: LongPiece | null;
  trouble: Trouble | null;
  more: () => void;
  /** Leaves out what lies before the last so many bytes. */
  toEnd: () => void;
}

const LAST_BYTES = 128_000;

/** What follows directly is added; all else takes its place. */
export function withPiece(held: LongPiece | null, piece: Piece): LongPiece {
  const { text, from, next, bytes } = piece;
  const isBehind = held !== null && held.next === from;
  return isBehind ? { text: held.text + text, from: held.from, next, bytes } : { text, from, next, bytes };
}

export function usePiece(address: string): Held {
  const [piece, setPiece] = useState<LongPiece | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const load = async (from: number, isOver = () => false): Promise<void> => {
    const answered = await askServer<Piece>(withQuery(address, [['from', from === 0 ? '' : String(from)]]));
    if (isOver()) return;
    setTrouble(answered.ok ? null : answered.trouble);
    if (answered.ok) setPiece((held) => withPiece(from === 0 ? null : held, answered.value));
  };
  useEffect(() => {
    let isOver = false;
    setPiece(null);
    void load(0, () => isOver);
    return () => {
      isOver = true;
    };
  }, [address]);
  return {
    piece,
    trouble,
    more: () => void load(piece?.next ?? 0),
    toEnd: () => void load(Math.max(0, (piece?.bytes ?? 0) - LAST_BYTES)),
  };
}
