// A state as a sign and a word: the colour only repeats what both say.
export type Tone = 'ok' | 'run' | 'need' | 'fail' | 'off';

const SIGNS: Record<Tone, string> = { ok: '✓', run: '●', need: '!', fail: '✕', off: '○' };

/** Words of the report and of the other answers. What is not here is told as it is, in grey. */
const TONES = new Map<string, Tone>([
  ...(
    [
      'ok',
      'done',
      'success',
      'succeeded',
      'alive',
      'closed',
      'granted',
      'approved',
      'met',
      'promoted',
      'live',
      'current',
    ] as const
  ).map((word) => [word, 'ok'] as const),
  ...(['active', 'running', 'repair', 'open', 'opening'] as const).map((word) => [word, 'run'] as const),
  ...(['attention', 'pending', 'waiting', 'high', 'critical', 'stale', 'parked'] as const).map(
    (word) => [word, 'need'] as const,
  ),
  ...(
    ['blocked', 'failure', 'failed', 'degraded', 'down', 'lost', 'quarantined', 'missing', 'denied', 'unmet'] as const
  ).map((word) => [word, 'fail'] as const),
]);

export const toneOf = (word: string): Tone => TONES.get(word) ?? 'off';

interface StatusProps {
  of: string;
  /** Another word for the same. */
  word?: string;
  tone?: Tone;
  report?: string;
}

export function Status({ of, word = of, tone = toneOf(of), report }: StatusProps) {
  return (
    <span
      class={`status ${tone}`}
      data-report={report}
      data-value={report === undefined ? undefined : JSON.stringify(of)}
    >
      <span class="sign" aria-hidden="true">
        {SIGNS[tone]}
      </span>
      {word}
    </span>
  );
}
