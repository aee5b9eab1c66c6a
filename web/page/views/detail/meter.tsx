// How long a stage runs, against how long its kind takes: the marks are the middle and nine of ten.
const WIDTH = 200;
const HEIGHT = 10;

/** Where so many seconds stand; what is longer than the line stands at its end. */
const at = (seconds: number, most: number): number => (Math.min(seconds, most) / most) * WIDTH;

export function Meter({ elapsed, typical }: { elapsed: number; typical: { p50: number; p90: number } | null }) {
  if (typical === null) return null;
  const most = Math.max(typical.p90 * 1.5, typical.p50 * 2, 1);
  const told =
    elapsed <= typical.p50 ? 'shorter than usual' : elapsed <= typical.p90 ? 'as usual' : 'longer than usual';
  return (
    <svg class="meter" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={told}>
      <rect class="track" width={WIDTH} height={HEIGHT} />
      <rect
        class="usual"
        x={at(typical.p50, most)}
        width={at(typical.p90, most) - at(typical.p50, most)}
        height={HEIGHT}
      />
      <rect class="done" width={at(elapsed, most)} y="3" height="4" />
      <rect class="tick" x={at(typical.p50, most) - 1} width="2" height={HEIGHT} />
      <rect class="tick" x={at(typical.p90, most) - 1} width="2" height={HEIGHT} />
    </svg>
  );
}
