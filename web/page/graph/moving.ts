// Items on their way over the picture, as rows of the feed come in. What the page was told before it looked does not move any more.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventRow, Flow, PlanPicture } from '../../contract.js';
import { wantsMovement } from './measure.js';
import { type Move, movesIn } from './moves.js';

/** At once; of a burst the newest. */
const MOST = 24;

/** `feed`: the newest first. Answers what moves, and what takes one away that has arrived. */
export function useMoves(
  plan: PlanPicture,
  flow: Flow | null,
  feed: readonly EventRow[],
): [readonly Move[], (move: Move) => void] {
  const [moves, setMoves] = useState<readonly Move[]>([]);
  const seen = useRef<number | null>(null);
  const stands = useRef(new Map<string, string>());
  useEffect(() => {
    for (const { item, node } of flow?.items ?? [])
      if (node !== null && !stands.current.has(item)) stands.current.set(item, node);
  }, [flow]);
  useEffect(() => {
    const newest = feed[0]?.seq ?? null;
    const fresh = seen.current === null ? [] : feed.filter(({ seq }) => seq > (seen.current ?? 0)).toReversed();
    seen.current = newest ?? seen.current;
    const found = movesIn(plan, stands.current, fresh);
    if (found.length > 0 && wantsMovement()) setMoves((before) => [...before, ...found].slice(-MOST));
  }, [feed]);
  return [moves, (move) => setMoves((before) => before.filter((one) => one !== move))];
}
