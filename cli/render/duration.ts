// Spans of time as people read them: 0.8s, 42s, 2m08s, 3h05m, 4d02h.

/** `ms` below zero counts as zero. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  if (seconds < 3600) return pair(seconds, 60, 'm', 1, 's');
  if (seconds < 86_400) return pair(seconds, 3600, 'h', 60, 'm');
  return pair(seconds, 86_400, 'd', 3600, 'h');
}

/** Between two ISO times; empty when one of them is none. */
export function between(from: string | null | undefined, to: string | null | undefined): string {
  const ms = Date.parse(to ?? '') - Date.parse(from ?? '');
  return Number.isNaN(ms) ? '' : duration(ms);
}

/** 950, 41k, 1.2M */
export function tokens(count: number): string {
  if (count < 10_000) return String(count);
  return count < 1_000_000 ? `${Math.round(count / 1000)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

function pair(seconds: number, unit: number, name: string, below: number, belowName: string): string {
  const rest = Math.floor((seconds % unit) / below);
  return `${Math.floor(seconds / unit)}${name}${String(rest).padStart(2, '0')}${belowName}`;
}
