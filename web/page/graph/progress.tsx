// How much of something is done: a bar, and the numbers that it repeats.

export function Progress({ done, total, what }: { done: number; total: number; what: string }) {
  if (total === 0) return <span class="progress quiet">no {what}</span>;
  const share = Math.min(1, Math.max(0, done / total));
  return (
    <span class="progress" title={`${done} of ${total} ${what}`}>
      <span class="track" aria-hidden="true">
        <span class="fill" style={{ width: `${share * 100}%` }} />
      </span>
      <span class="num">{`${done}/${total}`}</span> {what}
    </span>
  );
}
