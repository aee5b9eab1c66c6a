// A state as a sign and a word: the colour only repeats what both say.
export type Tone = 'ok' | 'run' | 'mend' | 'need' | 'fail' | 'off';

const SIGNS: Record<Tone, string> = { ok: '✓', run: '●', mend: '↺', need: '!', fail: '✕', off: '○' };

/** Words of the report and of the other answers. What is not here is told as it is, in grey. */
const WORDS: Record<Exclude<Tone, 'off'>, readonly string[]> = {
  ok: ['ok', 'done', 'success', 'alive', 'closed', 'approved', 'met', 'promoted', 'current'],
  run: ['active', 'running', 'open'],
  mend: ['repair'],
  need: ['attention', 'pending', 'stale', 'parked'],
  fail: ['blocked', 'failure', 'failed', 'degraded', 'down', 'lost', 'quarantined'],
};
const TONES = new Map(Object.entries(WORDS).flatMap(([tone, words]) => words.map((word) => [word, tone as Tone])));

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
