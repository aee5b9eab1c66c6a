// What brings a worker back is what started it.
import { expect, it } from 'vitest';
import { lostNeed, NO_WORKER, silentNeed } from './worker-state.js';

const at = '2026-01-01T00:00:00.000Z';

it.each(['millrace run', 'millrace up'] as const)(
  'names `%s` where a worker died, and where one is silent',
  (again) => {
    const [lost] = lostNeed({ ...NO_WORKER, lost: [7], lastBeat: at, again });
    expect(lost).toMatchObject({ remedy: `\`${again}\` goes on where it was`, actions: [again, 'millrace doctor'] });
    const [silent] = silentNeed({ ...NO_WORKER, alive: true, pid: 7, silentSince: at, again });
    expect(silent?.actions).toEqual(['kill -CONT 7', again]);
    expect(silent?.remedy).toContain(`\`${again}\` ends it`);
  },
);
